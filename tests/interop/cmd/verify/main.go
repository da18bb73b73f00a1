// Command verify judges a plugin directory as a wick host does before it runs the plugin, and does
// the signing that goes with it.
//
//	verify check DIR                           read plugin.json and verify; the verdict as JSON
//	verify keygen FILE                         write a private key, print the public one
//	verify sign FILE SHA256                    print the signature
//	verify verify-signature KEYS SIGNATURE SHA256   whether one of the keys (comma list) made it
//	verify dump [-pretty] FILE                 read plugin.json and print it again as Go writes it
//	verify catalog FILE                        read plugins.json and print it again as Go writes it
//
// The policy of check comes from WICK_PLUGIN_REQUIRE_SIGNATURE and WICK_PLUGIN_PUBKEY.
// Exit status: 0 for a verdict, good or bad; 1 for an error; 64 for wrong usage.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"wick/interop/manifest"
)

var errUsage = errors.New("usage: verify check DIR | keygen FILE | sign FILE SHA256 | " +
	"verify-signature KEYS SIGNATURE SHA256 | dump [-pretty] FILE | catalog FILE")

func main() {
	err := run(os.Args[1:], os.Stdout)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	if errors.Is(err, errUsage) {
		os.Exit(64)
	}
	os.Exit(1)
}

func run(arguments []string, output io.Writer) error {
	if len(arguments) == 0 {
		return errUsage
	}
	rest := arguments[1:]
	switch command := arguments[0]; {
	case command == "check" && len(rest) == 1:
		return check(output, rest[0])
	case command == "keygen" && len(rest) == 1:
		return keygen(output, rest[0])
	case command == "sign" && len(rest) == 2:
		return sign(output, rest[0], rest[1])
	case command == "verify-signature" && len(rest) == 3:
		return verifySignature(output, rest[0], rest[1], rest[2])
	case command == "dump" && len(rest) == 1:
		return dump(output, rest[0], json.Marshal)
	case command == "dump" && len(rest) == 2 && rest[0] == "-pretty":
		return dump(output, rest[1], pretty)
	case command == "catalog" && len(rest) == 1:
		return catalog(output, rest[0])
	}
	return errUsage
}

type verdict struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	Key   string `json:"key,omitempty"`
}

func check(output io.Writer, directory string) error {
	read, err := manifest.Load(directory, manifest.PolicyFromEnvironment())
	verdict := verdict{OK: err == nil, Key: read.Module.Meta.Key}
	if err != nil {
		verdict.Error = err.Error()
	}
	return json.NewEncoder(output).Encode(verdict)
}

func keygen(output io.Writer, path string) error {
	private, public, err := manifest.GenerateKey()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(private), 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintln(output, public)
	return err
}

func sign(output io.Writer, keyFile, digest string) error {
	signature, err := manifest.SignFile(keyFile, digest)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(output, signature)
	return err
}

func verifySignature(output io.Writer, keys, signature, digest string) error {
	signed := manifest.SignedBy(strings.Split(keys, ","), digest, signature)
	return json.NewEncoder(output).Encode(verdict{OK: signed})
}

func dump(output io.Writer, path string, encode func(any) ([]byte, error)) error {
	read, err := manifest.Read(path)
	if err != nil {
		return err
	}
	encoded, err := encode(read)
	if err != nil {
		return err
	}
	_, err = output.Write(encoded)
	return err
}

func catalog(output io.Writer, path string) error {
	entries, err := manifest.ReadCatalog(path)
	if err != nil {
		return err
	}
	encoded, err := pretty(entries)
	if err != nil {
		return err
	}
	_, err = output.Write(append(encoded, '\n'))
	return err
}

func pretty(value any) ([]byte, error) {
	return json.MarshalIndent(value, "", "  ")
}
