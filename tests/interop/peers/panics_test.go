package peers

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// What a plugin must never do to a Go host, because go-plugin ends the whole host process.
func TestGoHostPanics(t *testing.T) {
	for _, c := range []struct{ environment, command, cause string }{
		{"GOPEER_BAD_HANDSHAKE=1|1|pigeon|x|grpc|", "", "nil pointer dereference"},
		{"", `{"do":"execute","operation":"stderr","args":{"lines":"{\"@message\":1}"}}`, "interface conversion"},
	} {
		d := launch(t, []string{c.environment}, plugin())
		var said bytes.Buffer
		d.process.Stderr = &said
		must(t, d.process.Start())
		_, err := io.WriteString(d.input, `{"do":"start"}`+"\n"+c.command+"\n")
		must(t, err)
		_, _ = io.Copy(io.Discard, d.output)
		if err := d.end(); err == nil || d.process.ProcessState.ExitCode() != 2 || !strings.Contains(said.String(), c.cause) {
			t.Errorf("%v: %v %s", c, err, said.String())
		}
	}
}
