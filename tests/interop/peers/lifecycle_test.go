package peers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestStop(t *testing.T) {
	d := started(t, nil)
	d.ok(`{"do":"stream","operation":"slow","background":"call"}`)
	expect(t, d.ok(`{"do":"kill"}`), "exited", true, "exit_code", 0, "forced", false)
	expect(t, d.fails(`{"do":"join","name":"call"}`), "status", "Unavailable")
}

func TestCrash(t *testing.T) {
	d := started(t, nil)
	expect(t, d.fails(`{"do":"stream","operation":"panic"}`), "status", "Unavailable")
	expect(t, d.ok(`{"do":"kill"}`), "exited", true, "exit_code", 2)
}

func TestChildHoldsPipes(t *testing.T) {
	d := started(t, nil)
	d.ok(`{"do":"execute","operation":"child","args":{"seconds":"3"}}`)
	expect(t, d.ok(`{"do":"kill"}`), "exited", true, "forced", true)
}

func TestPlaintextAndSocketDirectory(t *testing.T) {
	directory := t.TempDir()
	d := drive(t, nil, "-insecure", "-socket-dir", directory, plugin())
	if address := d.ok(`{"do":"start"}`)["address"].(string); filepath.Dir(address) != directory {
		t.Error(address)
	}
	environment := d.ok(`{"do":"execute","operation":"env"}`)["data"].(string)
	if strings.Contains(environment, "PLUGIN_CLIENT_CERT") {
		t.Error(environment)
	}
}

func TestHandshakes(t *testing.T) {
	for _, c := range []struct {
		environment, flag, failure string
	}{
		{"GOPEER_PROTO_VERSION=2", "-proto-version=1", "incompatible API version with plugin. Plugin version: 2, Client versions: [1]"},
		{"GOPEER_BAD_HANDSHAKE=hello", "-proto-version=1", "Unrecognized remote plugin message: hello"},
		{"GOPEER_BAD_HANDSHAKE=2|1|unix|/x|grpc|", "-proto-version=1", "Incompatible core API version"},
		{"GOPEER_BAD_HANDSHAKE=1|1|unix|/x|netrpc|", "-proto-version=1", "Unsupported plugin protocol"},
		{"GOPEER_EXIT=3", "-proto-version=1", "Failed to read any lines from plugin's stdout"},
		{"GOPEER_HANG=1", "-timeout=200ms", "timeout while waiting for plugin to start"},
		{"GOPEER_NONE=", "-wrong-cookie", "Failed to read any lines from plugin's stdout"},
	} {
		d := drive(t, []string{c.environment}, c.flag, plugin())
		answer := d.fails(`{"do":"start"}`)
		if message := answer["error"].(string); !strings.Contains(strings.ToLower(message), strings.ToLower(c.failure)) {
			t.Errorf("%s: %s", c.environment, message)
		}
		expect(t, answer, "exited", true)
	}
	d := drive(t, []string{"GOPEER_PROTO_VERSION=1,2"}, "-proto-version=2,3", plugin())
	expect(t, d.ok(`{"do":"start"}`), "version", 2)
	started(t, nil, "-multiplex").ok(`{"do":"ping"}`)
}

func TestReattach(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reattach.json")
	process := exec.Command(plugin())
	process.Env = append(os.Environ(), "WICK_PLUGIN_REATTACH_OUT="+file)
	stderr, err := process.StderrPipe()
	must(t, err)
	must(t, process.Start())
	waitFor(t, file)
	d := drive(t, nil, "-reattach", file)
	d.ok(`{"do":"start"}`)
	d.ok(`{"do":"stream","operation":"echo"}`)
	d.ok(`{"do":"kill"}`)
	must(t, process.Process.Signal(os.Interrupt))
	var said bytes.Buffer
	_, _ = said.ReadFrom(stderr)
	if err := process.Wait(); err != nil {
		t.Errorf("%v: %s", err, said.String())
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

// The file is written by another process, which has no other way to tell.
func waitFor(t *testing.T, file string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return
		}
	}
	t.Fatalf("%s was never written", file)
}

func TestManifest(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "gopeer")
	must(t, os.Mkdir(directory, 0o700))
	key := filepath.Join(t.TempDir(), "key")
	public := strings.TrimSpace(verify(t, nil, "keygen", key))
	dumped, err := exec.Command(plugin(), "--dump-manifest", "--sign-key", key).Output()
	must(t, err)
	path := filepath.Join(directory, "plugin.json")
	must(t, os.WriteFile(path, dumped, 0o600))
	binary, err := os.ReadFile(plugin())
	must(t, err)
	must(t, os.WriteFile(filepath.Join(directory, "plugin"), binary, 0o700))

	if again := verify(t, nil, "dump", path); again+"\n" != string(dumped) {
		t.Errorf("dumped twice:\n%s\n%s", dumped, again)
	}
	var described struct{ SHA256, Signature string }
	must(t, json.Unmarshal(dumped, &described))
	if signature := strings.TrimSpace(verify(t, nil, "sign", key, described.SHA256)); signature != described.Signature {
		t.Error(signature)
	}
	for _, c := range []struct{ required, keys, verdict string }{
		{"1", public, `{"ok":true,"key":"gopeer"}`},
		{"0", "", `{"ok":true,"key":"gopeer"}`},
		{"TRUE", "", `{"ok":true,"key":"gopeer"}`},
		{"true", "", `{"ok":false,"error":"signature verification failed (no trusted key matched)","key":"gopeer"}`},
		{"", "other", `{"ok":false,"error":"signature present but does not match any trusted key","key":"gopeer"}`},
	} {
		policy := []string{"WICK_PLUGIN_REQUIRE_SIGNATURE=" + c.required, "WICK_PLUGIN_PUBKEY=" + c.keys}
		if verdict := verify(t, policy, "check", directory); verdict != c.verdict+"\n" {
			t.Errorf("%v: %s", policy, verdict)
		}
	}
	must(t, os.WriteFile(filepath.Join(directory, "plugin"), []byte("other"), 0o700))
	if verdict := verify(t, nil, "check", directory); !strings.Contains(verdict, "integrity check failed: binary sha256 ") {
		t.Error(verdict)
	}
}

func verify(t *testing.T, environment []string, arguments ...string) string {
	t.Helper()
	command := exec.Command(filepath.Join(bin, "verify"), arguments...)
	command.Env = append(os.Environ(), environment...)
	output, err := command.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("%v: %w", arguments, err))
	}
	return string(output)
}
