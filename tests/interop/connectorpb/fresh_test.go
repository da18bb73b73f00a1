package connectorpb

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The committed code is what the descriptors generate.
func TestFresh(t *testing.T) {
	out := t.TempDir()
	generate := exec.Command("go", "run", "./generate", "-descriptors", "../../../proto/src/generated/descriptors.bin", "-out", out)
	if output, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, name := range []string{"connector.pb.go", "connector_grpc.pb.go"} {
		fresh, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fresh, committed) {
			t.Errorf("%s is stale; run: go run ./connectorpb/generate", name)
		}
	}
}
