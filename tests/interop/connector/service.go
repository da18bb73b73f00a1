package connector

import (
	"context"
	"encoding/json"
	"fmt"

	"google.golang.org/grpc"

	pb "wick/interop/connectorpb"
	"wick/interop/contract"
)

// A service translates between gRPC and a connector. CheckPermissions stays unimplemented, as
// wick's own Go plugins leave it.
type service struct {
	pb.UnimplementedConnectorServer
	connector Connector
}

func (s *service) Schema(context.Context, *pb.SchemaRequest) (*pb.SchemaResponse, error) {
	module, err := json.Marshal(s.connector.Module)
	if err != nil {
		return nil, fmt.Errorf("marshal manifest: %w", err)
	}
	return &pb.SchemaResponse{ManifestJson: module}, nil
}

func (s *service) Health(context.Context, *pb.HealthRequest) (*pb.HealthResponse, error) {
	return &pb.HealthResponse{Healthy: true}, nil
}

func (s *service) Execute(ctx context.Context, request *pb.ExecuteRequest) (*pb.ExecuteResponse, error) {
	result, failure := s.connector.run(ctx, request.Operation, request.ArgsJson, request.Creds)
	return &pb.ExecuteResponse{ResultJson: result, Error: failure.wire()}, nil
}

func (s *service) ExecuteStream(request *pb.ExecuteRequest, stream grpc.ServerStreamingServer[pb.Chunk]) error {
	result, failure := s.connector.run(stream.Context(), request.Operation, request.ArgsJson, request.Creds)
	if failure != nil {
		return stream.Send(&pb.Chunk{Error: failure.wire()})
	}
	for len(result) > 0 {
		size := min(len(result), contract.ChunkBytes)
		if err := stream.Send(&pb.Chunk{Data: result[:size]}); err != nil {
			return err
		}
		result = result[size:]
	}
	return stream.Send(&pb.Chunk{Eof: true})
}

func (s *service) ResolveIdentity(ctx context.Context, request *pb.IdentityRequest) (*pb.IdentityResponse, error) {
	if s.connector.Identify == nil {
		return &pb.IdentityResponse{Error: &pb.Error{
			Code: "no_oauth", Message: "connector has no OAuth identity resolver",
		}}, nil
	}
	userID, displayName, err := s.connector.Identify(ctx, request.AccessToken)
	if err != nil {
		return &pb.IdentityResponse{Error: &pb.Error{Code: "identity_error", Message: err.Error()}}, nil
	}
	return &pb.IdentityResponse{UserId: userID, DisplayName: displayName}, nil
}

func (f *failure) wire() *pb.Error {
	if f == nil {
		return nil
	}
	return &pb.Error{Code: f.code, Message: f.message}
}
