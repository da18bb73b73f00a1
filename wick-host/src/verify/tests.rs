use std::fs;

use wick_proto::signing::SigningKey;
use wick_proto::verify::{SignatureRequirement, VerifyError as Refusal};

use super::*;
use crate::scan::{MANIFEST_FILE, read_directory};

fn candidate(directory: &Path, edit: impl FnOnce(&mut Manifest)) -> Candidate {
    let mut manifest = Manifest {
        proto_version: 1,
        entry: "bin".to_owned(),
        os_arch: vec![Platform::current().to_string()],
        sha256: Digest::of(b"binary").to_string(),
        ..Manifest::default()
    };
    manifest.module.meta.key = "desk".to_owned();
    edit(&mut manifest);
    fs::write(directory.join("bin"), "binary").unwrap();
    fs::write(directory.join(MANIFEST_FILE), manifest.to_json_pretty()).unwrap();
    read_directory(directory).unwrap()
}

#[test]
fn each_refusal_names_the_plugin() {
    let directory = tempfile::tempdir().unwrap();
    let required = TrustPolicy::default().with_signature(SignatureRequirement::Required);
    let refusal = |edit: fn(&mut Manifest), policy: &TrustPolicy| {
        let error = verify(candidate(directory.path(), edit), policy).unwrap_err();
        assert!(
            error
                .to_string()
                .contains(&*directory.path().to_string_lossy())
        );
        error
    };
    let lax = TrustPolicy::default();
    assert!(matches!(
        refusal(|m| m.kind = Kind::Tool, &lax),
        VerifyError::Kind {
            kind: Kind::Tool,
            ..
        }
    ));
    for edit in [
        (|m| m.sha256 = Digest::of(b"other").to_string()) as fn(&mut Manifest),
        |m| m.os_arch.clear(),
        |m| m.proto_version = 2,
    ] {
        assert!(matches!(refusal(edit, &lax), VerifyError::Refused { .. }));
    }
    assert!(matches!(
        refusal(|_| {}, &required),
        VerifyError::Refused {
            source: Refusal::SignatureMissing,
            ..
        }
    ));
}

#[test]
fn a_plugin_of_an_unknown_kind_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let known = candidate(directory.path(), |_| {});
    let path = directory.path().join(MANIFEST_FILE);
    let text = String::from_utf8(known.document.to_vec()).unwrap();
    for name in ["wizard", "service"] {
        fs::write(&path, text.replace("connector", name)).unwrap();
        let unknown = read_directory(directory.path()).unwrap();
        let error = verify(unknown, &TrustPolicy::default()).unwrap_err();
        assert!(
            matches!(&error, VerifyError::UnknownKind { kind, .. } if kind == name),
            "{error}"
        );
        let told = format!("a plugin of kind \"{name}\", and this host runs connectors only");
        assert!(error.to_string().ends_with(&told), "{error}");
    }
}

#[test]
fn a_signed_binary_passes_a_strict_policy() {
    let directory = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let signature = key.sign(&Digest::of(b"binary")).to_base64();
    let policy = TrustPolicy::default()
        .with_signature(SignatureRequirement::Required)
        .trusting(key.verifying_key());
    let signed = candidate(directory.path(), |m| m.signature = signature);
    assert_eq!(
        verify(signed, &policy).unwrap().digest(),
        Digest::of(b"binary")
    );
}

#[test]
fn exchanging_the_path_changes_nothing_and_writing_into_the_file_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let verified = verify(candidate(directory.path(), |_| {}), &TrustPolicy::default()).unwrap();
    let original = directory.path().join("original");
    fs::hard_link(verified.path(), &original).unwrap();
    fs::write(directory.path().join("new"), "attack").unwrap();
    fs::rename(directory.path().join("new"), verified.path()).unwrap();
    let is_unchanged = || {
        let content = verified.content();
        let writers = writers::Writers::of(content.file()).unwrap();
        content.is_unchanged(&writers).unwrap()
    };
    assert!(is_unchanged());

    fs::write(&original, "attack").unwrap();
    assert!(!is_unchanged());
}
