// Command plugin is the connector that is measured, in Go: the same operations as the one in Rust
// beside it, over real go-plugin.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"wick/interop/connector"
	"wick/interop/manifest"
)

func main() {
	connector.Serve(connector.Connector{
		Version: "1.0.0",
		Module:  module(),
		Handlers: map[string]connector.Handler{
			"echo": func(call connector.Call) (any, error) { return call.Arguments, nil },
			"blob": blob,
			"wait": wait,
		},
	}, 1)
}

func module() manifest.Module {
	return manifest.Module{
		Meta: manifest.Meta{
			Key:         "bench_go",
			Name:        "Bench",
			Description: "A connector to measure.",
			Icon:        "⏱️",
			DefaultTags: []manifest.Tag{{Name: "Connector", IsGroup: true, SortOrder: 50}},
		},
		Configs: []manifest.Config{
			{Key: "base_url", Type: "url", Required: true, Description: "Address of the service."},
			{Key: "token", Type: "secret", IsSecret: true, Required: true, Description: "Access token."},
		},
		Operations: append([]manifest.Category{{
			Title: "Measured",
			Ops: []manifest.Operation{
				{Key: "echo", Name: "Echo", Description: "Return the arguments.", Input: []manifest.Config{
					{Key: "text", Type: "text", Description: "Any text."},
					{Key: "name", Type: "text", Description: "A short text."},
					{Key: "count", Type: "number", Description: "A number."},
				}},
				{Key: "blob", Name: "Blob", Description: "Return a text.", Input: []manifest.Config{
					{Key: "bytes", Type: "number", Description: "Size of the result as JSON."},
				}},
				{Key: "wait", Name: "Wait", Description: "Answer later.", Input: []manifest.Config{
					{Key: "ms", Type: "number", Description: "How much later, in milliseconds."},
				}},
			},
		}}, generated()...),
	}
}

// As many operations more as BENCH_OPERATIONS says, each with the inputs of the one in Rust.
func generated() []manifest.Category {
	count, err := strconv.Atoi(os.Getenv("BENCH_OPERATIONS"))
	if err != nil || count == 0 {
		return nil
	}
	operations := make([]manifest.Operation, count)
	for i := range operations {
		operations[i] = manifest.Operation{
			Key: fmt.Sprintf("find_%d", i), Name: fmt.Sprintf("Find %d", i),
			Description: fmt.Sprintf("Find things of kind %d. Returns the words that were looked for.", i),
			Input: []manifest.Config{
				{Key: "words", Type: "text", Required: true, Description: "Words to look for."},
				{Key: "limit", Type: "number", Required: true, Description: "At most this many."},
				{Key: "closed", Type: "checkbox", Description: "Whether closed ones count."},
				{Key: "label", Type: "text", Description: "A label that all have."},
			},
		}
	}
	return []manifest.Category{{Title: "Generated", Ops: operations}}
}

// The quotes of the JSON text are part of the size.
func blob(call connector.Call) (any, error) {
	size, err := strconv.Atoi(call.Arguments["bytes"])
	if err != nil || size < 2 {
		return nil, fmt.Errorf("bytes must be a number of at least 2, not %q", call.Arguments["bytes"])
	}
	return strings.Repeat("x", size-2), nil
}

func wait(call connector.Call) (any, error) {
	ms, err := strconv.Atoi(call.Arguments["ms"])
	if err != nil || ms < 0 {
		return nil, errors.New("ms must be a number")
	}
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return ms, nil
	case <-call.Done():
		return nil, call.Err()
	}
}
