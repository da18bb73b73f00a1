//! Keys, signatures and manifests that one language makes and the other reads.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use wick_host::{TrustPolicy, VerifyError, scan, verify};
use wick_proto::Digest;
use wick_proto::manifest::Manifest;
use wick_proto::signing::{Signature, SigningKey, VerifyingKey};
use wick_tests::cargo::binary;
use wick_tests::go::{GoPeers, peers};
use wick_tests::plugins::Plugins;

impl GoFiles<'_> {
    fn output(&self, arguments: &[&str]) -> Output {
        let output = self.verify().args(arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "verify {arguments:?}: {errors}");
        output
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.output(arguments).stdout)
            .unwrap()
            .trim()
            .to_owned()
    }

    /// The verdict of a Go host on a plugin directory.
    fn check(&self, directory: &Path, environment: &[(&str, &str)]) -> Value {
        let output = self
            .verify()
            .arg("check")
            .arg(directory)
            .envs(environment.iter().copied())
            .output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    }

    fn verify(&self) -> Command {
        Command::new(self.0.program("verify"))
    }
}

struct GoFiles<'a>(&'a GoPeers);

#[test]
fn go_signs_and_rust_verifies() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key");
    let public = go.text(&["keygen", file.to_str().unwrap()]);
    let digest = Digest::of(b"a release binary");

    let signature = go.text(&["sign", file.to_str().unwrap(), &digest.to_string()]);
    let signature = Signature::from_base64(&signature).unwrap();
    let public = VerifyingKey::from_base64(&public).unwrap();
    assert!(public.verify(&digest, &signature));
    assert!(!public.verify(&Digest::of(b"another"), &signature));

    // The private key is read too, and signs the same: Ed25519 is deterministic.
    let private = SigningKey::from_base64(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(private.verifying_key(), public);
    assert_eq!(private.sign(&digest).to_base64(), signature.to_base64());
}

#[test]
fn rust_signs_and_go_verifies() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let digest = Digest::of(b"a release binary");
    let public = key.verifying_key().to_base64();
    let signature = key.sign(&digest).to_base64();

    let verdict = |keys: &str, digest: &Digest| -> bool {
        let text = go.text(&["verify-signature", keys, &signature, &digest.to_string()]);
        serde_json::from_str::<Value>(&text).unwrap()["ok"] == json!(true)
    };
    assert!(verdict(&public, &digest));
    assert!(!verdict(&public, &Digest::of(b"another")));
    let stranger = SigningKey::generate().unwrap().verifying_key().to_base64();
    assert!(!verdict(&stranger, &digest));
    assert!(verdict(&format!("{stranger},{public}"), &digest));

    let file = directory.path().join("key");
    fs::write(&file, key.to_base64().as_str()).unwrap();
    let by_go = go.text(&["sign", file.to_str().unwrap(), &digest.to_string()]);
    assert_eq!(by_go, signature);
}

#[tokio::test]
async fn a_plugin_packed_by_rust_is_verified_by_go() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let plugins = Plugins::of(&[]).await;
    let key = SigningKey::generate().unwrap();
    let packed = plugins.add(&binary("rustpeer"), Some(&key)).await;

    let public = key.verifying_key().to_base64();
    let stranger = SigningKey::generate().unwrap().verifying_key().to_base64();
    let required = ("WICK_PLUGIN_REQUIRE_SIGNATURE", "1");
    let verdict = go.check(
        &packed.directory,
        &[required, ("WICK_PLUGIN_PUBKEY", &public)],
    );
    assert_eq!(verdict, json!({"ok": true, "key": "rustpeer"}));

    let verdict = go.check(
        &packed.directory,
        &[required, ("WICK_PLUGIN_PUBKEY", &stranger)],
    );
    assert_eq!(
        verdict["error"],
        "signature verification failed (no trusted key matched)"
    );

    let binary = packed.directory.join("rustpeer");
    let mut bytes = fs::read(&binary).unwrap();
    bytes.push(0);
    fs::write(&binary, bytes).unwrap();
    let verdict = go.check(&packed.directory, &[]);
    assert!(
        verdict["error"]
            .as_str()
            .unwrap()
            .starts_with("integrity check failed"),
        "{verdict}"
    );
}

#[tokio::test]
async fn go_passes_over_the_signature_of_the_whole_manifest() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let plugins = Plugins::of(&[]).await;
    let key = SigningKey::generate().unwrap();
    let packed = plugins.add(&binary("rustpeer"), Some(&key)).await;
    let path = packed.directory.join("plugin.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"manifest_signature\": \""), "{text}");

    let public = key.verifying_key().to_base64();
    let strict = [
        ("WICK_PLUGIN_REQUIRE_SIGNATURE", "1"),
        ("WICK_PLUGIN_PUBKEY", public.as_str()),
    ];
    let verdict = json!({"ok": true, "key": "rustpeer"});
    assert_eq!(go.check(&packed.directory, &strict), verdict);
    let by_go = go.text(&["dump", path.to_str().unwrap()]);
    assert!(!by_go.contains("manifest_signature"));

    // What Go cannot see, and we can.
    let rewritten = text.replacen("\"version\": \"", "\"version\": \"6.6.6", 1);
    assert_ne!(rewritten, text);
    fs::write(&path, rewritten).unwrap();
    assert_eq!(go.check(&packed.directory, &strict), verdict);
    let policy = TrustPolicy::default().trusting(key.verifying_key());
    let candidate = scan::read_directory(&packed.directory).unwrap();
    let refusal = verify::verify(candidate, &policy).unwrap_err();
    assert!(matches!(refusal, VerifyError::Refused { .. }), "{refusal}");
}

#[test]
fn what_a_rust_plugin_prints_of_itself_is_all_that_go_needs() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let plugin = binary("rustpeer");
    let dump = Command::new(&plugin)
        .arg("--dump-manifest")
        .output()
        .unwrap()
        .stdout;
    fs::write(directory.path().join("plugin.json"), dump).unwrap();
    fs::copy(&plugin, directory.path().join("rustpeer")).unwrap();
    assert_eq!(
        go.check(directory.path(), &[]),
        json!({"ok": true, "key": "rustpeer"})
    );
}

#[test]
fn a_manifest_dumped_by_rust_means_the_same_to_go() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plugin.json");
    for plugin in ["rustpeer", "sqlite", "httpbin", "echo"] {
        let dump = Command::new(binary(plugin))
            .arg("--dump-manifest")
            .output()
            .unwrap()
            .stdout;
        assert_eq!(dump.last(), Some(&b'\n'));
        fs::write(&file, &dump).unwrap();
        let by_go = go.output(&["dump", file.to_str().unwrap()]).stdout;

        // Go drops what it does not know; without that the bytes are the same.
        let mut ours = Manifest::from_json(&dump).unwrap();
        for category in &mut ours.module.operations {
            for operation in &mut category.operations {
                operation.input_schema = None;
                operation.output_schema = None;
                operation.read_only = false;
                operation.idempotent = false;
                operation.closed_world = false;
            }
        }
        assert_eq!(
            String::from_utf8(by_go).unwrap(),
            ours.to_json(),
            "{plugin}"
        );
    }
}

#[test]
fn a_manifest_dumped_by_go_is_written_back_byte_for_byte() {
    let Some(go) = peers().map(GoFiles) else {
        return;
    };
    let dump = Command::new(go.0.program("plugin"))
        .arg("--dump-manifest")
        .output()
        .unwrap()
        .stdout;
    let manifest = Manifest::from_json(&dump).unwrap();
    assert_eq!(manifest.module.meta.key, "gopeer");
    assert_eq!(format!("{}\n", manifest.to_json()).into_bytes(), dump);

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plugin.json");
    fs::write(&file, &dump).unwrap();
    let pretty = go
        .output(&["dump", "-pretty", file.to_str().unwrap()])
        .stdout;
    assert_eq!(manifest.to_json_pretty().into_bytes(), pretty);
}
