//! What every call and every start goes through, each by itself.
//!
//! `cargo bench -p wick-micro` times them. The test `instructions` [counts](mod@count) what they take of the processor,
//! which no other program disturbs, and [holds](regressions) it against a committed baseline.

mod comparison;
mod connector;
pub mod count;

pub use comparison::{Baseline, Cost, TOLERANCE, regressions};

use std::collections::HashMap;
use std::hint::black_box;

use futures_util::{FutureExt as _, TryStreamExt as _};
use wick_proto::handshake::HandshakeLine;
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;
use wick_proto::verify::{self, Policy, SignatureRequirement};
use wick_proto::{Digest, Platform, version};
use wick_runtime::{Dispatcher, Request};

use crate::connector::Micro;

/// A line as a Go plugin prints it, but for the certificate.
const LINE: &str = "1|1|unix|/tmp/plugin-0123456789/plugin1234567890|grpc|";

/// A private key for tests only: the seed of RFC 8032, 7.1, test 1, and its public half. Always the same, as
/// what a signature costs differs a little with its bits.
const KEY: &str =
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";

/// Something to measure: a name, and what makes a function that does it once.
pub type Subject = (&'static str, fn() -> Box<dyn Fn()>);

/// All of them.
pub const SUBJECTS: [Subject; 7] = [
    ("dispatch", dispatch),
    ("decode_arguments", decode_arguments),
    ("encode_chunks", encode_chunks),
    ("parse_handshake", parse_handshake),
    ("parse_manifest", parse_manifest),
    ("verify_manifest", verify_manifest),
    ("write_manifest", write_manifest),
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
        let request = request(operation, arguments);
        let result = dispatcher.execute(black_box(request)).now_or_never();
        assert!(
            matches!(black_box(result), Some(Ok(_))),
            "{operation} fails or waits"
        );
    })
}

/// A result of many rows, from values to the pieces of JSON that are sent.
fn encode_chunks() -> Box<dyn Fn()> {
    let dispatcher = dispatcher();
    Box::new(move || {
        let pieces = dispatcher.stream(black_box(request("rows", "{}")));
        let pieces: Option<Result<Vec<_>, _>> = pieces.try_collect().now_or_never();
        assert!(
            matches!(black_box(pieces), Some(Ok(_))),
            "rows fails or waits"
        );
    })
}

fn request(operation: &str, arguments: &str) -> Request {
    Request {
        operation: operation.to_owned(),
        arguments: arguments.into(),
        settings: HashMap::from([("token".to_owned(), "0123456789".to_owned())]),
        ..Request::default()
    }
}

fn parse_handshake() -> Box<dyn Fn()> {
    Box::new(|| {
        let parsed: Result<HandshakeLine, _> = black_box(LINE).parse();
        assert!(black_box(parsed).is_ok(), "{LINE}");
    })
}

fn parse_manifest() -> Box<dyn Fn()> {
    let json = manifest().to_json();
    Box::new(move || {
        let parsed = Manifest::from_json(black_box(json.as_bytes()));
        assert!(black_box(parsed).is_ok(), "{json}");
    })
}

/// All that is checked of a plugin whose binary is hashed already: both signatures among it.
fn verify_manifest() -> Box<dyn Fn()> {
    let key = SigningKey::from_base64(KEY).unwrap_or_else(|error| panic!("{error}"));
    let digest = Digest::of(b"a binary");
    let mut manifest = Manifest {
        sha256: digest.to_string(),
        ..manifest()
    };
    let signed = manifest.sign(&digest, &key);
    assert!(signed.is_ok(), "{signed:?}");
    let document = manifest.to_json_pretty();
    let policy = Policy {
        signature: SignatureRequirement::Manifest,
        trusted: vec![key.verifying_key()],
    };
    let platform = Platform::current();
    Box::new(move || {
        let document = black_box(document.as_bytes());
        let checked = verify::check(&manifest, document, &platform, &digest, &policy);
        assert!(black_box(checked).is_ok(), "the signatures do not hold");
    })
}

/// A manifest as Go writes it, byte for byte.
fn write_manifest() -> Box<dyn Fn()> {
    let manifest = manifest();
    Box::new(move || {
        let json = black_box(&manifest).to_json();
        assert!(black_box(json).len() > 2);
    })
}

fn manifest() -> Manifest {
    Manifest {
        version: "1.0.0".to_owned(),
        proto_version: version::CURRENT.into(),
        os_arch: vec![Platform::current().to_string()],
        module: dispatcher().module().clone(),
        ..Manifest::default()
    }
}

fn dispatcher() -> Dispatcher {
    Dispatcher::of::<Micro>().unwrap_or_else(|error| panic!("{error}"))
}
