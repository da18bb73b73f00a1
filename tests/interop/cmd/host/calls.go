package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc/status"

	pb "wick/interop/connectorpb"
)

// How much of a result is put into a reply.
const shownBytes = 64 << 10

// A deadline is set only if the command has one.
func (c command) context() (context.Context, context.CancelFunc) {
	if c.TimeoutMS == 0 {
		return context.WithCancel(context.Background())
	}
	return context.WithTimeout(context.Background(), time.Duration(c.TimeoutMS)*time.Millisecond)
}

func (c command) request() (*pb.ExecuteRequest, error) {
	arguments, err := c.arguments()
	return &pb.ExecuteRequest{
		Operation: c.Operation,
		ArgsJson:  arguments,
		Creds:     c.Creds,
		RequestId: c.RequestID,
		SessionId: c.SessionID,
	}, err
}

func transportFailed(err error) outcome {
	return outcome{Error: fmt.Sprintf("plugin transport: %v", err), Status: status.Code(err).String()}
}

func operationFailed(err *pb.Error) outcome {
	return outcome{
		Error:   fmt.Sprintf("plugin operation error: [%s] %s", err.Code, err.Message),
		Code:    err.Code,
		Message: err.Message,
	}
}

// What came of a result: all of it counted and hashed, its beginning shown.
type content struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
	Data   string `json:"data,omitempty"`

	hash hash.Hash
}

func (c *content) add(data []byte) {
	if c.hash == nil {
		c.hash = sha256.New()
	}
	c.hash.Write(data)
	c.Bytes += len(data)
	c.Data += string(data[:min(len(data), shownBytes-len(c.Data))])
	c.SHA256 = hex.EncodeToString(c.hash.Sum(nil))
}

type executed struct {
	outcome
	content
	Meta map[string]string `json:"meta,omitempty"`
}

func (h *host) execute(command command) any {
	if h.connector == nil {
		return failed(errNotStarted)
	}
	request, err := command.request()
	if err != nil {
		return failed(err)
	}
	ctx, cancel := command.context()
	defer cancel()
	response, err := h.connector.Execute(ctx, request)
	if err != nil {
		return executed{outcome: transportFailed(err)}
	}
	reply := executed{outcome: outcome{OK: true}, Meta: response.Meta}
	if response.Error != nil {
		reply.outcome = operationFailed(response.Error)
	}
	reply.add(response.ResultJson)
	return reply
}

type progress struct {
	Progress int32  `json:"progress"`
	Total    int32  `json:"total"`
	Message  string `json:"message"`
}

type streamed struct {
	outcome
	content
	Chunks       int        `json:"chunks"`
	LargestChunk int        `json:"largest_chunk"`
	EOF          bool       `json:"eof"`
	AfterEOF     int        `json:"after_eof"` // chunks after the end, of which there must be none
	Progress     []progress `json:"progress,omitempty"`
}

func (h *host) stream(command command) any {
	ctx, cancel := command.context()
	defer cancel()
	return h.streamUntil(ctx, command, func(int) {})
}

// CancelStream gives up after so many chunks, or so many milliseconds after the call.
func (h *host) cancelStream(command command) any {
	ctx, cancel := command.context()
	defer cancel()
	if command.AfterMS > 0 {
		defer time.AfterFunc(command.after(), cancel).Stop()
	}
	return h.streamUntil(ctx, command, func(chunks int) {
		if command.AfterChunks > 0 && chunks == command.AfterChunks {
			cancel()
		}
	})
}

func (h *host) streamUntil(ctx context.Context, command command, received func(chunks int)) (reply streamed) {
	if h.connector == nil {
		return streamed{outcome: failed(errNotStarted)}
	}
	request, err := command.request()
	if err != nil {
		return streamed{outcome: failed(err)}
	}
	chunks, err := h.connector.ExecuteStream(ctx, request)
	if err != nil {
		return streamed{outcome: transportFailed(err)}
	}
	for {
		chunk, err := chunks.Recv()
		switch {
		case errors.Is(err, io.EOF):
			if !reply.EOF && reply.Error == "" {
				reply.Error = "plugin stream ended without eof"
			}
			reply.OK = reply.Error == ""
			return reply
		case err != nil:
			reply.outcome = transportFailed(err)
			return reply
		}
		reply.take(chunk)
		received(reply.Chunks)
	}
}

func (s *streamed) take(chunk *pb.Chunk) {
	if s.EOF {
		s.AfterEOF++
	}
	s.Chunks++
	s.LargestChunk = max(s.LargestChunk, len(chunk.Data))
	s.EOF = s.EOF || chunk.Eof
	s.add(chunk.Data)
	if chunk.Error != nil {
		s.outcome = operationFailed(chunk.Error)
	}
	if chunk.Progress != 0 || chunk.Total != 0 || chunk.Message != "" {
		s.Progress = append(s.Progress, progress{chunk.Progress, chunk.Total, chunk.Message})
	}
}

type concurrent struct {
	outcome
	Succeeded int            `json:"succeeded"`
	Errors    map[string]int `json:"errors,omitempty"`
	Results   map[string]int `json:"results,omitempty"` // by sha256
}

// Concurrent makes the same streamed call so many times at once.
func (h *host) concurrent(command command) any {
	reply := concurrent{Errors: map[string]int{}, Results: map[string]int{}}
	var lock sync.Mutex // guards reply
	var calls sync.WaitGroup
	for range command.Calls {
		calls.Go(func() {
			ctx, cancel := command.context()
			defer cancel()
			result := h.streamUntil(ctx, command, func(int) {})
			lock.Lock()
			defer lock.Unlock()
			if result.OK {
				reply.Succeeded++
				reply.Results[result.SHA256]++
			} else {
				reply.Errors[result.Error]++
			}
		})
	}
	calls.Wait()
	reply.OK = reply.Succeeded == command.Calls
	return reply
}
