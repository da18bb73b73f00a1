//! What of a directory of plugins a host admits.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use wick_host::pack::{Package, directory};
use wick_host::{
    DigestCache, Host, OpenError, Problem, Publishers, PublishersError, ScanProblem, TrustPolicy,
};
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;

/// Packs a plugin that is never started.
fn pack(root: &Path, key: &str, signer: Option<&SigningKey>) {
    let mut manifest = Manifest {
        proto_version: 1,
        ..Manifest::default()
    };
    manifest.module.meta.key = key.to_owned();
    let mut package = Package::new(Path::new("/bin/true"), manifest);
    if let Some(signer) = signer {
        package = package.sign(signer);
    }
    directory(&package, root).unwrap();
}

fn place() -> (TempDir, Publishers) {
    let root = tempfile::tempdir().unwrap();
    let publishers = Publishers::at(root.path().join("data/publishers.json"));
    (root, publishers)
}

#[tokio::test]
async fn a_connector_key_cannot_be_taken_by_another_publisher() {
    let (root, publishers) = place();
    let plugins = root.path().join("plugins");
    let [owner, thief] = [(); 2].map(|()| SigningKey::generate().unwrap());
    let policy = TrustPolicy::default()
        .trusting(owner.verifying_key())
        .trusting(thief.verifying_key());
    let open = async || {
        let builder = Host::builder().trust(policy.clone());
        builder.publishers(publishers.clone()).open(&plugins).await
    };
    pack(&plugins, "desk", Some(&owner));
    pack(&plugins, "other", Some(&thief));
    assert_eq!(open().await.unwrap().connectors().count(), 2);

    // Both are trusted, and neither may be the other.
    pack(&plugins, "desk", Some(&thief));
    let host = open().await.unwrap();
    let keys: Vec<_> = host
        .connectors()
        .map(|plugin| plugin.key().to_string())
        .collect();
    assert_eq!(keys, ["other"]);
    let [problem @ Problem::Publisher(change)] = host.problems() else {
        panic!("{:?}", host.problems())
    };
    assert_eq!(change.before.key(), Some(&owner.verifying_key()));
    assert_eq!(change.now.key(), Some(&thief.verifying_key()));
    assert!(problem.hint().unwrap().contains("wick trust accept desk"));

    pack(&plugins, "desk", None);
    assert_eq!(open().await.unwrap().connectors().count(), 1);
    pack(&plugins, "desk", Some(&owner));
    assert_eq!(open().await.unwrap().connectors().count(), 2);
}

#[tokio::test]
async fn unreadable_publishers_let_no_plugin_run() {
    let (root, publishers) = place();
    let plugins = root.path().join("plugins");
    pack(&plugins, "desk", None);
    fs::create_dir(root.path().join("data")).unwrap();
    fs::write(publishers.path(), "{").unwrap();
    let opened = Host::builder()
        .publishers(publishers.clone())
        .open(&plugins);
    let error = opened.await.unwrap_err();
    let OpenError::Publishers(PublishersError::Damaged { path, .. }) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(path, publishers.path());
    assert!(error.hint().unwrap().contains("publishers.json"));
}

#[tokio::test]
async fn a_reserved_key_is_refused() {
    let (root, _) = place();
    pack(root.path(), "builtin", None);
    pack(root.path(), "desk", None);
    let reserved = ["builtin".parse().unwrap()];
    let host = Host::builder()
        .reserve(reserved)
        .open(root.path())
        .await
        .unwrap();
    let keys: Vec<_> = host
        .connectors()
        .map(|plugin| plugin.key().to_string())
        .collect();
    assert_eq!(keys, ["desk"]);
    let [Problem::Reserved { key, directory }] = host.problems() else {
        panic!("{:?}", host.problems())
    };
    assert!(key.as_str() == "builtin" && directory.ends_with("builtin"));
}

#[tokio::test]
async fn two_directories_with_one_key_are_both_refused_and_named_every_time() {
    let (root, publishers) = place();
    pack(root.path(), "desk", None);
    fs::create_dir(root.path().join("copy")).unwrap();
    for file in ["desk", "plugin.json"] {
        fs::copy(
            root.path().join("desk").join(file),
            root.path().join("copy").join(file),
        )
        .unwrap();
    }
    for _ in 0..3 {
        let builder = Host::builder().publishers(publishers.clone());
        let host = builder.open(root.path()).await.unwrap();
        assert_eq!(host.connectors().count(), 0);
        let duplicates: Vec<_> = host
            .problems()
            .iter()
            .filter_map(|problem| match problem {
                Problem::Scan(ScanProblem::Duplicate { directories, .. }) => Some(directories),
                _ => None,
            })
            .collect();
        let [directories] = duplicates.as_slice() else {
            panic!("{:?}", host.problems())
        };
        let expected = ["copy", "desk"].map(|name| root.path().join(name));
        assert_eq!(directories.as_slice(), expected);
    }
    assert!(!publishers.path().exists(), "no key was given away");
}

#[tokio::test]
async fn a_changed_manifest_is_read_again_though_the_binary_is_known() {
    let (root, _) = place();
    pack(root.path(), "desk", None);
    let digests = DigestCache::stored_in(root.path().join(".state"));
    let open = async || {
        let builder = Host::builder().digests(digests.clone());
        let host = builder.open(root.path()).await.unwrap();
        let plugin = host.connectors().next().unwrap();
        plugin.manifest().version.clone()
    };
    assert_eq!(open().await, "");
    let path = root.path().join("desk/plugin.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace(r#""version": """#, r#""version": "2.0.0""#),
    )
    .unwrap();
    assert_eq!(open().await, "2.0.0");
}
