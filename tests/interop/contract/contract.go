// Package contract holds what both peers agree on, as docs/protocol.md of this repository tells it:
// handshake, versions, limits, and how the connector service is hung into go-plugin.
package contract

import (
	"context"
	"errors"
	"os"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	pb "wick/interop/connectorpb"
)

const (
	// ProtoVersion is the one version of the connector protocol.
	ProtoVersion = 1
	// PluginName is the name a host dispenses; it never travels.
	PluginName = "connector"
	// MaxMessageBytes bounds each gRPC message, sent or received, on both sides.
	MaxMessageBytes = 64 << 20
	// ChunkBytes is how much data one chunk of a streamed result carries.
	ChunkBytes = 1 << 20
)

// Handshake is the cookie with which a plugin knows that a wick host started it.
var Handshake = goplugin.HandshakeConfig{
	MagicCookieKey:   "WICK_CONNECTOR_PLUGIN",
	MagicCookieValue: "b3f1c2a4-wick-connector-grpc",
}

// Versions offers the same connector under each of the given protocol versions.
func Versions(connector goplugin.Plugin, versions ...int) map[int]goplugin.PluginSet {
	offered := make(map[int]goplugin.PluginSet, len(versions))
	for _, version := range versions {
		offered[version] = goplugin.PluginSet{PluginName: connector}
	}
	return offered
}

// Plugin is the connector service as go-plugin wants it. A host leaves Server nil.
type Plugin struct {
	goplugin.NetRPCUnsupportedPlugin
	Service pb.ConnectorServer
}

var _ goplugin.GRPCPlugin = (*Plugin)(nil)

// GRPCServer registers the service in a plugin process.
func (p *Plugin) GRPCServer(_ *goplugin.GRPCBroker, server *grpc.Server) error {
	if p.Service == nil {
		return errors.New("no connector service to serve")
	}
	pb.RegisterConnectorServer(server, p.Service)
	return nil
}

// GRPCClient makes the client in a host process.
func (p *Plugin) GRPCClient(_ context.Context, _ *goplugin.GRPCBroker, connection *grpc.ClientConn) (any, error) {
	return pb.NewConnectorClient(connection), nil
}

// NewServer is the gRPC server of a plugin: go-plugin's, with the larger message limit.
func NewServer(options []grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append(options,
		grpc.MaxRecvMsgSize(MaxMessageBytes),
		grpc.MaxSendMsgSize(MaxMessageBytes),
	)...)
}

// DialOptions are those of a host.
func DialOptions() []grpc.DialOption {
	return []grpc.DialOption{grpc.WithDefaultCallOptions(
		grpc.MaxCallRecvMsgSize(MaxMessageBytes),
		grpc.MaxCallSendMsgSize(MaxMessageBytes),
	)}
}

// ReattachOut is the file in which a plugin started by hand says where it listens; empty if it
// was started by a host.
func ReattachOut() string {
	return os.Getenv("WICK_PLUGIN_REATTACH_OUT")
}
