// Package peers tests the Go host and the Go plugin against each other, so that a difference to
// the Rust ones is never a fault of theirs.
package peers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Bin holds the built commands.
var bin string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "wick-interop"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	build := exec.Command("go", "build", "-o", bin, "wick/interop/cmd/...")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

type reply = map[string]any

// A driver is a running host command.
type driver struct {
	t       *testing.T
	process *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// Drive starts the host. Flags and the plugin's path follow the environment that both get.
func drive(t *testing.T, environment []string, arguments ...string) *driver {
	t.Helper()
	d := launch(t, environment, arguments...)
	d.process.Stderr = os.Stderr
	t.Cleanup(func() {
		if err := d.end(); err != nil {
			t.Errorf("host: %v", err)
		}
	})
	must(t, d.process.Start())
	return d
}

func launch(t *testing.T, environment []string, arguments ...string) *driver {
	t.Helper()
	process := exec.Command(filepath.Join(bin, "host"), arguments...)
	process.Env = append(os.Environ(), environment...)
	input, err := process.StdinPipe()
	must(t, err)
	output, err := process.StdoutPipe()
	must(t, err)
	return &driver{t, process, input, bufio.NewReader(output)}
}

func (d *driver) end() error {
	_ = d.input.Close()
	_, _ = io.Copy(io.Discard, d.output)
	return d.process.Wait()
}

// Started is a host whose plugin has started.
func started(t *testing.T, environment []string, flags ...string) *driver {
	t.Helper()
	d := drive(t, environment, append(flags, plugin())...)
	d.ok(`{"do":"start"}`)
	return d
}

func plugin() string {
	return filepath.Join(bin, "plugin")
}

func (d *driver) do(command string) reply {
	d.t.Helper()
	_, err := io.WriteString(d.input, command+"\n")
	must(d.t, err)
	line, err := d.output.ReadBytes('\n')
	must(d.t, err)
	var answer reply
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	must(d.t, decoder.Decode(&answer))
	return answer
}

func (d *driver) ok(command string) reply {
	d.t.Helper()
	answer := d.do(command)
	if answer["ok"] != true {
		d.t.Fatalf("%s: %v", command, answer)
	}
	return answer
}

func (d *driver) fails(command string) reply {
	d.t.Helper()
	answer := d.do(command)
	if answer["ok"] != false || answer["error"] == "" {
		d.t.Fatalf("%s: %v", command, answer)
	}
	return answer
}

// Expect compares fields of an answer, named and given by turns.
func expect(t *testing.T, answer reply, fields ...any) {
	t.Helper()
	for i := 0; i < len(fields); i += 2 {
		name := fields[i].(string)
		if got := answer[name]; fmt.Sprint(got) != fmt.Sprint(fields[i+1]) {
			t.Errorf("%s is %v, not %v, in %.2000v", name, got, fields[i+1], answer)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
