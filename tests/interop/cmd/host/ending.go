package main

import (
	"os"
	"syscall"
)

func ending(state *os.ProcessState) (exitCode *int, signal string) {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return nil, status.Signal().String()
	}
	code := state.ExitCode()
	return &code, ""
}
