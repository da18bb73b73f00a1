package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	pb "wick/interop/connectorpb"
)

// Dies in the way that the fault is named after, once there is a good part of a result.
func dieInStream(fault string, stream chunks) error {
	for range 20 {
		if err := stream.Send(&pb.Chunk{Data: bytes.Repeat([]byte("x"), 64<<10)}); err != nil {
			return err
		}
	}
	fmt.Fprintln(descriptor2, "faulty: these are my last words")
	switch fault {
	case "exit_in_stream":
		os.Exit(7)
	case "kill_in_stream":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	default:
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
	}
	wait()
	return nil
}

var eaten []*os.File

func eatDescriptors() {
	limit := syscall.Rlimit{Cur: 128, Max: 128}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		panic(err)
	}
	for {
		file, err := os.Open("/dev/null")
		if err != nil {
			return
		}
		eaten = append(eaten, file)
	}
}

func overflow(depth int) int {
	var frame [64]int
	frame[depth%64] = depth
	return overflow(depth+1) + frame[(depth+1)%64]
}

// Closes every connected socket of the process behind go-plugin's back.
func closeSockets() {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		descriptor, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if _, err := syscall.Getpeername(descriptor); err == nil {
			_ = syscall.Shutdown(descriptor, syscall.SHUT_RDWR)
		}
	}
}

const begun = 2 << 20

// Flood writes for as long as the process lives, and returns once there is a lot of it; false if
// the fault is no flood.
func flood(fault string) bool {
	text, to := []byte("a line as others are\n"), descriptor2
	switch fault {
	case "flood_stderr":
	case "flood_stdout":
		to = descriptor1
	case "flood_endless_line":
		text = []byte("x")
	case "flood_binary":
		text = make([]byte, 256)
		for i := range text {
			text[i] = byte(i)
		}
	case "flood_json":
		text = []byte(strings.Join([]string{
			`{"@message":1,"@level":"info"}`,
			`{"@message":{},"@level":[],"@timestamp":false}`,
			`{"@level":"error","@message":"\u001b[2J","@timestamp":"2026-01-02T03:04:05.000006Z","k":{"a":[1]}}`,
			`{"@level":"info","@message":"m","deep":` + strings.Repeat("[", 10_000),
			"panic: no", "null", "",
		}, "\n"))
	case "print_stdout", "flood_stdio":
		// By go-plugin, in its stdio service.
		to = os.Stdout
	case "print_stderr":
		to = os.Stderr
	default:
		return false
	}
	text = bytes.Repeat(text, 1+(4<<10)/len(text))
	enough := make(chan struct{})
	go func() {
		for written := 0; ; written += len(text) {
			if _, err := to.Write(text); err != nil {
				return
			}
			if written < begun && written+len(text) >= begun {
				close(enough)
			}
		}
	}()
	<-enough
	return true
}
