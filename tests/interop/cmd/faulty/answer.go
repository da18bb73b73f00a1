package main

import (
	"context"
	"strings"

	"google.golang.org/grpc"
)

// Answer overrules the services of go-plugin.
func answer(fault string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		switch {
		case fault == "not_serving" && strings.HasSuffix(info.FullMethod, "Health/Check"):
			return notServing, nil
		case fault == "ignore_end" && strings.HasSuffix(info.FullMethod, "GRPCController/Shutdown"):
			wait()
		}
		return handle(ctx, request)
	}
}
