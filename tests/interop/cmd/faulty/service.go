package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "wick/interop/connectorpb"
)

type service struct {
	pb.UnimplementedConnectorServer
}

type chunks = grpc.ServerStreamingServer[pb.Chunk]

func (*service) Health(context.Context, *pb.HealthRequest) (*pb.HealthResponse, error) {
	return &pb.HealthResponse{Healthy: true}, nil
}

func (*service) Execute(context.Context, *pb.ExecuteRequest) (*pb.ExecuteResponse, error) {
	return &pb.ExecuteResponse{ResultJson: []byte(`{"a":`)}, nil
}

func (*service) Schema(context.Context, *pb.SchemaRequest) (*pb.SchemaResponse, error) {
	return &pb.SchemaResponse{ManifestJson: bytes.Repeat([]byte("["), 1<<20)}, nil
}

func (*service) ExecuteStream(request *pb.ExecuteRequest, stream chunks) error {
	var arguments map[string]string
	if err := json.Unmarshal(request.ArgsJson, &arguments); err != nil {
		return err
	}
	if request.Operation == "echo" {
		return whole(stream, quoted(arguments["text"]))
	}
	fault := arguments["fault"]
	if fault == "" {
		fault = os.Getenv("FAULT")
	}
	if flood(fault) {
		return whole(stream, quoted("printed"))
	}
	if strings.HasSuffix(fault, "_in_stream") {
		return dieInStream(fault, stream)
	}
	return misbehave(fault, stream)
}

func misbehave(fault string, stream chunks) error {
	ctx := stream.Context()
	switch fault {
	case "bad_json":
		return whole(stream, `{"a":`)
	case "children":
		return left(stream, 20, "sleep", "3600")
	case "children_session":
		return left(stream, 1, "setsid", "sleep", "3600")
	case "chunk_after_eof":
		return errors.Join(whole(stream, "[1]"), whole(stream, "]]"))
	case "close_connection":
		closeSockets()
		<-ctx.Done()
		return ctx.Err()
	case "deaf", "never":
		wait()
	case "descriptors":
		eatDescriptors()
		return whole(stream, quoted("none left"))
	case "empty_chunks":
		return endless(stream, &pb.Chunk{})
	case "empty_result":
		return whole(stream, "")
	case "endless_chunks":
		return endless(stream, &pb.Chunk{Data: bytes.Repeat([]byte("x"), 64<<10)})
	case "endless_progress":
		return endless(stream, &pb.Chunk{Progress: 1, Total: 2, Message: strings.Repeat("x", 100<<10)})
	case "error_after_data":
		return errors.Join(stream.Send(&pb.Chunk{Data: []byte("[1,")}), refuse(stream, "exec_error", "no"))
	case "freeze":
		if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
			return err
		}
		// The signal may arrive after the answer.
		wait()
	case "hang_call":
		<-ctx.Done()
		return ctx.Err()
	case "huge_error":
		return refuse(stream, "huge", strings.Repeat("x\x1b", 8<<20))
	case "huge_progress":
		return endless(stream, &pb.Chunk{Progress: 1, Message: strings.Repeat("\x1b", 1<<20)})
	case "huge_status":
		return status.Error(codes.Internal, strings.Repeat("x", 4<<20))
	case "no_eof":
		return stream.Send(&pb.Chunk{Data: []byte("[1]")})
	case "oversize_message":
		return whole(stream, strings.Repeat("1", 65<<20))
	case "panic":
		panic("faulty: panics")
	case "silent":
		if err := stream.SendHeader(nil); err != nil {
			return err
		}
		wait()
	case "stack_overflow":
		debug.SetMaxStack(1 << 20)
		return whole(stream, fmt.Sprint(overflow(0)))
	case "status":
		return status.Error(codes.Internal, "\x1b[31mbroken")
	}
	return whole(stream, quoted(fault))
}

func whole(stream chunks, text string) error {
	if err := stream.Send(&pb.Chunk{Data: []byte(text)}); err != nil {
		return err
	}
	return stream.Send(&pb.Chunk{Eof: true})
}

func refuse(stream chunks, code, message string) error {
	return stream.Send(&pb.Chunk{Error: &pb.Error{Code: code, Message: message}})
}

func endless(stream chunks, chunk *pb.Chunk) error {
	for {
		if err := stream.Send(chunk); err != nil {
			return err
		}
	}
}

func left(stream chunks, count int, program string, arguments ...string) error {
	pids, err := leaveChildren(count, program, arguments...)
	if err != nil {
		return err
	}
	return whole(stream, quoted(strings.Trim(fmt.Sprint(pids), "[]")))
}

func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(encoded)
}
