//! Frames of HTTP/2 by hand.

use wick_proto::framing;
use wick_proto::wire::connector::{Chunk, Error, ExecuteRequest};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// Of the fixed table: `:status: 200`, `:method: POST`, `:scheme: http`.
const STATUS_200: u8 = 0x88;
const POST: u8 = 0x83;
const HTTP: u8 = 0x86;

/// The streams of the calls that a host makes at once.
const STREAMS: [u32; 9] = [1, 3, 5, 7, 9, 11, 13, 15, 17];

/// Answers of plugins to all calls.
pub(crate) fn of_plugins() -> Vec<(&'static str, Vec<u8>)> {
    let details = [("grpc-status", "2"), ("grpc-status-details-bin", "!!!")];
    let odd = [
        ("grpc-status", "x"),
        ("grpc-message", "%ff%"),
        ("x-bin", "a"),
        ("grpc-encoding", "gzip"),
    ];
    let ok = [("grpc-status", "0")];
    vec![
        (
            "details_in_head",
            answers(|id| head(id, END_STREAM, &[STATUS_200], &details)),
        ),
        (
            "odd_in_head",
            answers(|id| head(id, END_STREAM, &[STATUS_200], &odd)),
        ),
        ("results", answers(|id| whole(id, &ok))),
        ("details_in_trailers", answers(|id| whole(id, &details))),
        (
            "no_trailers",
            answers(|id| [head(id, 0, &[STATUS_200], &[]), data(id, END_STREAM)].concat()),
        ),
        (
            "content_length",
            answers(|id| head(id, 0, &[STATUS_200], &[("content-length", "x")])),
        ),
    ]
}

/// Calls of hosts.
pub(crate) fn of_hosts() -> Vec<(&'static str, Vec<u8>)> {
    let call = |path: &'static str, extra: &[(&str, &str)]| {
        let own = [
            (":path", path),
            (":authority", "localhost"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
        ];
        let all: Vec<_> = own.iter().chain(extra).copied().collect();
        let mut body = Vec::new();
        let request = ExecuteRequest {
            operation: "run".to_owned(),
            args_json: b"{}".to_vec(),
            ..ExecuteRequest::default()
        };
        framing::append(&request, &mut body);
        let sent = frame(DATA, 0, 1, &body);
        [
            frame(SETTINGS, 0, 0, &[]),
            head(1, 0, &[POST, HTTP], &all),
            sent,
        ]
        .concat()
    };
    let execute = "/wick.connector.v1.Connector/ExecuteStream";
    let end = || frame(DATA, END_STREAM, 1, &[]);
    let trailers = || {
        head(
            1,
            END_STREAM,
            &[],
            &[("x-bin", "!!!"), ("grpc-status", "0")],
        )
    };
    let odd = [
        ("grpc-timeout", "99999999H"),
        ("traceparent", "00-"),
        ("x-bin", "!!!"),
        ("grpc-encoding", "gzip"),
    ];
    vec![
        ("execute", [call(execute, &[]), end()].concat()),
        ("odd_headers", [call(execute, &odd), end()].concat()),
        (
            "unary",
            [call("/wick.connector.v1.Connector/Execute", &[]), end()].concat(),
        ),
        (
            "trailers",
            [
                call("/wick.connector.v1.Connector/Health", &odd),
                trailers(),
            ]
            .concat(),
        ),
        (
            "broker",
            [call("/plugin.GRPCBroker/StartStream", &[]), end()].concat(),
        ),
        (
            "reflection",
            [
                call(
                    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                    &[],
                ),
                end(),
            ]
            .concat(),
        ),
    ]
}

fn answers(answer: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let all: Vec<_> = STREAMS.into_iter().map(answer).collect();
    [frame(SETTINGS, 0, 0, &[]), all.concat()].concat()
}

fn whole(id: u32, trailers: &[(&str, &str)]) -> Vec<u8> {
    [
        head(id, 0, &[STATUS_200], &[]),
        data(id, 0),
        head(id, END_STREAM, &[], trailers),
    ]
    .concat()
}

fn data(id: u32, flags: u8) -> Vec<u8> {
    let mut body = Vec::new();
    let progress = Chunk {
        progress: 1,
        message: "half".to_owned(),
        ..Chunk::default()
    };
    let refused = Chunk {
        error: Some(Error {
            code: "exec_error".to_owned(),
            message: "no".to_owned(),
        }),
        message: r#"{"hint":"x"}"#.to_owned(),
        ..Chunk::default()
    };
    framing::append(&progress, &mut body);
    framing::append(&refused, &mut body);
    frame(DATA, flags, id, &body)
}

fn head(id: u32, flags: u8, fixed: &[u8], headers: &[(&str, &str)]) -> Vec<u8> {
    let mut block = fixed.to_vec();
    for (name, value) in headers {
        // A literal that enters no table.
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap());
            block.extend(text.as_bytes());
        }
    }
    frame(HEADERS, flags | END_HEADERS, id, &block)
}

fn frame(kind: u8, flags: u8, id: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(id.to_be_bytes());
    frame.extend(payload);
    frame
}
