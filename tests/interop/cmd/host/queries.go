package main

import (
	pb "wick/interop/connectorpb"
)

type schema struct {
	outcome
	Manifest string `json:"manifest"`
}

func (h *host) schema(command command) any {
	if h.connector == nil {
		return failed(errNotStarted)
	}
	ctx, cancel := command.context()
	defer cancel()
	response, err := h.connector.Schema(ctx, &pb.SchemaRequest{})
	if err != nil {
		return transportFailed(err)
	}
	return schema{outcome{OK: true}, string(response.ManifestJson)}
}

type health struct {
	outcome
	Healthy bool   `json:"healthy"`
	Detail  string `json:"detail"`
}

func (h *host) health(command command) any {
	if h.connector == nil {
		return failed(errNotStarted)
	}
	ctx, cancel := command.context()
	defer cancel()
	response, err := h.connector.Health(ctx, &pb.HealthRequest{})
	if err != nil {
		return transportFailed(err)
	}
	return health{outcome{OK: true}, response.Healthy, response.Detail}
}

type operation struct {
	Key    string `json:"key"`
	OK     bool   `json:"ok"`
	Reason string `json:"reason"`
}

type permissions struct {
	outcome
	Operations []operation `json:"operations"`
}

func (h *host) permissions(command command) any {
	if h.connector == nil {
		return failed(errNotStarted)
	}
	ctx, cancel := command.context()
	defer cancel()
	response, err := h.connector.CheckPermissions(ctx, &pb.PermsRequest{Creds: command.Creds})
	if err != nil {
		return transportFailed(err)
	}
	if response.Error != nil {
		return operationFailed(response.Error)
	}
	reply := permissions{outcome: outcome{OK: true}}
	for _, one := range response.Ops {
		reply.Operations = append(reply.Operations, operation{one.Key, one.Ok, one.Reason})
	}
	return reply
}

type identity struct {
	outcome
	UserID      string `json:"user_id"`
	DisplayName string `json:"display_name"`
}

func (h *host) identity(command command) any {
	if h.connector == nil {
		return failed(errNotStarted)
	}
	ctx, cancel := command.context()
	defer cancel()
	response, err := h.connector.ResolveIdentity(ctx, &pb.IdentityRequest{AccessToken: command.Token})
	if err != nil {
		return transportFailed(err)
	}
	if response.Error != nil {
		return operationFailed(response.Error)
	}
	return identity{outcome{OK: true}, response.UserId, response.DisplayName}
}
