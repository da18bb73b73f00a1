// Command plugin is a connector plugin written in Go, and a faulty one when its environment asks
// for it:
//
//	GOPEER_OAUTH=1           resolve identities (else no_oauth)
//	GOPEER_PROTO_VERSION=2   serve protocol version 2 instead of 1 (or several: 1,2)
//	GOPEER_BAD_HANDSHAKE=X   print the line X instead of the handshake, then wait for ever
//	GOPEER_EXIT=N            exit with status N before the handshake
//	GOPEER_HANG=1            never print a handshake
//
// Unlike other Go plugins it ends when its host dies, so that tests leave no processes behind.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"wick/interop/connector"
	"wick/interop/contract"
)

// Version can be set when linking: -ldflags "-X main.version=1.2.3".
var version = "0.0.0-dev"

func main() {
	if contract.ReattachOut() == "" {
		go endWithHost(os.Getppid())
	}
	misbehave()
	peer := connector.Connector{Version: version, Module: module(), Handlers: handlers}
	if os.Getenv("GOPEER_OAUTH") == "1" {
		peer.Identify = identify
	}
	connector.Serve(peer, versions()...)
}

func misbehave() {
	if status, err := strconv.Atoi(os.Getenv("GOPEER_EXIT")); err == nil {
		fmt.Fprintln(os.Stderr, "gopeer: told to exit")
		os.Exit(status)
	}
	if line, ok := os.LookupEnv("GOPEER_BAD_HANDSHAKE"); ok {
		fmt.Println(line)
		wait()
	}
	if os.Getenv("GOPEER_HANG") == "1" {
		wait()
	}
}

// Wait waits to be killed. (An empty select may be taken for a deadlock.)
func wait() {
	for {
		time.Sleep(time.Hour)
	}
}

func endWithHost(host int) {
	for os.Getppid() == host {
		time.Sleep(100 * time.Millisecond)
	}
	os.Exit(0)
}

func versions() []int {
	var versions []int
	for item := range strings.SplitSeq(os.Getenv("GOPEER_PROTO_VERSION"), ",") {
		if version, err := strconv.Atoi(item); err == nil {
			versions = append(versions, version)
		}
	}
	if len(versions) == 0 {
		return []int{contract.ProtoVersion}
	}
	return versions
}
