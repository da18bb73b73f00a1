// Command host drives one plugin as a wick host does, by go-plugin, for a test that talks to it in
// lines of JSON: a command on standard input, its reply on standard output. README.md lists them.
//
//	host [flags] PLUGIN
//
// The plugin inherits this process's environment, directory and standard input, as it does from
// go-plugin. At the end of the input the plugin is stopped. A panic of go-plugin, which ends a
// real host, ends this one with status 2.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	options, err := parseOptions()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
	host := newHost(options)
	err = serve(host, os.Stdin, os.Stdout)
	host.stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	plugin       string
	insecure     bool
	wrongCookie  bool
	multiplex    bool
	versions     []int
	socketDir    string
	reattach     string
	startTimeout time.Duration
}

func parseOptions() (options, error) {
	var given options
	var versions string
	flag.BoolVar(&given.insecure, "insecure", false, "no AutoMTLS")
	flag.BoolVar(&given.wrongCookie, "wrong-cookie", false, "set another cookie")
	flag.BoolVar(&given.multiplex, "multiplex", false, "ask for broker multiplexing")
	flag.StringVar(&versions, "proto-version", "1", "protocol versions to offer, joined by commas")
	flag.StringVar(&given.socketDir, "socket-dir", "", "directory for the plugin's socket")
	flag.StringVar(&given.reattach, "reattach", "", "file of a plugin that runs already")
	flag.DurationVar(&given.startTimeout, "timeout", time.Minute, "time to the handshake")
	flag.Parse()
	for item := range strings.SplitSeq(versions, ",") {
		version, err := strconv.Atoi(item)
		if err != nil {
			return given, fmt.Errorf("-proto-version: %w", err)
		}
		given.versions = append(given.versions, version)
	}
	given.plugin = flag.Arg(0)
	if flag.NArg() > 1 || (given.plugin == "") == (given.reattach == "") {
		return given, errors.New("usage: host [flags] PLUGIN, or: host -reattach FILE")
	}
	return given, nil
}

// Serve answers each command in turn. One with "background" is answered at once, and its own
// reply is fetched by a "join" of the same name.
func serve(host *host, input io.Reader, output io.Writer) error {
	var background sync.Map
	lines := bufio.NewReader(input)
	for {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			if err := reply(output, answer(host, &background, line)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func answer(host *host, background *sync.Map, line []byte) any {
	var command command
	if err := json.Unmarshal(line, &command); err != nil {
		return failed(err)
	}
	if command.Do == "join" {
		done, ok := background.LoadAndDelete(command.Name)
		if !ok {
			return failed(fmt.Errorf("nothing runs as %q", command.Name))
		}
		return <-done.(chan any)
	}
	if command.Background == "" {
		return host.answer(command)
	}
	done := make(chan any, 1)
	background.Store(command.Background, done)
	go func() { done <- host.answer(command) }()
	return outcome{OK: true}
}

func reply(output io.Writer, reply any) error {
	encoded, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	_, err = output.Write(append(encoded, '\n'))
	return err
}
