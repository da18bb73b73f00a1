package main

import (
	"wick/interop/manifest"
)

func module() manifest.Module {
	return manifest.Module{
		Meta: manifest.Meta{
			Key:         "gopeer",
			Name:        "Go Peer",
			Description: "A connector in Go, to test <hosts> & tools with.",
			Icon:        "🐹",
			DefaultTags: []manifest.Tag{{Name: "Connector", IsGroup: true, SortOrder: 50}},
		},
		Configs: []manifest.Config{
			{Key: "base_url", Value: "https://peer.example.net", Type: "url", Required: true,
				Description: "Address of the peer", Group: "Connection"},
			{Key: "token", Type: "secret", IsSecret: true, Required: true, Description: "Access token"},
			{Key: "mode", Value: "plain", Type: "dropdown", Options: "plain|fancy"},
			{Key: "page_size", Value: "25", Type: "number", VisibleWhen: "mode:fancy"},
		},
		Operations: []manifest.Category{
			{Title: "Answers", Description: "Operations that answer.", Ops: []manifest.Operation{
				operation("echo", "Return the arguments.", text("text", "Anything")),
				operation("edit", "Return the arguments, whose values are as the SDK declares them.",
					text("name", "Which one"),
					valued("private", "checkbox", "false"),
					valued("archived", "bool", "false"),
					valued("page", "number", "0"),
					valued("limit", "number", "20"),
					valued("remote", "text", "origin"),
					manifest.Config{Key: "merge_strategy", Type: "dropdown", Value: "merge_commit",
						Options: "merge_commit|squash|fast_forward"},
					valued("with_content", "checkbox", "true")),
				operation("config", "Return the settings."),
				operation("blob", "Return a text of so many bytes of JSON.", number("bytes", "Size of the result")),
				operation("slow", "Wait, or note the cancellation in a file.",
					number("ms", "How long to wait; without it, until cancelled"), text("log", "File to append to")),
				operation("env", "Return the names of all environment variables, and those of go-plugin whole."),
			}},
			{Title: "Faults", Description: "Operations that fail, or write where they should not.", Ops: []manifest.Operation{
				operation("fail", "Fail.", text("message", "What to say")),
				destructive(operation("panic", "Panic, which ends the process.")),
				operation("stderr", "Write lines to standard error.",
					text("lines", "What to write"), text("via", "fd (default) or stream")),
				operation("stdout", "Write bytes to standard output.",
					number("bytes", "How many"), text("via", "stream (default) or fd")),
				operation("unmarshalable", "Return what JSON cannot hold."),
				operation("unhandled", "Listed, but without a handler."),
				operation("child", "Start a process that keeps standard output and error open.", number("seconds", "For how long")),
			}},
		},
		OAuth: &manifest.OAuth{
			AuthorizeURL: "https://peer.example.net/authorize",
			TokenURL:     "https://peer.example.net/token",
			Scopes:       "read write",
			DisplayName:  "Go Peer",
		},
		AllowSessionConfig: true,
		DefaultAccess:      manifest.Access{EnableSSO: true},
	}
}

func operation(key, description string, input ...manifest.Config) manifest.Operation {
	return manifest.Operation{Key: key, Name: key, Description: description, Input: input}
}

func destructive(operation manifest.Operation) manifest.Operation {
	operation.Destructive = true
	return operation
}

func text(key, description string) manifest.Config {
	return manifest.Config{Key: key, Type: "text", Description: description}
}

func number(key, description string) manifest.Config {
	return manifest.Config{Key: key, Type: "number", Description: description}
}

// valued is a field as the SDK writes it: with the zero value of its type, or its default.
func valued(key, kind, value string) manifest.Config {
	return manifest.Config{Key: key, Type: kind, Value: value}
}
