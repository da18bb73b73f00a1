package contract

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"time"

	goplugin "github.com/hashicorp/go-plugin"
)

// Reattach is the file through which a host finds a plugin that runs under a debugger.
type Reattach struct {
	Protocol        string `json:"protocol"`
	ProtocolVersion int    `json:"protocol_version"`
	Network         string `json:"network"`
	Addr            string `json:"addr"`
	Pid             int    `json:"pid"`
}

// How long a host waits for a debugged plugin to accept a connection.
const reattachProbe = 500 * time.Millisecond

// WriteReattach writes the file for one served plugin, whole or not at all.
func WriteReattach(path string, config *goplugin.ReattachConfig) error {
	raw, err := json.MarshalIndent(Reattach{
		Protocol:        string(config.Protocol),
		ProtocolVersion: config.ProtocolVersion,
		Network:         config.Addr.Network(),
		Addr:            config.Addr.String(),
		Pid:             config.Pid,
	}, "", "  ")
	if err != nil {
		return err
	}
	partial := path + ".tmp"
	if err := os.WriteFile(partial, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(partial, path)
}

// ReadReattach reads the file and checks that the plugin accepts connections.
func ReadReattach(path string) (*goplugin.ReattachConfig, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var reattach Reattach
	if err := json.Unmarshal(raw, &reattach); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	address, err := resolve(reattach.Network, reattach.Addr)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	probe, err := net.DialTimeout(address.Network(), address.String(), reattachProbe)
	if err != nil {
		return nil, err
	}
	_ = probe.Close()
	return &goplugin.ReattachConfig{
		Protocol:        goplugin.Protocol(reattach.Protocol),
		ProtocolVersion: reattach.ProtocolVersion,
		Addr:            address,
		Pid:             reattach.Pid,
		Test:            true,
	}, nil
}

func resolve(network, address string) (net.Addr, error) {
	switch network {
	case "unix", "unixgram", "unixpacket":
		return net.ResolveUnixAddr(network, address)
	case "tcp", "tcp4", "tcp6":
		return net.ResolveTCPAddr(network, address)
	}
	return nil, fmt.Errorf("unknown network %q", network)
}
