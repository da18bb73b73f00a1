package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"wick/interop/connector"
)

var handlers = map[string]connector.Handler{
	"echo":          func(call connector.Call) (any, error) { return call.Arguments, nil },
	"edit":          func(call connector.Call) (any, error) { return call.Arguments, nil },
	"config":        func(call connector.Call) (any, error) { return call.Settings, nil },
	"blob":          blob,
	"slow":          slow,
	"env":           environment,
	"fail":          fail,
	"panic":         func(connector.Call) (any, error) { panic("gopeer was told to panic") },
	"stderr":        writeStderr,
	"stdout":        writeStdout,
	"unmarshalable": func(connector.Call) (any, error) { return make(chan int), nil },
	"child":         child,
}

// The descriptors as the process got them; go-plugin replaces os.Stdout and os.Stderr.
var (
	stdoutDescriptor = os.NewFile(1, "stdout")
	stderrDescriptor = os.NewFile(2, "stderr")
)

func identify(_ context.Context, token string) (userID, displayName string, err error) {
	if token == "bad" {
		return "", "", errors.New("token refused")
	}
	return "user-" + token, "User of " + token, nil
}

// The quotes of the JSON text are part of the size.
func blob(call connector.Call) (any, error) {
	size, err := strconv.Atoi(call.Arguments["bytes"])
	if err != nil || size < 2 {
		return nil, fmt.Errorf("bytes must be a number of at least 2, not %q", call.Arguments["bytes"])
	}
	return strings.Repeat("x", size-2), nil
}

func slow(call connector.Call) (any, error) {
	var done <-chan time.Time
	if ms, err := strconv.Atoi(call.Arguments["ms"]); err == nil {
		done = time.After(time.Duration(ms) * time.Millisecond)
	}
	select {
	case <-done:
		return "done", nil
	case <-call.Done():
		return nil, errors.Join(call.Err(), appendLine(call.Arguments["log"], "cancelled"))
	}
}

func appendLine(path, line string) error {
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return errors.Join(err, file.Close())
}

func environment(connector.Call) (any, error) {
	found := struct {
		Names  []string          `json:"names"`
		Plugin map[string]string `json:"plugin"`
	}{Plugin: map[string]string{}}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		found.Names = append(found.Names, name)
		if strings.HasPrefix(name, "PLUGIN_") {
			found.Plugin[name] = value
		}
	}
	slices.Sort(found.Names)
	return found, nil
}

func fail(call connector.Call) (any, error) {
	if message := call.Arguments["message"]; message != "" {
		return nil, errors.New(message)
	}
	return nil, errors.New("gopeer was told to fail")
}

func writeStderr(call connector.Call) (any, error) {
	target := stderrDescriptor
	if call.Arguments["via"] == "stream" {
		target = os.Stderr
	}
	return io.WriteString(target, call.Arguments["lines"]+"\n")
}

func writeStdout(call connector.Call) (any, error) {
	size, err := strconv.Atoi(call.Arguments["bytes"])
	if err != nil || size < 1 {
		return nil, fmt.Errorf("bytes must be a positive number, not %q", call.Arguments["bytes"])
	}
	target := os.Stdout
	if call.Arguments["via"] == "fd" {
		target = stdoutDescriptor
	}
	return target.Write(append(bytes.Repeat([]byte("y"), size-1), '\n'))
}

func child(call connector.Call) (any, error) {
	process := exec.Command("sleep", call.Arguments["seconds"])
	process.Stdout, process.Stderr = stdoutDescriptor, stderrDescriptor
	if err := process.Start(); err != nil {
		return nil, err
	}
	return process.Process.Pid, nil
}
