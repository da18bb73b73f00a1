package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type command struct {
	Do      string `json:"do"`
	Plugin  int    `json:"plugin"`
	Calls   int    `json:"calls"`
	Callers int    `json:"callers"`
	Bytes   int    `json:"bytes"`
	SlowMS  int    `json:"slow_ms"`
	Path    string `json:"path"`
	Key     string `json:"key"`
}

// Latencies of calls that were measured, sorted.
type latencies []time.Duration

func (l latencies) at(fraction float64) int64 {
	if len(l) == 0 {
		return 0
	}
	return l[min(len(l)-1, int(float64(len(l))*fraction))].Nanoseconds()
}

type measured struct {
	Calls  int   `json:"calls"`
	WallNS int64 `json:"wall_ns"`
	P50NS  int64 `json:"p50_ns"`
	P99NS  int64 `json:"p99_ns"`
}

func (h *host) answer(command command) (any, error) {
	switch command.Do {
	case "start":
		return h.start()
	case "first":
		return h.first()
	case "list":
		return list(command)
	case "describe":
		return describe(command)
	case "verify":
		return verify(command)
	case "hash":
		return hash(command)
	case "stop":
		h.stop()
		return struct{}{}, nil
	case "echo":
		text := strings.Repeat("x", command.Bytes)
		return spread(command, func(int) error { return h.plugins[command.Plugin].echo(text) })
	case "blob":
		return spread(command, func(int) error { return h.plugins[command.Plugin].blob(command.Bytes) })
	case "live":
		return h.live(command)
	}
	return nil, fmt.Errorf("unknown command %q", command.Do)
}

// Live calls all plugins in turn while the first is kept busy with calls that wait.
func (h *host) live(command command) (any, error) {
	var over atomic.Bool
	var slow sync.WaitGroup
	if command.SlowMS > 0 {
		arguments := map[string]string{"ms": strconv.Itoa(command.SlowMS)}
		for range 4 {
			slow.Go(func() {
				for !over.Load() {
					if _, err := h.plugins[0].call("wait", arguments); err != nil {
						return
					}
				}
			})
		}
	}
	rest := h.plugins
	if len(rest) > 1 {
		rest = rest[1:]
	}
	measured, err := spread(command, func(index int) error { return rest[index%len(rest)].echo("hello") })
	over.Store(true)
	slow.Wait()
	return measured, err
}

// Spread makes the calls by so many callers at once.
func spread(command command, call func(index int) error) (measured, error) {
	var lock sync.Mutex // guards all and failure
	var all latencies
	var failure error
	var next atomic.Int64
	var callers sync.WaitGroup
	begun := time.Now()
	for range max(1, command.Callers) {
		callers.Go(func() {
			var own latencies
			for {
				index := int(next.Add(1)) - 1
				if index >= command.Calls {
					break
				}
				start := time.Now()
				if err := call(index); err != nil {
					lock.Lock()
					failure = err
					lock.Unlock()
					return
				}
				own = append(own, time.Since(start))
			}
			lock.Lock()
			all = append(all, own...)
			lock.Unlock()
		})
	}
	callers.Wait()
	wall := time.Since(begun)
	slices.Sort(all)
	return measured{len(all), wall.Nanoseconds(), all.at(0.5), all.at(0.99)}, failure
}
