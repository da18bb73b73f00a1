//! Writes the beginning of each corpus: what real peers send, what publishers write, and what was once wrong.
//! `cargo run -p wick-fuzz --example seeds`; what a fuzzer found beyond that has other names and stays.
#![expect(
    clippy::unwrap_used,
    reason = "a tool for who works on the fuzz targets"
)]

mod archives;
mod frames;
mod recorded;

use std::fs;
use std::path::Path;

use wick_fuzz::dispatcher;
use wick_proto::Platform;
use wick_proto::catalog::{Catalog, Seal};
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;

/// A private key for tests only: the seed of RFC 8032, 7.1, test 1, and its public half.
const KEY: &str =
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";

fn main() {
    let manifest = manifest();
    write("archive", archives::all(&manifest));
    write("catalog", catalogs());
    write("diff", diffs(&manifest));
    write("handshake", texts(&HANDSHAKES));
    let (plugin_sent, host_sent) = recorded::both();
    write(
        "host",
        frames::of_plugins()
            .into_iter()
            .chain([("recorded", plugin_sent)]),
    );
    write(
        "plugin",
        frames::of_hosts()
            .into_iter()
            .chain([("recorded", host_sent)]),
    );
    write("json", texts(&JSON));
    write("log", texts(&LOGS));
    write("manifest", manifests(manifest));
    write("reattach", texts(&REATTACHED));
    write("values", texts(&VALUES));
}

fn write(target: &str, seeds: impl IntoIterator<Item = (&'static str, Vec<u8>)>) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&directory).unwrap();
    for (name, bytes) in seeds {
        fs::write(directory.join(name), bytes).unwrap();
    }
}

fn texts(all: &[(&'static str, &str)]) -> Vec<(&'static str, Vec<u8>)> {
    all.iter()
        .map(|(name, text)| (*name, text.as_bytes().to_vec()))
        .collect()
}

const HANDSHAKES: [(&str, &str); 6] = [
    ("legacy", "1|1|unix|/tmp/plugin-1/plugin2|grpc|"),
    ("tls", "1|1|unix|/tmp/plugin2|grpc|MIIBIDCB06ADAgECAhQ"),
    ("multiplexed", "1|1|tcp|127.0.0.1:1234|grpc||true"),
    ("old", "1|1|unix|/s"),
    ("lies", "2|-7|pigeon||netrpc|!!!|maybe|more"),
    ("six", "1|1|tcp|[::1]:99999|grpc|"),
];

const JSON: [(&str, &str); 5] = [
    ("null", "null"),
    (
        "numbers",
        r#"{"schema_version":1e400,"proto_version":-0.0,"module":{"operations":[]}}"#,
    ),
    (
        "escapes",
        r#"{"version":"\ud800\u0000\"","kind":"jo\u0062","x":[[[[{}]]]]}"#,
    ),
    (
        "cases",
        r#"{"VERSION":"1","Version":"2","module":{"Meta":{"KEY":"k"}}}"#,
    ),
    (
        "detail",
        r#"{"hint":"h","retryable":true,"retry_after_ms":18446744073709551615,"fields":[{"field":"f"}]}"#,
    ),
];

const LOGS: [(&str, &str); 4] = [
    (
        "hclog",
        r#"{"@level":"warn","@message":"slow","@timestamp":"2026-01-02T03:04:05.000006Z","ms":12}"#,
    ),
    ("not_text", r#"{"@level":1,"@message":null,"request_id":7}"#),
    (
        "panic",
        "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n[ERROR] x",
    ),
    ("odd", "\u{1b}[2J\r\n\u{202e}\0[[]"),
];

const REATTACHED: [(&str, &str); 3] = [
    (
        "unix",
        r#"{"protocol":"grpc","protocol_version":1,"pid":7,"network":"unix","addr":"/tmp/s"}"#,
    ),
    (
        "tcp",
        r#"{"protocol":"grpc","protocol_version":1,"pid":-7,"network":"tcp","addr":"127.0.0.1:0"}"#,
    ),
    ("empty", "{}"),
];

const VALUES: [(&str, &str); 7] = [
    (
        "json",
        "\u{0}{\"text\":\"a\",\"count\":7,\"ratio\":1e-7,\"flag\":true}",
    ),
    (
        "texts",
        "\u{0}\u{0}{\"count\":\"7\",\"ratio\":\"NaN\",\"flag\":\"TRUE\"}",
    ),
    ("settings", "\u{2}http://[::1]:x\u{0}{}"),
    ("tries", "\u{4}256\u{0}null"),
    (
        "nested",
        "\u{1}{\"tags\":[\"a\",\"\\u0000\"],\"pairs\":{\"a\":1,\"a\":2},\"rows\":[[1],[]]}",
    ),
    (
        "nested_texts",
        "\u{1}{\"tags\":\"[\\\"a\\\"]\",\"pairs\":\"{\\\"a\\\":\\\"1\\\"}\",\"rows\":\"x\"}",
    ),
    (
        "long",
        "\u{0}{\"count\":123456789012345678901234567890,\"ratio\":1e999}",
    ),
];

fn manifest() -> Manifest {
    Manifest {
        version: "1.2.0".to_owned(),
        proto_version: 1,
        entry: "bin".to_owned(),
        os_arch: vec![Platform::current().to_string()],
        sha256: "0".repeat(64),
        module: dispatcher().module().clone(),
        ..Manifest::default()
    }
}

fn manifests(manifest: Manifest) -> Vec<(&'static str, Vec<u8>)> {
    let key = SigningKey::from_base64(KEY).unwrap();
    let mut signed = manifest.clone();
    signed.sign(&wick_proto::Digest::of(b""), &key).unwrap();
    let service = r#"{"schema_version":1,"kind":"service","service":{"meta":{"key":"s"},"routes":[{"prefix":"/","auth":"public"}]}}"#;
    vec![
        ("plain", manifest.to_json().into()),
        ("signed", signed.to_json_pretty().into()),
        ("service", service.into()),
        ("empty", "{}".into()),
    ]
}

fn catalogs() -> Vec<(&'static str, Vec<u8>)> {
    let old =
        r#"[{"name":"desk","version":"1.2.0","assets":{"linux/amd64":"https://x/desk.zip"}}]"#;
    let new = r#"[{"key":"desk","kind":"service","proto_version":1,"version":"v2","assets":{"linux/amd64":{"url":"desk.zip","zip_sha256":"00","signature":"!"}}},{"name":"b","assets":null}]"#;
    let seal = Seal {
        issued: "2026-01-02T03:04:05Z".parse().unwrap(),
        expires: "2027-01-02T03:04:05Z".parse().unwrap(),
    };
    let key = SigningKey::from_base64(KEY).unwrap();
    let sealed = Catalog::from_json(old.as_bytes())
        .unwrap()
        .sign(&seal, &key)
        .unwrap();
    vec![
        ("old", old.into()),
        ("new", new.into()),
        ("sealed", sealed.into()),
        ("null", "null".into()),
    ]
}

fn diffs(manifest: &Manifest) -> Vec<(&'static str, Vec<u8>)> {
    let old = manifest.to_json();
    let pair = |new: String| [old.as_bytes(), b"\0", new.as_bytes()].concat();
    vec![
        ("words", pair(old.replace("A text", "Another text"))),
        (
            "types",
            pair(
                old.replace("integer", "string")
                    .replace("[\"tags\"", "[\"rows\""),
            ),
        ),
        (
            "references",
            pair(old.replace("\"uint8\"", "{\"$ref\":\"#/$defs/A\"}")),
        ),
    ]
}
