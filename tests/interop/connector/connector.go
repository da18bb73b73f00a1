// Package connector is the author's side of a Go connector: operations, and the gRPC service that
// runs them. It answers as docs/protocol.md says a plugin answers.
package connector

import (
	"context"
	"encoding/json"

	"wick/interop/manifest"
)

// Call is one call of an operation.
type Call struct {
	context.Context
	Arguments map[string]string
	Settings  map[string]string
}

// Handler runs an operation; what it returns is encoded as JSON.
type Handler func(Call) (any, error)

// Identify says whose access token this is.
type Identify func(ctx context.Context, token string) (userID, displayName string, err error)

// Connector is a module with the functions behind it. An operation of the module that has no
// handler can be listed, but not called.
type Connector struct {
	Version  string
	Module   manifest.Module
	Handlers map[string]Handler
	Identify Identify
}

// A failure is an error that an operation answers with: data, not a gRPC status.
type failure struct {
	code, message string
}

func (c Connector) run(ctx context.Context, operation string, args []byte, settings map[string]string) ([]byte, *failure) {
	if !c.offers(operation) {
		return nil, &failure{"unknown_operation", operation}
	}
	handler := c.Handlers[operation]
	if handler == nil {
		return nil, &failure{"no_handler", operation}
	}
	var arguments map[string]string
	if len(args) > 0 {
		if err := json.Unmarshal(args, &arguments); err != nil {
			return nil, &failure{"bad_args", err.Error()}
		}
	}
	result, err := handler(Call{ctx, arguments, settings})
	if err != nil {
		return nil, &failure{"exec_error", err.Error()}
	}
	encoded, err := json.Marshal(result)
	if err != nil {
		return nil, &failure{"marshal_error", err.Error()}
	}
	return encoded, nil
}

func (c Connector) offers(operation string) bool {
	for _, category := range c.Module.Operations {
		for _, offered := range category.Ops {
			if offered.Key == operation {
				return true
			}
		}
	}
	return false
}
