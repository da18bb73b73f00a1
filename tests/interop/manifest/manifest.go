package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"wick/interop/contract"
)

// SchemaVersion is the number of the envelope's format. Nobody checks it.
const SchemaVersion = 1

// Manifest is plugin.json: a module and what is needed to verify and load its binary.
type Manifest struct {
	SchemaVersion int      `json:"schema_version"`
	Kind          string   `json:"kind,omitempty"`
	Version       string   `json:"version"`
	ProtoVersion  int      `json:"proto_version"`
	Entry         string   `json:"entry"`
	OSArch        []string `json:"os_arch"`
	SHA256        string   `json:"sha256"`
	Signature     string   `json:"signature"`
	Module        Module   `json:"module"`
}

// OfSelf describes the running executable, signed if keyFile is not empty.
func OfSelf(module Module, version, keyFile string) (Manifest, error) {
	executable, err := os.Executable()
	if err != nil {
		return Manifest{}, fmt.Errorf("locate self: %w", err)
	}
	digest, err := Digest(executable)
	if err != nil {
		return Manifest{}, err
	}
	manifest := Manifest{
		SchemaVersion: SchemaVersion,
		Kind:          "connector",
		Version:       version,
		ProtoVersion:  contract.ProtoVersion,
		Entry:         filepath.Base(executable),
		OSArch:        []string{platform()},
		SHA256:        digest,
		Module:        module,
	}
	if keyFile != "" {
		manifest.Signature, err = SignFile(keyFile, digest)
	}
	return manifest, err
}

// Read decodes plugin.json.
func Read(path string) (Manifest, error) {
	var manifest Manifest
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &manifest)
	}
	return manifest, err
}

// Digest is the sha256 of a file, in lowercase hexadecimal.
func Digest(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open binary: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", fmt.Errorf("hash binary: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func platform() string {
	return runtime.GOOS + "/" + runtime.GOARCH
}
