package connector

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	goplugin "github.com/hashicorp/go-plugin"

	"wick/interop/contract"
	"wick/interop/manifest"
)

// Serve is the main function of a plugin: it prints plugin.json when asked to, else it serves
// until the host says stop. Versions are those of the connector protocol, normally only 1.
func Serve(connector Connector, versions ...int) {
	if dump, keyFile := arguments(os.Args[1:]); dump {
		if err := dumpManifest(connector, keyFile); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	config := &goplugin.ServeConfig{
		HandshakeConfig:  contract.Handshake,
		VersionedPlugins: contract.Versions(&contract.Plugin{Service: &service{connector: connector}}, versions...),
		GRPCServer:       contract.NewServer,
	}
	if out := contract.ReattachOut(); out != "" {
		serveForDebugger(config, out)
		return
	}
	goplugin.Serve(config)
}

// All arguments but these two are ignored.
func arguments(given []string) (dump bool, keyFile string) {
	for i, argument := range given {
		switch {
		case argument == "--dump-manifest":
			dump = true
		case argument == "--sign-key" && i+1 < len(given):
			keyFile = given[i+1]
		case strings.HasPrefix(argument, "--sign-key="):
			keyFile = strings.TrimPrefix(argument, "--sign-key=")
		}
	}
	return dump, keyFile
}

func dumpManifest(connector Connector, keyFile string) error {
	described, err := manifest.OfSelf(connector.Module, connector.Version, keyFile)
	if err != nil {
		return err
	}
	encoded, err := json.Marshal(described)
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(encoded))
	return err
}

// Without a host there is no handshake: a file tells hosts where this process listens, until a
// signal ends it.
func serveForDebugger(config *goplugin.ServeConfig, out string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listening := make(chan *goplugin.ReattachConfig, 1)
	closed := make(chan struct{})
	config.Test = &goplugin.ServeTestConfig{Context: ctx, ReattachConfigCh: listening, CloseCh: closed}
	go goplugin.Serve(config)
	select {
	case where := <-listening:
		defer os.Remove(out)
		if err := contract.WriteReattach(out, where); err != nil {
			fmt.Fprintln(os.Stderr, err)
			stop()
		}
		<-closed
	case <-closed:
	}
}
