package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"

	pb "wick/interop/connectorpb"
	"wick/interop/contract"
)

var settings = map[string]string{"base_url": "https://service.example.net", "token": "not-a-real-token-0123456789"}

type host struct {
	paths   []string
	plugins []*plugin
}

type plugin struct {
	process   *exec.Cmd
	client    *goplugin.Client
	connector pb.ConnectorClient
}

type started struct {
	PIDs []int `json:"pids"`
	// From before the first process is started to the first reply of the last.
	WallNS int64 `json:"wall_ns"`
}

func (h *host) start() (any, error) {
	begun := time.Now()
	var reply started
	for _, path := range h.paths {
		plugin, err := launch(path)
		if err != nil {
			return nil, err
		}
		h.plugins = append(h.plugins, plugin)
		if err := plugin.echo("hello"); err != nil {
			return nil, err
		}
		reply.PIDs = append(reply.PIDs, plugin.process.Process.Pid)
	}
	reply.WallNS = time.Since(begun).Nanoseconds()
	return reply, nil
}

// First starts all plugins and times the first call of the first one.
func (h *host) first() (any, error) {
	var reply started
	for _, path := range h.paths {
		plugin, err := launch(path)
		if err != nil {
			return nil, err
		}
		h.plugins = append(h.plugins, plugin)
		reply.PIDs = append(reply.PIDs, plugin.process.Process.Pid)
	}
	begun := time.Now()
	if err := h.plugins[0].echo("hello"); err != nil {
		return nil, err
	}
	reply.WallNS = time.Since(begun).Nanoseconds()
	return reply, nil
}

func (h *host) stop() {
	for _, plugin := range h.plugins {
		plugin.client.Kill()
	}
	h.plugins = nil
}

func launch(path string) (*plugin, error) {
	process := exec.Command(path)
	client := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig:  contract.Handshake,
		VersionedPlugins: contract.Versions(&contract.Plugin{}, contract.ProtoVersion),
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		AutoMTLS:         true,
		GRPCDialOptions:  contract.DialOptions(),
		Cmd:              process,
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: io.Discard}),
	})
	protocol, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, err
	}
	service, err := protocol.Dispense(contract.PluginName)
	if err != nil {
		client.Kill()
		return nil, err
	}
	connector, ok := service.(pb.ConnectorClient)
	if !ok {
		client.Kill()
		return nil, errors.New("plugin returned unexpected client type")
	}
	return &plugin{process, client, connector}, nil
}

func (p *plugin) echo(text string) error {
	result, err := p.call("echo", map[string]string{"text": text, "name": "a name", "count": "42"})
	if err == nil && len(result) < len(text) {
		err = fmt.Errorf("echo gave %d bytes", len(result))
	}
	return err
}

func (p *plugin) blob(size int) error {
	result, err := p.call("blob", map[string]string{"bytes": strconv.Itoa(size)})
	if err == nil && len(result) != size {
		err = fmt.Errorf("blob gave %d bytes", len(result))
	}
	return err
}

// Call is what wick's host does for every operation: it streams, collects, and hands the result on
// as JSON of its own, which compacts and escapes it.
func (p *plugin) call(operation string, arguments map[string]string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	encoded, err := json.Marshal(arguments)
	if err != nil {
		return nil, err
	}
	credentials := make(map[string]string, len(settings))
	for key, value := range settings {
		credentials[key] = value
	}
	stream, err := p.connector.ExecuteStream(ctx, &pb.ExecuteRequest{
		Operation: operation, ArgsJson: encoded, Creds: credentials,
	})
	if err != nil {
		return nil, err
	}
	var result bytes.Buffer
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if chunk.Error != nil {
			return nil, fmt.Errorf("[%s] %s", chunk.Error.Code, chunk.Error.Message)
		}
		result.Write(chunk.Data)
		if chunk.Eof {
			break
		}
	}
	return json.Marshal(json.RawMessage(result.Bytes()))
}
