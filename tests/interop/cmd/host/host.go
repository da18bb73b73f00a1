package main

import (
	"errors"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"

	pb "wick/interop/connectorpb"
	"wick/interop/contract"
)

// Host holds one plugin: configured, then started, then stopped.
type host struct {
	logs       *logs
	command    *exec.Cmd // nil when reattached
	client     *goplugin.Client
	protocol   goplugin.ClientProtocol
	connector  pb.ConnectorClient
	configured error
}

var errNotStarted = errors.New("plugin not started")

func newHost(options options) *host {
	host := &host{logs: newLogs()}
	config := &goplugin.ClientConfig{
		HandshakeConfig:     contract.Handshake,
		VersionedPlugins:    contract.Versions(&contract.Plugin{}, options.versions...),
		AllowedProtocols:    []goplugin.Protocol{goplugin.ProtocolGRPC},
		AutoMTLS:            !options.insecure,
		UnixSocketConfig:    &goplugin.UnixSocketConfig{TempDir: options.socketDir},
		GRPCDialOptions:     contract.DialOptions(),
		GRPCBrokerMultiplex: options.multiplex,
		StartTimeout:        options.startTimeout,
		Logger:              host.logs.logger(),
		Stderr:              &host.logs.stderr,
		SyncStdout:          &host.logs.syncStdout,
		SyncStderr:          &host.logs.syncStderr,
	}
	if options.wrongCookie {
		config.MagicCookieValue = "wrong"
	}
	if options.reattach == "" {
		host.command = exec.Command(options.plugin)
		if options.socketDir != "" {
			// Go-plugin sets this only for runners of its caller, never for a plain command.
			host.command.Env = append(host.command.Env, goplugin.EnvUnixSocketDir+"="+options.socketDir)
		}
		config.Cmd = host.command
	} else {
		config.AutoMTLS = false
		config.Plugins = config.VersionedPlugins[options.versions[0]]
		config.Reattach, host.configured = contract.ReadReattach(options.reattach)
	}
	host.client = goplugin.NewClient(config)
	return host
}

type started struct {
	outcome
	process
	Network string `json:"network,omitempty"`
	Address string `json:"address,omitempty"`
	Version int    `json:"version,omitempty"`
}

func (h *host) start() any {
	if h.configured != nil {
		return failed(h.configured)
	}
	err := h.connect()
	if err != nil {
		h.client.Kill()
		return started{outcome: failed(err), process: h.process()}
	}
	reply := started{outcome: outcome{OK: true}, process: h.process(), Version: h.client.NegotiatedVersion()}
	if address, err := h.client.Start(); err == nil {
		reply.Network, reply.Address = address.Network(), address.String()
	}
	return reply
}

func (h *host) connect() error {
	protocol, err := h.client.Client()
	if err != nil {
		return err
	}
	service, err := protocol.Dispense(contract.PluginName)
	if err != nil {
		return err
	}
	connector, ok := service.(pb.ConnectorClient)
	if !ok {
		return errors.New("plugin returned unexpected client type")
	}
	h.protocol, h.connector = protocol, connector
	return nil
}

func (h *host) ping() any {
	if h.protocol == nil {
		return failed(errNotStarted)
	}
	if err := h.protocol.Ping(); err != nil {
		return failed(err)
	}
	return outcome{OK: true}
}

// A process as far as it is known. Once it has ended it has an exit code, or a signal.
type process struct {
	Pid      int    `json:"pid,omitempty"`
	Exited   bool   `json:"exited"`
	ExitCode *int   `json:"exit_code,omitempty"`
	Signal   string `json:"signal,omitempty"`
}

type known struct {
	outcome
	process
}

func (h *host) process() process {
	state := process{Exited: h.client.Exited()}
	if h.command == nil || h.command.Process == nil {
		return state
	}
	state.Pid = h.command.Process.Pid
	// Written by go-plugin before it reports the exit.
	if state.Exited && h.command.ProcessState != nil {
		state.ExitCode, state.Signal = ending(h.command.ProcessState)
	}
	return state
}

type killed struct {
	outcome
	process
	DurationMS int64 `json:"duration_ms"`
	// Forced: the plugin did not stop when it was told to, and got SIGKILL.
	Forced bool `json:"forced"`
}

func (h *host) kill() any {
	begun := time.Now()
	h.client.Kill()
	return killed{
		outcome:    outcome{OK: true},
		process:    h.process(),
		DurationMS: time.Since(begun).Milliseconds(),
		Forced:     h.logs.contain(hclog.Warn, "plugin failed to exit gracefully"),
	}
}

func (h *host) stop() {
	h.client.Kill()
}
