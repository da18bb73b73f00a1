//! Hosts that send what no host sends.

use bytes::Bytes;
use h2::client;
use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixStream;
use tonic::codegen::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use wick_proto::framing;
use wick_proto::wire::connector::ExecuteRequest;

use crate::support::{by_a_host, lives, soon};

const PATHS: [&str; 7] = [
    "/wick.connector.v1.Connector/ExecuteStream",
    "/wick.connector.v1.Connector/Execute",
    "/wick.connector.v1.Connector/Health",
    "/grpc.health.v1.Health/Watch",
    "/plugin.GRPCBroker/StartStream",
    "/plugin.GRPCStdio/StreamStdio",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
];

fn headers(all: &[(&'static str, &'static [u8])]) -> HeaderMap {
    all.iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_bytes(value).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect()
}

fn odd() -> Vec<HeaderMap> {
    // Of two such lists, that of the head and that of the trailers, no one map holds all.
    let many = (0..20_000).map(|number| {
        let name = HeaderName::from_bytes(format!("a{number}").as_bytes()).unwrap();
        (name, HeaderValue::from_static(""))
    });
    vec![
        headers(&[
            ("x-bin", b"!!!"),
            ("grpc-status-details-bin", b"!!!"),
            ("grpc-status", b"x"),
        ]),
        headers(&[("grpc-timeout", b"99999999H"), ("grpc-encoding", b"gzip")]),
        headers(&[
            ("grpc-timeout", b"\xff"),
            ("traceparent", b"00-\xff"),
            ("content-type", b""),
        ]),
        headers(&[
            ("wick-strict", b"\xff"),
            ("grpc-accept-encoding", b",,gzip;q=\xff"),
        ]),
        many.collect(),
    ]
}

#[tokio::test]
async fn r2_odd_headers_of_a_call_do_not_end_the_plugin() {
    let plugin = by_a_host().start().await;
    for odd in odd() {
        for path in PATHS {
            // A connection each: the plugin may end one for what was sent over it.
            let stream = UnixStream::connect(plugin.socket()).await.unwrap();
            let (mut requests, connection) = client::handshake(stream).await.unwrap();
            let connection = tokio::spawn(connection);
            let mut head = Request::new(());
            *head.method_mut() = Method::POST;
            *head.uri_mut() = format!("http://localhost{path}").parse().unwrap();
            *head.headers_mut() = odd.clone();
            let (answer, mut body) = requests.send_request(head, false).unwrap();
            let mut message = Vec::new();
            framing::append(&ExecuteRequest::default(), &mut message);
            // Either may come after the plugin has refused the call.
            let _ = body.send_data(Bytes::from(message), false);
            let _ = body.send_trailers(odd.clone());
            // What matters is that there is one, of whatever kind.
            let _ = soon(answer).await;
            connection.abort();
        }
        assert!(lives(&plugin).await);
    }
    no_panic(plugin).await;
}

#[tokio::test]
async fn r2_frames_that_are_none_do_not_end_the_plugin() {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let plugin = by_a_host().start().await;
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let mut bytes = PREFACE.to_vec();
        for _ in 0..random.usize(1..6) {
            let length = random.u8(..40);
            bytes.extend([
                0,
                0,
                length,
                random.u8(..12),
                random.u8(..),
                0,
                0,
                0,
                random.u8(..4),
            ]);
            bytes.extend((0..length).map(|_| random.u8(..)));
        }
        let mut stream = UnixStream::connect(plugin.socket()).await.unwrap();
        // The plugin may hang up before it has read all.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
    }
    assert!(lives(&plugin).await);
    no_panic(plugin).await;
}

/// The plugin ends well, and did not panic, not even in a task of its own.
async fn no_panic(plugin: wick_runtime::testing::process::Process) {
    plugin.shut_down().await;
    let (status, _, log) = plugin.ended().await;
    assert!(status.success(), "{status}");
    let panics = log.iter().filter(|record| record["@module"] == "panic");
    assert_eq!(panics.count(), 0, "{log:?}");
}
