//! What every call and every start goes through, each by itself.
//!
//! `cargo bench -p wick-micro` times them. The test `instructions` counts what they take of the processor, which no
//! other program disturbs, and holds it against a committed baseline.

mod connector;

use std::collections::HashMap;
use std::hint::black_box;

use futures_util::FutureExt as _;
use wick_proto::handshake::HandshakeLine;
use wick_proto::manifest::Manifest;
use wick_runtime::{Dispatcher, Request};

use crate::connector::Micro;

/// A line as a Go plugin prints it, but for the certificate.
const LINE: &str = "1|1|unix|/tmp/plugin-0123456789/plugin1234567890|grpc|";

/// Something to measure: a name, and what makes a function that does it once.
pub type Subject = (&'static str, fn() -> Box<dyn Fn()>);

/// All of them.
pub const SUBJECTS: [Subject; 4] = [
    ("dispatch", dispatch),
    ("decode_arguments", decode_arguments),
    ("parse_manifest", parse_manifest),
    ("parse_handshake", parse_handshake),
];

/// A call without inputs, from the request to JSON.
fn dispatch() -> Box<dyn Fn()> {
    calling("nothing", "{}")
}

/// A call with inputs of many types.
fn decode_arguments() -> Box<dyn Fn()> {
    let arguments = r#"{"text":"some words","count":42,"ratio":0.5,"flag":true,"kind":"second",
        "tags":["a","b","c"],"nested":{"x":1,"y":[2,3]},"optional":null}"#;
    calling("everything", arguments)
}

fn calling(operation: &'static str, arguments: &'static str) -> Box<dyn Fn()> {
    let dispatcher = dispatcher();
    Box::new(move || {
        let request = Request {
            operation: operation.to_owned(),
            arguments: arguments.into(),
            settings: HashMap::from([("token".to_owned(), "0123456789".to_owned())]),
            ..Request::default()
        };
        let result = dispatcher.execute(black_box(request)).now_or_never();
        assert!(
            matches!(black_box(result), Some(Ok(_))),
            "{operation} fails or waits"
        );
    })
}

fn parse_manifest() -> Box<dyn Fn()> {
    let manifest = Manifest {
        version: "1.0.0".to_owned(),
        module: dispatcher().module().clone(),
        ..Manifest::default()
    };
    let json = manifest.to_json();
    Box::new(move || {
        let parsed = Manifest::from_json(black_box(json.as_bytes()));
        assert!(black_box(parsed).is_ok(), "{json}");
    })
}

fn parse_handshake() -> Box<dyn Fn()> {
    Box::new(|| {
        let parsed: Result<HandshakeLine, _> = black_box(LINE).parse();
        assert!(black_box(parsed).is_ok(), "{LINE}");
    })
}

fn dispatcher() -> Dispatcher {
    Dispatcher::of::<Micro>().unwrap_or_else(|error| panic!("{error}"))
}
