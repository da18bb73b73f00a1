package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// Faults before go-plugin prints its line.
func misbehaveAtStart(fault string) {
	switch fault {
	case "hang":
		wait()
	case "garbage":
		fmt.Println("Loading configuration...")
	case "garbage_binary":
		fmt.Print("\xff\xfe\x00\x1b[2J\n")
	case "endless_line":
		for {
			write(bytes.Repeat([]byte("x"), 4<<10))
		}
	case "half_line":
		write([]byte("1|1|unix|/tmp"))
		wait()
	case "exit":
		fail()
	case "exit_with_child":
		_, err := leaveChildren(1, "sleep", "3600")
		fmt.Fprint(os.Stderr, ignoring(err))
		fail()
	case "close_output":
		_ = os.Stdout.Close()
		wait()
	case "ignore_end":
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	}
}

func fail() {
	fmt.Fprintln(os.Stderr, "faulty: cannot read /etc/faulty.conf\nfaulty: giving up")
	os.Exit(7)
}

// Wait waits to be killed. (An empty select may be taken for a deadlock.)
func wait() {
	for {
		time.Sleep(time.Hour)
	}
}

// Once the host is gone, there is nobody left to misbehave to.
func write(text []byte) {
	if _, err := os.Stdout.Write(text); err != nil {
		os.Exit(1)
	}
}

func leaveChildren(count int, program string, arguments ...string) (pids []int, err error) {
	for range count {
		child := exec.Command(program, arguments...)
		child.Stdout, child.Stderr = descriptor1, descriptor2
		if err := child.Start(); err != nil {
			return pids, err
		}
		pids = append(pids, child.Process.Pid)
	}
	return pids, nil
}

func ignoring(err error) string {
	if err == nil {
		return ""
	}
	return err.Error() + "\n"
}
