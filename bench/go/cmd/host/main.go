// Command host is the host that is measured, in Go: it drives plugins with go-plugin as wick's
// manager does, told by lines of JSON on standard input what to do, and answers each with one line.
//
//	host PLUGIN…
//
// The commands are those of the Rust driver; bench/src/driver lists them.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func main() {
	host := &host{paths: os.Args[1:]}
	defer host.stop()
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if strings.TrimSpace(string(line)) != "" {
			var command command
			var reply any
			failure := json.Unmarshal(line, &command)
			if failure == nil {
				reply, failure = host.answer(command)
			}
			if failure != nil {
				reply = map[string]string{"error": failure.Error()}
			}
			encoded, _ := json.Marshal(reply)
			fmt.Println(string(encoded))
		}
		if err != nil {
			return
		}
	}
}
