package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"math"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// The descriptors as the process got them; go-plugin replaces os.Stdout and os.Stderr.
var (
	descriptor1 = os.NewFile(1, "stdout")
	descriptor2 = os.NewFile(2, "stderr")
)

var lies = map[string]func(fields []string){
	"lie_core":        func(fields []string) { fields[0] = "2" },
	"lie_version":     func(fields []string) { fields[1] = "7" },
	"lie_network":     func(fields []string) { fields[2] = "pigeon" },
	"lie_address":     func(fields []string) { fields[3] = "/nonexistent/plugin" },
	"lie_protocol":    func(fields []string) { fields[4] = "netrpc" },
	"lie_certificate": func(fields []string) { fields[5] = otherCertificate() },
	"cut_certificate": func(fields []string) { fields[5] = fields[5][:len(fields[5])/2] },
	"no_certificate":  func(fields []string) { fields[5] = "" },
	"mute":            func(fields []string) { fields[3] = muteSocket() },
}

// Lie has the line that go-plugin is going to print edited on its way.
func lie(fault string) {
	edit := lies[fault]
	if edit == nil {
		return
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdout = writer
	go func() {
		line, err := bufio.NewReader(reader).ReadString('\n')
		if err != nil {
			panic(err)
		}
		fields := strings.Split(strings.TrimSpace(line), "|")
		edit(fields)
		if _, err := descriptor1.WriteString(strings.Join(fields, "|") + "\n"); err != nil {
			os.Exit(1)
		}
	}()
}

func otherCertificate() string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return base64.RawStdEncoding.EncodeToString(der)
}

// A socket that nobody ever accepts from.
func muteSocket() string {
	path := filepath.Join(os.Getenv("PLUGIN_UNIX_SOCKET_DIR"), "mute"+strconv.Itoa(os.Getpid()))
	if _, err := net.Listen("unix", path); err != nil {
		panic(err)
	}
	return path
}

// NewServer is the server that go-plugin adds its services to. A second health service is no
// option, as go-plugin has one; so its answer is overruled.
func newServer(fault string) func([]grpc.ServerOption) *grpc.Server {
	return func(options []grpc.ServerOption) *grpc.Server {
		return grpc.NewServer(append(options,
			grpc.UnaryInterceptor(answer(fault)),
			grpc.MaxRecvMsgSize(math.MaxInt32),
			grpc.MaxSendMsgSize(math.MaxInt32),
		)...)
	}
}

var notServing = &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_NOT_SERVING}
