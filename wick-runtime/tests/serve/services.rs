//! The services beside the connector's own.

use futures_util::{StreamExt as _, future, stream};
use tonic::Code;
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_prost::ProstCodec;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use wick_proto::handshake::HEALTH_SERVICE;
use wick_proto::wire::plugin::grpc_broker_client::GrpcBrokerClient;
use wick_proto::wire::plugin::grpc_stdio_client::GrpcStdioClient;
use wick_proto::wire::plugin::{ConnInfo, Empty};

use crate::support::{by_a_host, lives, soon, warns_of};

#[tokio::test]
async fn it_is_healthy_under_the_names_that_hosts_ask_for() {
    let plugin = by_a_host().start().await;
    let mut client = HealthClient::new(plugin.connect().await);
    let ask = |service: &str| HealthCheckRequest {
        service: service.to_owned(),
    };
    for name in ["", HEALTH_SERVICE] {
        let answer = soon(client.check(ask(name))).await.unwrap().into_inner();
        assert_eq!(answer.status, ServingStatus::Serving as i32, "{name:?}");
    }
    let unknown = soon(client.check(ask("x"))).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let watched = soon(client.watch(ask(HEALTH_SERVICE))).await.unwrap();
    let mut watched = watched.into_inner();
    let first = soon(watched.message()).await.unwrap().unwrap();
    assert_eq!(first.status, ServingStatus::Serving as i32);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

#[tokio::test]
async fn streams_stay_open_and_empty_until_the_end() {
    let mut plugin = by_a_host().start().await;
    let channel = plugin.connect().await;
    let mut stdio = GrpcStdioClient::new(channel.clone());
    let mut first = soon(stdio.stream_stdio(())).await.unwrap().into_inner();
    let mut second = soon(stdio.stream_stdio(())).await.unwrap().into_inner();
    let announced = ConnInfo {
        service_id: 7,
        ..ConnInfo::default()
    };
    let announcements = stream::iter([announced]).chain(stream::pending());
    let mut broker = GrpcBrokerClient::new(channel);
    let mut brokered = soon(broker.start_stream(announcements))
        .await
        .unwrap()
        .into_inner();
    let streams = future::join3(first.message(), second.message(), brokered.message());
    let mut streams = std::pin::pin!(streams);
    assert!(future::poll_immediate(&mut streams).await.is_none());
    assert!(lives(&plugin).await);
    assert!(future::poll_immediate(&mut streams).await.is_none());
    // F10: the host waits for a connection that it does not get.
    plugin.logged(|record| warns_of(record, "broker")).await;
    plugin.shut_down().await;
    let (first, second, brokered) = soon(streams).await;
    assert_eq!((first.unwrap(), second.unwrap()), (None, None));
    assert_eq!(brokered.unwrap(), None);
    plugin.ended_well().await;
}

#[tokio::test]
async fn unknown_methods_are_unimplemented() {
    let plugin = by_a_host().start().await;
    for path in ["/wick.connector.v1.Connector/Nope", "/nope.Nope/Nope"] {
        let mut client = tonic::client::Grpc::new(plugin.connect().await);
        soon(client.ready()).await.unwrap();
        let codec = ProstCodec::<Empty, Empty>::default();
        let path = path.parse().unwrap();
        let answer = soon(client.unary(tonic::Request::new(Empty {}), path, codec)).await;
        assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
    }
}

#[tokio::test]
async fn reflection_lists_all_services() {
    let plugin = by_a_host().start().await;
    let mut client = ServerReflectionClient::new(plugin.connect().await);
    let list = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let answers = soon(client.server_reflection_info(stream::iter([list]))).await;
    let answer = soon(answers.unwrap().into_inner().message())
        .await
        .unwrap()
        .unwrap();
    let Some(MessageResponse::ListServicesResponse(services)) = answer.message_response else {
        panic!("{answer:?}");
    };
    let names: Vec<_> = services
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();
    for name in [
        "grpc.health.v1.Health",
        "plugin.GRPCBroker",
        "plugin.GRPCController",
        "plugin.GRPCStdio",
        "wick.connector.v1.Connector",
    ] {
        assert!(
            names.iter().any(|served| served == name),
            "{name} in {names:?}"
        );
    }
}

#[tokio::test]
async fn hosts_may_redial_and_connect_often() {
    let plugin = by_a_host().with_tls().start().await;
    for _ in 0..2 {
        drop(plugin.client().await);
    }
    let clients = future::join_all((0..100).map(|_| lives(&plugin))).await;
    assert!(clients.into_iter().all(|lives| lives));
}
