package manifest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wick/interop/contract"
)

// Policy says which signatures a host asks for.
type Policy struct {
	Required bool
	Keys     []string
}

// PolicyFromEnvironment reads WICK_PLUGIN_REQUIRE_SIGNATURE and WICK_PLUGIN_PUBKEY.
func PolicyFromEnvironment() Policy {
	required := os.Getenv("WICK_PLUGIN_REQUIRE_SIGNATURE")
	policy := Policy{Required: required == "1" || required == "true"}
	for key := range strings.SplitSeq(os.Getenv("WICK_PLUGIN_PUBKEY"), ",") {
		if key = strings.TrimSpace(key); key != "" {
			policy.Keys = append(policy.Keys, key)
		}
	}
	return policy
}

// Load reads the manifest in a plugin directory and checks all that a host checks at start.
func Load(directory string, policy Policy) (Manifest, error) {
	manifest, err := Read(filepath.Join(directory, "plugin.json"))
	if err != nil {
		return manifest, err
	}
	if err := CheckKey(manifest.Module.Meta.Key); err != nil {
		return manifest, err
	}
	if kind := NormalKind(manifest.Kind); kind != "connector" {
		return manifest, fmt.Errorf("kind %q is not loaded as a connector", kind)
	}
	return manifest, manifest.Verify(manifest.binary(directory), policy)
}

func (m Manifest) binary(directory string) string {
	if m.Entry == "" {
		return filepath.Join(directory, filepath.Base(directory))
	}
	return filepath.Join(directory, m.Entry)
}

// Verify checks platform, protocol, digest and signature, in this order.
func (m Manifest) Verify(binary string, policy Policy) error {
	if !slices.Contains(m.OSArch, platform()) {
		return fmt.Errorf("incompatible arch: need %v, have %s", m.OSArch, platform())
	}
	if m.ProtoVersion != contract.ProtoVersion {
		return fmt.Errorf("proto v%d unsupported (host speaks v%d–v%d)",
			m.ProtoVersion, contract.ProtoVersion, contract.ProtoVersion)
	}
	digest, err := Digest(binary)
	if err != nil {
		return err
	}
	if digest != m.SHA256 {
		return fmt.Errorf("integrity check failed: binary sha256 %s != manifest %s", digest, m.SHA256)
	}
	return policy.check(digest, m.Signature)
}

func (p Policy) check(digest, signature string) error {
	switch {
	case signature == "" && p.Required:
		return errors.New("signature required but plugin is unsigned")
	case signature == "":
		return nil
	case !p.Required && len(p.Keys) == 0:
		return nil
	case SignedBy(p.Keys, digest, signature):
		return nil
	case p.Required:
		return errors.New("signature verification failed (no trusted key matched)")
	}
	return errors.New("signature present but does not match any trusted key")
}

// CheckKey says what is wrong with the key of a connector.
func CheckKey(key string) error {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_"
	switch {
	case key == "":
		return errors.New("plugin key is empty")
	case len(key) > 64:
		return fmt.Errorf("plugin key %q too long (max 64)", key)
	case strings.Trim(key, alphabet) != "":
		return fmt.Errorf("plugin key %q invalid: use lowercase letters, digits, or '_' only", key)
	}
	return nil
}

// NormalKind is the kind as a host takes it: all that is not a tool or a job is a connector.
func NormalKind(kind string) string {
	if kind == "tool" || kind == "job" {
		return kind
	}
	return "connector"
}
