// Command faulty is a connector plugin in Go that does to its host what plugins should not: the
// environment variable FAULT, or the argument "fault" of its operation "run", says what. Its Rust
// twin is tests/src/bin/faultyplugin; the classes are told in docs/isolation.md.
//
// Everything that is possible over the real go-plugin goes over it: the lies of a handshake are
// edits of the line that go-plugin prints.
package main

import (
	"os"

	goplugin "github.com/hashicorp/go-plugin"

	"wick/interop/connector"
	"wick/interop/contract"
	"wick/interop/manifest"
)

func main() {
	if len(os.Args) > 1 {
		connector.Serve(connector.Connector{Version: "0.0.0-dev", Module: module()}, contract.ProtoVersion)
		return
	}
	fault := os.Getenv("FAULT")
	misbehaveAtStart(fault)
	lie(fault)
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig:  contract.Handshake,
		VersionedPlugins: contract.Versions(&contract.Plugin{Service: &service{}}, contract.ProtoVersion),
		GRPCServer:       newServer(fault),
	})
	if fault == "ignore_end" {
		wait()
	}
}

func module() manifest.Module {
	text := func(key, description string) manifest.Config {
		return manifest.Config{Key: key, Type: "text", Description: description}
	}
	return manifest.Module{
		Meta: manifest.Meta{Key: "gofaulty", Name: "Go Faulty", Description: "Does harm when it is told to.", Icon: "💥"},
		Operations: []manifest.Category{{Title: "Operations", Ops: []manifest.Operation{
			{Key: "echo", Name: "Echo", Description: "Return the text.", Input: []manifest.Config{text("text", "Any text")}},
			{Key: "run", Name: "Run", Description: "Do harm.",
				Input: []manifest.Config{text("fault", "Which; by default what the environment says")}},
		}}},
	}
}
