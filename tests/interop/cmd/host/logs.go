package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/hashicorp/go-hclog"
)

// Logs keeps what go-plugin and the plugin say.
type logs struct {
	lock    sync.Mutex // guards records
	records []record

	stderr     capture // as the plugin wrote it to its descriptor
	syncStdout capture // what came through the stdio service
	syncStderr capture
}

// A record of the plugin has the plugin's file name as its logger; others are go-plugin's.
type record struct {
	Logger  string            `json:"logger"`
	Level   string            `json:"level"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields,omitempty"`
}

func newLogs() *logs {
	return &logs{}
}

func (l *logs) logger() hclog.Logger {
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Level: hclog.Trace, Output: io.Discard})
	logger.RegisterSink(l)
	return logger
}

// Accept is called by hclog with each record. Go-plugin's traces, one for each kilobyte of output,
// are not kept.
func (l *logs) Accept(name string, level hclog.Level, message string, args ...any) {
	if name == "stdio" && level == hclog.Trace {
		return
	}
	fields := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		fields[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	l.records = append(l.records, record{name, level.String(), message, fields})
}

func (l *logs) contain(level hclog.Level, message string) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	for _, record := range l.records {
		if record.Level == level.String() && record.Message == message {
			return true
		}
	}
	return false
}

type logged struct {
	outcome
	Records      []record `json:"records"`
	Stderr       string   `json:"stderr"`
	StreamStdout content  `json:"stream_stdout"`
	StreamStderr content  `json:"stream_stderr"`
}

func (l *logs) reply() any {
	l.lock.Lock()
	defer l.lock.Unlock()
	return logged{
		outcome:      outcome{OK: true},
		Records:      append([]record{}, l.records...),
		Stderr:       l.stderr.tail(),
		StreamStdout: l.syncStdout.content(),
		StreamStderr: l.syncStderr.content(),
	}
}

// Capture keeps all that is written to it.
type capture struct {
	lock   sync.Mutex // guards buffer
	buffer bytes.Buffer
}

func (c *capture) Write(data []byte) (int, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.buffer.Write(data)
}

func (c *capture) tail() string {
	c.lock.Lock()
	defer c.lock.Unlock()
	return string(c.buffer.Bytes()[max(0, c.buffer.Len()-shownBytes):])
}

func (c *capture) content() content {
	c.lock.Lock()
	defer c.lock.Unlock()
	var kept content
	kept.add(c.buffer.Bytes())
	return kept
}
