//! What a person gets who runs a plugin.

use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};
use wick_proto::manifest::{Kind, Manifest};
use wick_proto::signing::{Signature, SigningKey};
use wick_proto::{Digest, Platform};

use crate::support::{by_a_host, by_a_person, probe, unsound};

#[tokio::test]
async fn without_the_cookie_it_says_what_it_is() {
    let wrong = [
        None,
        Some(""),
        Some("true"),
        Some("b3f1c2a4-wick-connector-grpc "),
    ];
    for cookie in wrong {
        let mut launch = by_a_person();
        if let Some(cookie) = cookie {
            launch = launch.env(COOKIE_KEY, cookie);
        }
        let output = launch.output().await;
        assert_eq!(output.status.code(), Some(1), "{cookie:?}");
        assert_eq!(output.stdout, b"");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("Probe connector"), "{message}");
        assert!(message.contains("wick call "), "{message}");
        assert!(message.contains("--help"), "{message}");
    }
}

#[tokio::test]
async fn help_tells_the_operations() {
    for flag in ["--help", "-h"] {
        let output = by_a_person().arg(flag).output().await;
        assert!(output.status.success() && output.stderr.is_empty());
        let text = String::from_utf8(output.stdout).unwrap();
        for part in [
            "Misbehaves on request.",
            "echo",
            "What is given.",
            "--dump-manifest",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    let version = by_a_person().arg("--version").output().await;
    let expected = format!("Probe {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(version.stdout, expected.as_bytes());
}

#[tokio::test]
async fn the_manifest_is_one_line() {
    // A host's variables change nothing about it.
    let output = by_a_host().arg("--dump-manifest").output().await;
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'));
    let manifest = Manifest::from_json(line.as_bytes()).unwrap();
    assert_eq!(manifest.to_json(), line);
    assert_eq!(manifest.kind, Kind::Connector);
    assert_eq!(manifest.entry, "probe");
    assert_eq!(manifest.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest.proto_version, 1);
    assert_eq!(manifest.os_arch, [Platform::current().to_string()]);
    let digest = Digest::of(&std::fs::read(probe()).unwrap());
    assert_eq!(
        (manifest.sha256, manifest.signature),
        (digest.to_string(), String::new())
    );
    assert!(manifest.module.operation("echo").is_some());
}

#[tokio::test]
async fn the_manifest_can_be_signed() {
    let key = SigningKey::generate().unwrap();
    let launch = by_a_person();
    let path = launch.directory().join("key");
    std::fs::write(&path, key.to_base64().as_str()).unwrap();
    let flag = format!("--sign-key={}", path.display());
    let output = launch.arg("--dump-manifest").arg(&flag).output().await;
    let manifest = Manifest::from_json(&output.stdout).unwrap();
    let digest = Digest::of(&std::fs::read(probe()).unwrap());
    assert_eq!(manifest.sha256, digest.to_string());
    let signature = Signature::from_base64(&manifest.signature).unwrap();
    assert!(key.verifying_key().verify(&digest, &signature));
}

#[tokio::test]
async fn a_bad_key_is_an_error_that_does_not_show_it() {
    let launch = by_a_person().env(COOKIE_KEY, COOKIE_VALUE);
    let path = launch.directory().join("key");
    std::fs::write(&path, "hunter2").unwrap();
    let launch = launch.arg("--dump-manifest").arg("--sign-key");
    let output = launch.arg(path.to_str().unwrap()).output().await;
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

#[tokio::test]
async fn a_contradiction_is_told_with_both_places() {
    for flag in ["--dump-manifest", "--help", "--version", "serve"] {
        let output = unsound().arg(flag).output().await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let message = String::from_utf8(output.stderr).unwrap();
        for part in ["unsound.rs:10", "unsound.rs:19", "answer"] {
            assert!(message.contains(part), "{part} in {message}");
        }
    }
    let message = unsound().env(COOKIE_KEY, COOKIE_VALUE).failure().await;
    assert!(message.contains("unsound.rs:"), "{message}");
}
