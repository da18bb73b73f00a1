// Command generate writes the Go code of package connectorpb from the compiled descriptors that
// the repository keeps for its Rust code, so that no protoc is needed.
//
//	go run ./connectorpb/generate [-out DIR]
//
// It must run inside this module: the two code generators are its tools.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

const protoFile = "wick/connector/v1/connector.proto"

// The .proto file names no Go package; this mapping does.
const parameter = "paths=import,module=wick/interop/connectorpb,M" + protoFile + "=wick/interop/connectorpb"

func main() {
	descriptors := flag.String("descriptors", "../../proto/src/generated/descriptors.bin", "compiled descriptors")
	out := flag.String("out", "connectorpb", "directory to write to")
	flag.Parse()
	if err := run(*descriptors, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(descriptors, out string) error {
	request, err := readRequest(descriptors)
	if err != nil {
		return err
	}
	for _, generator := range []string{"protoc-gen-go", "protoc-gen-go-grpc"} {
		response, err := generate(generator, request)
		if err != nil {
			return fmt.Errorf("%s: %w", generator, err)
		}
		for _, file := range response.File {
			path := filepath.Join(out, filepath.Base(file.GetName()))
			if err := os.WriteFile(path, []byte(file.GetContent()), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func readRequest(descriptors string) ([]byte, error) {
	raw, err := os.ReadFile(descriptors)
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("%s: %w", descriptors, err)
	}
	request := &pluginpb.CodeGeneratorRequest{
		FileToGenerate: []string{protoFile},
		Parameter:      proto.String(parameter),
	}
	for _, file := range set.File {
		if file.GetName() == protoFile {
			request.ProtoFile = append(request.ProtoFile, file)
		}
	}
	if len(request.ProtoFile) == 0 {
		return nil, fmt.Errorf("%s: no %s in it", descriptors, protoFile)
	}
	return proto.Marshal(request)
}

func generate(generator string, request []byte) (*pluginpb.CodeGeneratorResponse, error) {
	command := exec.Command("go", "tool", generator)
	command.Stdin = bytes.NewReader(request)
	command.Stderr = os.Stderr
	raw, err := command.Output()
	if err != nil {
		return nil, err
	}
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(raw, &response); err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, fmt.Errorf("%s", response.GetError())
	}
	return &response, nil
}
