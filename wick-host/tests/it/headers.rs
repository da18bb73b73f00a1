//! Headers that no gRPC server sends, in every place where a plugin can put them.

use std::collections::HashMap;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use wick_host::{Call, CallError, Failure, Host};

use crate::raw::{EXECUTE_STREAM, Headers, Reaction, Reactions, headers, serve};
use crate::server::Fake;
use crate::support::{KEY, pause, timely, until_gone};

/// The requests of a connector, by their paths.
const PATHS: [&str; 6] = [
    EXECUTE_STREAM,
    "/wick.connector.v1.Connector/Execute",
    "/wick.connector.v1.Connector/Schema",
    "/wick.connector.v1.Connector/ResolveIdentity",
    "/wick.connector.v1.Connector/CheckPermissions",
    "/wick.connector.v1.Connector/Health",
];
const HEALTH_CHECK: &str = "/grpc.health.v1.Health/Check";
const STDIO: &str = "/plugin.GRPCStdio/StreamStdio";
const SHUTDOWN: &str = "/plugin.GRPCController/Shutdown";

fn odd_headers() -> Vec<Headers> {
    let status = |code: &'static [u8], name: &'static str, value: &'static [u8]| {
        headers(&[("grpc-status", code), (name, value)])
    };
    let mut odd = vec![
        Headers::new(),
        headers(&[("grpc-status", b"")]),
        headers(&[("grpc-status", b"-1")]),
        headers(&[("grpc-status", b"99999999999999999999")]),
        headers(&[("grpc-status", b"0"), ("grpc-status", b"13")]),
        headers(&[("grpc-status-details-bin", b"!!!")]),
        status(b"0", "grpc-encoding", b"gzip"),
        status(b"0", "content-type", b"text/html"),
        status(b"2", "grpc-message", b"%"),
        status(b"2", "grpc-message", b"%ff%FE%zz\xff"),
        status(b"16", "x-odd-bin", b"!!!"),
    ];
    for code in [b"0", b"2"] {
        for details in [&b"!!!"[..], b"a", b"====", b"\xff\xfe"] {
            odd.push(status(code, "grpc-status-details-bin", details));
        }
    }
    // Of two such lists, that of the head and that of the trailers, no one map holds all.
    let many = (0..20_000).map(|number| (format!("a{number}"), Vec::new()));
    odd.push(many.chain(headers(&[("grpc-status", b"0")])).collect());
    odd.push(status(b"2", "grpc-message", &[b'x'; 300_000]));
    odd
}

/// All that can be asked at `path`; how it failed, if it did.
async fn ask(host: &Host, path: &str) -> Result<(), CallError> {
    let settings = HashMap::new();
    let call = || Call::new("run", "{}");
    match path.rsplit('/').next().unwrap() {
        "ExecuteStream" => host.run(KEY, call()).await.map(drop),
        "Execute" => host.execute(KEY, call()).await.map(drop),
        "Schema" => host.schema(KEY).await.map(drop),
        "ResolveIdentity" => host.resolve_identity(KEY, "t").await.map(drop),
        "CheckPermissions" => host.check_permissions(KEY, &settings).await.map(drop),
        _ => host.health(KEY).await.map(drop),
    }
}

async fn open(reactions: &Reactions) -> (Host, Arc<Fake>) {
    let fake = Arc::new(Fake::new());
    tokio::spawn(serve(fake.clone(), reactions.clone()));
    let host = fake.plugin.open(Host::builder()).await;
    (host, fake)
}

#[tokio::test]
async fn r2_odd_headers_of_an_answer_are_typed_errors_at_most() {
    let reactions = Reactions::default();
    let (host, _fake) = open(&reactions).await;
    let process = timely(host.start(KEY)).await.unwrap();
    for path in PATHS {
        for odd in odd_headers() {
            let told = format!("{path} {odd:.200?}");
            let ok = || headers(&[("grpc-status", b"0")]);
            for reaction in [
                Reaction::head(odd.clone()),
                Reaction::result(path, odd.clone(), ok()),
                Reaction::result(path, odd.clone(), odd.clone()),
                Reaction::result(path, Headers::new(), odd.clone()),
                Reaction {
                    status: 500,
                    ..Reaction::head(odd.clone())
                },
            ] {
                reactions.set(path, Some(reaction));
                if let Err(error) = timely(ask(&host, path)).await {
                    assert!(
                        !matches!(error, CallError::Panicked { .. }),
                        "{told}: {error}"
                    );
                    assert!(error.to_string().contains(KEY), "{told}: {error}");
                }
                reactions.reset(path);
                let sound = timely(host.run(KEY, Call::new("run", "{}"))).await;
                assert_eq!(sound.unwrap(), b"[1]", "after {told}");
            }
        }
    }
    assert_eq!(host.process_id(KEY), Some(process));
}

#[tokio::test]
async fn r2_status_survives_odd_headers_beside_it() {
    let reactions = Reactions::default();
    let (host, _fake) = open(&reactions).await;
    let head = headers(&[
        ("grpc-status", b"8"),
        ("grpc-message", b"too%20much%FF"),
        ("grpc-status-details-bin", b"!!!"),
    ]);
    for path in PATHS {
        reactions.set(path, Some(Reaction::head(head.clone())));
        let error = timely(ask(&host, path)).await.unwrap_err();
        let CallError::Transport { source, .. } = &error else {
            panic!("{path}: {error}")
        };
        assert_eq!(source.code(), tonic::Code::ResourceExhausted);
        assert_eq!(source.message(), "too much\u{fffd}");
    }
}

#[tokio::test]
async fn r2_odd_headers_of_the_hosts_own_calls_harm_nothing() {
    for code in [b"0", b"2"] {
        let odd = headers(&[("grpc-status", code), ("grpc-status-details-bin", b"!!!")]);
        let reactions = Reactions::default();
        for reaction in [
            Reaction::head(odd.clone()),
            Reaction::result(STDIO, Headers::new(), odd.clone()),
        ] {
            reactions.set(STDIO, Some(reaction.clone()));
            reactions.set(SHUTDOWN, Some(reaction));
            let (host, fake) = open(&reactions).await;
            let process = timely(host.start(KEY)).await.unwrap();
            assert_eq!(timely(ask(&host, EXECUTE_STREAM)).await.ok(), Some(()));
            timely(host.shutdown()).await;
            until_gone(&process.to_string()).await;
            fake.plugin.assert_nothing_left();
        }
        reactions.set(HEALTH_CHECK, Some(Reaction::head(odd)));
        let (host, _fake) = open(&reactions).await;
        // The answer is none in the one case, and a refusal in the other.
        let error = timely(host.start(KEY)).await.unwrap_err();
        assert!(matches!(&error, CallError::Start(_)), "{error}");
        assert!(error.to_string().contains(KEY), "{error}");
    }
}

/// Panics within HTTP/2, and under its lock, once it tells of a header that it cannot read: the worst place for a
/// fault that is not known yet.
struct Trap;

impl<S: tracing::Subscriber> Layer<S> for Trap {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Found(bool);
        impl Visit for Found {
            fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
                self.0 |= format!("{value:?}").contains("could not parse content-length");
            }
        }
        let mut found = Found(false);
        event.record(&mut found);
        assert!(!found.0, "a fault\u{1b} in the transport");
    }
}

#[tokio::test]
async fn r2_panic_in_the_transport_counts_against_the_plugin() {
    let subscriber = tracing_subscriber::registry().with(Trap);
    let _trapped = tracing::subscriber::set_default(subscriber);
    let odd = headers(&[("content-length", b"x")]);
    let reactions = Reactions::default();
    reactions.set(EXECUTE_STREAM, Some(Reaction::head(odd)));
    reactions.set(PATHS[5], None);
    let fake = Arc::new(Fake::new());
    let host = fake.plugin.open(Host::builder()).await;
    for _ in 0..2 {
        let serving = tokio::spawn(serve(fake.clone(), reactions.clone()));
        let process = timely(host.start(KEY)).await.unwrap();
        // One call meets the fault, the other one waits over the same connection.
        let (met, waited) =
            timely(async { tokio::join!(host.run(KEY, Call::new("run", "{}")), host.health(KEY)) })
                .await;
        for (operation, error) in [("run", met.unwrap_err()), ("Health", waited.unwrap_err())] {
            let CallError::Panicked { message, .. } = &error else {
                panic!("{operation}: {error}")
            };
            assert_eq!(message, "a fault\\u{1b} in the transport");
            let text = error.to_string();
            assert!(text.contains(KEY) && text.contains(operation), "{text}");
        }
        until_gone(&process.to_string()).await;
        until_given_up(&host).await;
        serving.abort();
        std::fs::remove_file(fake.plugin.note("socket")).unwrap();
    }
    let error = timely(host.run(KEY, Call::new("run", "{}")))
        .await
        .unwrap_err();
    let CallError::CircuitOpen {
        failures, source, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(*failures, 2);
    assert!(matches!(source, Failure::Panicked(_)), "{source}");
}

async fn until_given_up(host: &Host) {
    timely(async {
        while host.process_id(KEY).is_some() {
            pause().await;
        }
    })
    .await;
}
