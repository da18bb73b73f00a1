//! Peers that connect and then are not what they should be.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::AsyncReadExt;
use tokio_rustls::TlsAcceptor;
use tokio_stream::{Stream, StreamExt};
use tonic::service::Routes;
use tonic::{Request, Response, Status};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use wick_host::{Call, CallError, Event, Host, StartCause, StartError};
use wick_proto::tls::{self, Identity, PeerCertificate};
use wick_proto::wire::connector::Chunk;
use wick_proto::wire::connector::connector_server::{Connector, ConnectorServer};
use wick_proto::wire::connector::{
    ExecuteRequest, ExecuteResponse, HealthRequest, HealthResponse, IdentityRequest,
    IdentityResponse, PermsRequest, PermsResponse, SchemaRequest, SchemaResponse,
};
use wick_proto::wire::plugin::grpc_controller_server::{GrpcController, GrpcControllerServer};
use wick_proto::wire::plugin::grpc_stdio_server::{GrpcStdio, GrpcStdioServer};
use wick_proto::wire::plugin::{Empty, StdioData};

use crate::server::{Fake, serve_tls};
use crate::support::{KEY, pause, timely, until_gone};

type Chunks = Pin<Box<dyn Stream<Item = Result<Chunk, Status>> + Send>>;

/// A connector that sends what it is told: `arguments` is a list of chunks.
struct Scripted;

#[tonic::async_trait]
impl Connector for Scripted {
    type ExecuteStreamStream = Chunks;

    async fn execute_stream(
        &self,
        request: Request<ExecuteRequest>,
    ) -> Result<Response<Chunks>, Status> {
        let deadline = request.metadata().get("grpc-timeout").is_some();
        let ExecuteRequest {
            operation,
            request_id,
            session_id,
            ..
        } = request.into_inner();
        let data = |text: &str| Chunk {
            data: text.to_owned().into(),
            ..Chunk::default()
        };
        let eof = || Chunk {
            eof: true,
            ..Chunk::default()
        };
        let progress = Chunk {
            progress: 1,
            total: 3,
            message: "half\x1b[2J".to_owned(),
            ..Chunk::default()
        };
        let refused = Chunk {
            error: Some(wick_proto::wire::connector::Error {
                code: "exec_error".to_owned(),
                message: "no".to_owned(),
            }),
            ..Chunk::default()
        };
        if operation == "goes_on" {
            const LATE: usize = 1500;
            // Whatever comes after its end is late for a host that takes the end for the end.
            let whole = tokio_stream::iter([data("[1]"), eof()]);
            let late = tokio_stream::iter(std::iter::repeat_n(data("late"), LATE));
            return Ok(Response::new(Box::pin(whole.chain(late).map(Ok))));
        }
        let chunks = match operation.as_str() {
            "broken_off" => vec![data("[1,")],
            "context" => {
                let text = format!(r#"["{request_id}","{session_id}",{deadline}]"#);
                vec![data(&text), eof()]
            }
            "not_json" => vec![data("oops"), eof()],
            "progress" => vec![progress, data("[1,"), Chunk::default(), data("2]"), eof()],
            "refused_late" => vec![data("[1,"), refused],
            "old_sdk" => {
                return Err(Status::resource_exhausted(
                    "grpc: received message larger than max (5242912 vs. 4194304)",
                ));
            }
            "status" => return Err(Status::resource_exhausted("too much")),
            _ => vec![data("[1]"), eof()],
        };
        let chunks = tokio_stream::iter(chunks.into_iter().map(Ok));
        Ok(Response::new(Box::pin(chunks)))
    }

    async fn schema(&self, _: Request<SchemaRequest>) -> Result<Response<SchemaResponse>, Status> {
        Err(Status::unimplemented("no"))
    }

    async fn execute(
        &self,
        _: Request<ExecuteRequest>,
    ) -> Result<Response<ExecuteResponse>, Status> {
        Err(Status::unimplemented("no"))
    }

    async fn check_permissions(
        &self,
        _: Request<PermsRequest>,
    ) -> Result<Response<PermsResponse>, Status> {
        Err(Status::unimplemented("no"))
    }

    async fn resolve_identity(
        &self,
        _: Request<IdentityRequest>,
    ) -> Result<Response<IdentityResponse>, Status> {
        Err(Status::unimplemented("no"))
    }

    async fn health(&self, _: Request<HealthRequest>) -> Result<Response<HealthResponse>, Status> {
        Err(Status::unimplemented("no"))
    }
}

fn connector() -> Routes {
    Routes::new(ConnectorServer::new(Scripted))
}

/// A host whose plugin is served by `serve`.
async fn open(serve: impl Future<Output = ()> + Send + 'static, fake: &Fake) -> Host {
    tokio::spawn(serve);
    fake.plugin
        .open(Host::builder().stop_grace(Duration::from_millis(300)))
        .await
}

async fn refusal(serve: impl Future<Output = ()> + Send + 'static, fake: &Fake) -> Arc<StartError> {
    tokio::spawn(serve);
    let error = fake.plugin.refusal(Host::builder()).await;
    until_gone(&fake.plugin.noted("pid").await).await;
    error
}

async fn result(operation: &str) -> Result<Vec<u8>, CallError> {
    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    timely(host.run(KEY, Call::new(operation, "{}"))).await
}

#[tokio::test]
async fn a_plugin_without_any_auxiliary_service_is_callable() {
    assert_eq!(result("list").await.unwrap(), b"[1]");
}

#[tokio::test]
async fn results_are_whole_or_errors() {
    let error = result("broken_off").await.unwrap_err();
    assert!(
        matches!(error, CallError::Incomplete { bytes: 3, .. }),
        "{error}"
    );
    let error = result("refused_late").await.unwrap_err();
    assert!(
        matches!(&error, CallError::Plugin { code, .. } if code == "exec_error"),
        "{error}"
    );
    let error = result("status").await.unwrap_err();
    let CallError::Transport { source, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(source.message(), "too much");
}

#[tokio::test]
async fn f9_arguments_too_large_say_whose_limit_it_is() {
    let error = result("old_sdk").await.unwrap_err();
    let CallError::ArgumentsTooLarge { bytes, limit, .. } = error else {
        panic!("{error}")
    };
    assert_eq!((bytes, limit), (5_242_912, 4 << 20));
    let text = error.to_string();
    assert!(
        text.contains("the SDK that connector fake is built with"),
        "{text}"
    );
    let hint = error.hint().unwrap();
    assert!(
        hint.contains("newer SDK") && !hint.contains("result"),
        "{hint}"
    );

    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    let large = || Call::new("list", vec![b' '; (64 << 20) + 1]);
    for error in [
        timely(host.run(KEY, large())).await.unwrap_err(),
        timely(host.execute(KEY, large())).await.unwrap_err(),
    ] {
        let fits = matches!(error, CallError::ArgumentsTooLarge { limit, .. } if limit == 64 << 20);
        assert!(fits, "{error}");
        assert_eq!(error.hint().unwrap(), "send less");
    }
}

#[tokio::test]
async fn thousands_of_calls_that_end_before_their_streams_keep_the_connection() {
    const CALLERS: usize = 64;
    const CALLS: usize = 30;

    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    let process = timely(host.start(KEY)).await.unwrap();
    let caller = async || {
        for _ in 0..CALLS {
            let result = host.run(KEY, Call::new("goes_on", "{}")).await;
            assert_eq!(result.unwrap(), b"[1]");
        }
    };
    timely(join_all((0..CALLERS).map(|_| caller()))).await;
    assert_eq!(host.process_id(KEY), Some(process));
}

#[tokio::test]
async fn a_result_that_is_not_json_is_an_error() {
    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    let call = async |operation| {
        let arguments = serde_json::Value::Null;
        timely(host.call(KEY, operation, &arguments, &HashMap::new())).await
    };
    assert_eq!(call("run").await.unwrap(), serde_json::json!([1]));
    let error = call("not_json").await.unwrap_err();
    assert!(matches!(error, CallError::NotJson { .. }), "{error}");
}

#[tokio::test]
async fn progress_comes_between_data_and_is_harmless() {
    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    let mut output = timely(host.stream(KEY, Call::new("progress", "{}")))
        .await
        .unwrap();
    let mut events = Vec::new();
    while let Some(event) = timely(output.next()).await.unwrap() {
        events.push(event);
    }
    let message = "half\\u{1b}[2J".to_owned();
    let [
        Event::Progress {
            done: 1,
            total: 3,
            message: m,
            ..
        },
        Event::Data(one),
        Event::Data(two),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(
        (m, one.as_slice(), two.as_slice()),
        (&message, &b"[1,"[..], &b"2]"[..])
    );
}

#[tokio::test]
async fn a_call_carries_its_ids_and_its_deadline() {
    let fake = Arc::new(Fake::new());
    let host = open(fake.clone().serve(connector()), &fake).await;
    let call = Call::new("context", "{}")
        .request_id("r-1")
        .session_id("s-2");
    let call = call.within(Duration::from_secs(20));
    let context = timely(host.run(KEY, call)).await.unwrap();
    assert_eq!(context, br#"["r-1","s-2",true]"#);
}

#[tokio::test]
async fn the_health_service_decides_only_if_it_says_no() {
    for (name, status, serves) in [
        ("plugin", ServingStatus::Serving, true),
        ("plugin", ServingStatus::NotServing, false),
        ("other", ServingStatus::NotServing, true),
    ] {
        let fake = Arc::new(Fake::new());
        let (reporter, health) = tonic_health::server::health_reporter();
        HealthReporter::set_service_status(&reporter, name, status).await;
        let serve = fake.clone().serve(connector().add_service(health));
        if serves {
            let host = open(serve, &fake).await;
            timely(host.start(KEY)).await.unwrap();
        } else {
            let error = refusal(serve, &fake).await;
            assert!(matches!(error.cause, StartCause::NotServing), "{error:?}");
        }
    }
}

/// A stdio service that answers as told.
struct Stdio(fn() -> Result<StdioChunks, Status>);

type StdioChunks = Pin<Box<dyn Stream<Item = Result<StdioData, Status>> + Send>>;

#[tonic::async_trait]
impl GrpcStdio for Stdio {
    type StreamStdioStream = StdioChunks;

    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<StdioChunks>, Status> {
        match (self.0)() {
            Ok(chunks) => Ok(Response::new(chunks)),
            // In place of headers that never come.
            Err(status) if status.code() == tonic::Code::DeadlineExceeded => {
                std::future::pending().await
            }
            Err(status) => Err(status),
        }
    }
}

#[tokio::test]
async fn no_stdio_service_holds_up_the_start_or_a_call() {
    let services: [fn() -> Result<StdioChunks, Status>; 5] = [
        || Err(Status::deadline_exceeded("never")),
        || Err(Status::internal("broken")),
        || Ok(Box::pin(tokio_stream::empty())),
        || {
            Ok(Box::pin(tokio_stream::once(Err(Status::internal(
                "broken",
            )))))
        },
        || {
            let chunk = |number: i32| StdioData {
                channel: number % 5,
                data: vec![b'x'; usize::try_from(number % 1024).unwrap()],
            };
            Ok(Box::pin(tokio_stream::iter(
                (0..10_000).map(move |n| Ok(chunk(n))),
            )))
        },
    ];
    for service in services {
        let fake = Arc::new(Fake::new());
        let routes = connector().add_service(GrpcStdioServer::new(Stdio(service)));
        let host = open(fake.clone().serve(routes), &fake).await;
        assert_eq!(
            timely(host.run(KEY, Call::new("list", "{}")))
                .await
                .unwrap(),
            b"[1]"
        );
    }
}

/// A controller that answers a request to end as told. The process stays in any case.
struct Controller(fn() -> Option<Status>);

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        match (self.0)() {
            Some(status) if status.code() == tonic::Code::Ok => Ok(Response::new(Empty {})),
            Some(status) => Err(status),
            None => std::future::pending().await,
        }
    }
}

#[tokio::test]
async fn a_plugin_that_does_not_end_is_killed_whatever_it_answers() {
    let answers: [fn() -> Option<Status>; 3] = [
        || None,
        || Some(Status::ok("")),
        || Some(Status::internal("broken")),
    ];
    for answer in answers {
        let fake = Arc::new(Fake::new());
        let routes = connector().add_service(GrpcControllerServer::new(Controller(answer)));
        let host = open(fake.clone().serve(routes), &fake).await;
        let process = timely(host.start(KEY)).await.unwrap();
        timely(host.shutdown()).await;
        assert!(
            !std::path::Path::new(&format!("/proc/{process}")).exists(),
            "not reaped"
        );
        fake.plugin.assert_nothing_left();
    }
}

#[tokio::test]
async fn an_impostor_with_another_certificate_is_refused() {
    let fake = Arc::new(Fake::new());
    let serve = {
        let fake = fake.clone();
        async move {
            let peer = fake.host_certificate().await;
            let [announced, own] = [(); 2].map(|()| Identity::generate().unwrap());
            let config = tls::server_config(&own, peer).unwrap();
            let listener = fake.listen();
            fake.announce(Some(announced.certificate_der())).await;
            serve_tls(listener, TlsAcceptor::from(config), connector()).await;
        }
    };
    let error = refusal(serve, &fake).await;
    assert!(
        matches!(error.cause, StartCause::TlsHandshake(_)),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_peer_that_refuses_our_certificate_is_told_at_the_start() {
    let fake = Arc::new(Fake::new());
    let serve = {
        let fake = fake.clone();
        async move {
            fake.host_certificate().await;
            let [stranger, own] = [(); 2].map(|()| Identity::generate().unwrap());
            let peer = PeerCertificate::from_der(stranger.certificate_der().to_vec()).unwrap();
            let config = tls::server_config(&own, peer).unwrap();
            let listener = fake.listen();
            fake.announce(Some(own.certificate_der())).await;
            serve_tls(listener, TlsAcceptor::from(config), connector()).await;
        }
    };
    let error = refusal(serve, &fake).await;
    let told = matches!(
        error.cause,
        StartCause::Refused(_) | StartCause::TlsHandshake(_)
    );
    assert!(told, "{error:?}");
}

#[tokio::test]
async fn without_a_certificate_not_one_byte_is_sent() {
    let fake = Arc::new(Fake::new());
    let listener = fake.listen();
    let announcing = fake.clone();
    let serve = async move {
        announcing.host_certificate().await;
        announcing.announce(None).await;
    };
    let error = refusal(serve, &fake).await;
    assert!(
        matches!(error.cause, StartCause::CertificateMissing),
        "{error:?}"
    );
    // Whoever connects now is the first in the queue, unless the host was there before.
    let path = fake.plugin.note("socket");
    let mut own = tokio::net::UnixStream::connect(path).await.unwrap();
    let (mut first, _) = timely(listener.accept()).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut own, b"own")
        .await
        .unwrap();
    let mut bytes = [0; 3];
    first.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"own");
}

#[tokio::test]
async fn a_connection_that_is_lost_ends_the_process_and_the_next_call_starts_anew() {
    let fake = Arc::new(Fake::new());
    let serving = tokio::spawn(fake.clone().serve(connector()));
    let host = fake.plugin.open(Host::builder()).await;
    let first = timely(host.start(KEY)).await.unwrap();
    serving.abort();
    let _ = serving.await;
    until_lost(&host).await;
    std::fs::remove_file(fake.plugin.note("socket")).unwrap();
    tokio::spawn(fake.clone().serve(connector()));
    let second = timely(host.start(KEY)).await.unwrap();
    assert_ne!(first, second);
    until_gone(&first.to_string()).await;
}

async fn until_lost(host: &Host) {
    timely(async {
        while host.process_id(KEY).is_some() {
            pause().await;
        }
    })
    .await;
}
