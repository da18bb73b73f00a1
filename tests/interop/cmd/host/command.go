package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// A command of the test. What is not given is left out of the call.
type command struct {
	Do         string
	Background string
	Name       string

	Operation string
	Args      map[string]string
	ArgsJSON  *string `json:"args_json"` // in place of args: sent as it is
	Creds     map[string]string
	RequestID string `json:"request_id"`
	SessionID string `json:"session_id"`
	TimeoutMS int    `json:"timeout_ms"`

	Token       string
	AfterChunks int `json:"after_chunks"`
	AfterMS     int `json:"after_ms"`
	Calls       int
}

func (c command) arguments() ([]byte, error) {
	if c.ArgsJSON != nil {
		return []byte(*c.ArgsJSON), nil
	}
	return json.Marshal(c.Args)
}

func (c command) after() time.Duration {
	return time.Duration(c.AfterMS) * time.Millisecond
}

// An outcome begins every reply.
type outcome struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	// Code and Message of an operation's own error.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Status is the gRPC status code of a failed call.
	Status string `json:"status,omitempty"`
}

func failed(err error) outcome {
	return outcome{Error: err.Error()}
}

func (h *host) answer(command command) any {
	switch command.Do {
	case "start":
		return h.start()
	case "pid":
		return known{outcome{OK: true}, h.process()}
	case "kill":
		return h.kill()
	case "logs":
		return h.logs.reply()
	case "ping":
		return h.ping()
	case "execute":
		return h.execute(command)
	case "stream":
		return h.stream(command)
	case "cancel_stream":
		return h.cancelStream(command)
	case "concurrent":
		return h.concurrent(command)
	case "schema":
		return h.schema(command)
	case "health":
		return h.health(command)
	case "permissions":
		return h.permissions(command)
	case "identity":
		return h.identity(command)
	}
	return failed(fmt.Errorf("unknown command %q", command.Do))
}
