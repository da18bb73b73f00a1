use super::*;
use crate::manifest::Document;
use crate::signing::SigningKey;

fn platform() -> Platform {
    "linux/amd64".parse().unwrap()
}

fn sound(binary: &Digest) -> Manifest {
    Manifest {
        proto_version: i64::from(version::CURRENT),
        os_arch: vec!["darwin/arm64".to_owned(), "linux/amd64".to_owned()],
        sha256: binary.to_string(),
        ..Manifest::default()
    }
}

fn check(
    manifest: &Manifest,
    platform: &Platform,
    digest: &Digest,
    policy: &Policy,
) -> Result<(), VerifyError> {
    super::check(
        manifest,
        manifest.to_json().as_bytes(),
        platform,
        digest,
        policy,
    )
    .map(drop)
}

#[test]
fn the_table_of_signatures() {
    use SignatureRequirement::{Optional, Required};
    #[derive(Debug, Clone, Copy)]
    enum Keys {
        None,
        Other,
        Matching,
    }
    let binary = Digest::of(b"binary");
    let key = SigningKey::generate().unwrap();
    let other = SigningKey::generate().unwrap();
    let signature = key.sign(&binary).to_base64();
    let of_another_binary = key.sign(&Digest::of(b"another")).to_base64();
    let untrusted = |trusted| Err(VerifyError::SignatureUntrusted { trusted });
    let missing = || Err(VerifyError::SignatureMissing);
    let mismatch = || Err(VerifyError::SignatureMismatch);

    for (requirement, signature, keys, verdict) in [
        (Required, "", Keys::None, missing()),
        (Required, "", Keys::Other, missing()),
        (Required, "", Keys::Matching, missing()),
        (Required, &*signature, Keys::None, untrusted(0)),
        (Required, &signature, Keys::Other, untrusted(1)),
        (Required, &signature, Keys::Matching, Ok(())),
        (Required, &of_another_binary, Keys::Matching, untrusted(2)),
        (Required, "not base64", Keys::Matching, untrusted(2)),
        (Optional, "", Keys::None, Ok(())),
        (Optional, "", Keys::Other, Ok(())),
        (Optional, "", Keys::Matching, Ok(())),
        (Optional, &signature, Keys::None, Ok(())),
        (Optional, "not base64", Keys::None, Ok(())),
        (Optional, &signature, Keys::Matching, Ok(())),
        (Optional, &signature, Keys::Other, mismatch()),
        (Optional, &of_another_binary, Keys::Matching, mismatch()),
        (Optional, "not base64", Keys::Matching, mismatch()),
    ] {
        let manifest = Manifest {
            signature: signature.to_owned(),
            ..sound(&binary)
        };
        let policy = Policy {
            signature: requirement,
            trusted: match keys {
                Keys::None => vec![],
                Keys::Other => vec![other.verifying_key()],
                Keys::Matching => vec![other.verifying_key(), key.verifying_key()],
            },
        };
        assert_eq!(
            check(&manifest, &platform(), &binary, &policy),
            verdict,
            "{requirement:?} {signature:?} {keys:?}"
        );
    }
}

#[test]
fn the_table_of_signatures_of_the_whole_manifest() {
    use SignatureRequirement::{Manifest as Whole, Optional, Required};

    let binary = Digest::of(b"binary");
    let [key, other] = [(); 2].map(|()| SigningKey::generate().unwrap());
    let document = |sign_binary: bool, signer: Option<&SigningKey>, changed: bool| {
        let mut manifest = sound(&binary);
        if sign_binary {
            manifest.signature = key.sign(&binary).to_base64();
        }
        let mut document = Document::parse(manifest.to_json().as_bytes()).unwrap();
        if let Some(signer) = signer {
            document.sign(signer).unwrap();
        }
        if changed {
            document.set("version", "9");
        }
        document.to_json()
    };
    let signed = |sign_binary| document(sign_binary, Some(&key), false);
    let mismatch = |trusted| Err(VerifyError::ManifestSignatureMismatch { trusted });
    let missing = || Err(VerifyError::ManifestSignatureMissing);
    for (requirement, document, trusting, verdict) in [
        (Whole, signed(true), true, Ok(())),
        (Whole, signed(false), true, Ok(())),
        (Whole, signed(true), false, mismatch(0)),
        (Whole, document(true, None, false), true, missing()),
        (Whole, document(false, None, false), false, missing()),
        (Whole, document(true, Some(&key), true), true, mismatch(1)),
        (
            Whole,
            document(true, Some(&other), false),
            true,
            mismatch(1),
        ),
        (Required, signed(true), true, Ok(())),
        (
            Required,
            signed(false),
            true,
            Err(VerifyError::SignatureMissing),
        ),
        (Required, document(true, None, false), true, Ok(())),
        (
            Required,
            document(true, Some(&key), true),
            true,
            mismatch(1),
        ),
        (
            Required,
            document(true, Some(&other), false),
            true,
            mismatch(1),
        ),
        (Optional, signed(true), true, Ok(())),
        (Optional, signed(false), true, Ok(())),
        (Optional, document(true, None, false), true, Ok(())),
        (
            Optional,
            document(true, Some(&key), true),
            true,
            mismatch(1),
        ),
        (
            Optional,
            document(false, Some(&other), false),
            true,
            mismatch(1),
        ),
        (Optional, document(false, Some(&other), true), false, Ok(())),
    ] {
        let manifest = Manifest::from_json(document.as_bytes()).unwrap();
        let policy = Policy {
            signature: requirement,
            trusted: trusting.then(|| key.verifying_key()).into_iter().collect(),
        };
        let found = super::check(
            &manifest,
            document.as_bytes(),
            &platform(),
            &binary,
            &policy,
        );
        assert_eq!(
            found.map(drop),
            verdict,
            "{requirement:?} {trusting} {document}"
        );
    }
}

#[test]
fn a_manifest_signed_as_a_whole_must_be_strict_whoever_is_trusted() {
    let binary = Digest::of(b"binary");
    let sound = sound(&binary).to_json();
    let body = sound.strip_suffix('}').unwrap();
    for (extra, is_refused) in [
        (r#","version":"2""#, false),
        (r#","color":"\ud800""#, false),
        (r#","version":"2","manifest_signature":"x""#, true),
        (r#","color":"\ud800","manifest_signature":"x""#, true),
        (r#","manifest_signature":"","manifest_signature":"x""#, true),
    ] {
        let document = format!("{body}{extra}}}");
        let manifest = Manifest::from_json(document.as_bytes()).unwrap();
        let policy = Policy::default();
        let found = super::check(
            &manifest,
            document.as_bytes(),
            &platform(),
            &binary,
            &policy,
        );
        match found {
            Ok(_) => assert!(!is_refused, "{document}"),
            Err(error) => {
                assert!(
                    matches!(error, VerifyError::ManifestAmbiguous(_)),
                    "{error}"
                );
                assert!(is_refused, "{document}");
            }
        }
    }
}

#[test]
fn checks_come_in_the_order_of_the_reference() {
    let binary = Digest::of(b"binary");
    let policy = Policy {
        signature: SignatureRequirement::Required,
        trusted: vec![],
    };
    let mut manifest = Manifest::default();
    let refusal = |manifest: &Manifest| {
        check(manifest, &platform(), &binary, &policy)
            .unwrap_err()
            .to_string()
    };

    assert_eq!(
        refusal(&manifest),
        "incompatible arch: need [], have linux/amd64; install the plugin's linux/amd64 build"
    );
    manifest.os_arch = vec!["linux/amd64".to_owned()];
    assert_eq!(
        refusal(&manifest),
        "proto v0 unsupported (host speaks v1–v1); rebuild the plugin with a newer SDK"
    );
    manifest.proto_version = 1;
    manifest.sha256 = binary.to_string().to_uppercase();
    assert_eq!(
        refusal(&manifest),
        format!(
            "integrity check failed: binary sha256 {binary} != manifest {:?}; \
             rebuild or reinstall the plugin",
            manifest.sha256
        )
    );
    manifest.sha256 = binary.to_string();
    assert_eq!(
        refusal(&manifest),
        "signature required but plugin is unsigned; install a signed release, \
         or set WICK_PLUGIN_REQUIRE_SIGNATURE=0"
    );
}

#[test]
fn platforms_match_exactly() {
    let binary = Digest::of(b"binary");
    for os_arch in ["linux/amd64/v3", "Linux/amd64", "linux/amd64 ", "linux", ""] {
        let manifest = Manifest {
            os_arch: vec!["windows/amd64".to_owned(), os_arch.to_owned()],
            ..sound(&binary)
        };
        let error = check(&manifest, &platform(), &binary, &Policy::default()).unwrap_err();
        let need = format!("need [windows/amd64 {os_arch}], have linux/amd64");
        assert!(error.to_string().contains(&need), "{error}");
    }
}

#[test]
fn versions_out_of_range_name_both_sides() {
    let binary = Digest::of(b"binary");
    for (version, remedy) in [
        (i64::MIN, "rebuild the plugin"),
        (-1, "rebuild the plugin"),
        (2, "update the host"),
        ((1 << 32) + 1, "update the host"),
        (i64::MAX, "update the host"),
    ] {
        let manifest = Manifest {
            proto_version: version,
            ..sound(&binary)
        };
        let error = check(&manifest, &platform(), &binary, &Policy::default()).unwrap_err();
        let facts = format!("proto v{version} unsupported (host speaks v1–v1); {remedy}");
        assert!(error.to_string().starts_with(&facts), "{error}");
    }
}
