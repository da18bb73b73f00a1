use std::fs;

use tempfile::TempDir;
use wick_proto::manifest::Manifest;
use wick_proto::signing::{SigningKey, VerifyingKey};

use super::*;
use crate::pack::{Package, directory, sign};
use crate::policy::TrustPolicy;
use crate::scan::read_directory;
use crate::verify::verify;

struct Fixture {
    root: TempDir,
    publishers: Publishers,
}

impl Fixture {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let publishers = Publishers::at(root.path().join("data/publishers.json"));
        Self { root, publishers }
    }

    /// The plugin of key `desk`, signed by a key, for a host that trusts these.
    fn plugin(&self, signer: Option<&SigningKey>, trusted: &[VerifyingKey]) -> Verified {
        let binary = self.root.path().join("binary");
        fs::write(&binary, "binary").unwrap();
        let mut manifest = Manifest {
            version: "1.0.0".to_owned(),
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = "desk".to_owned();
        let packed = directory(&Package::new(&binary, manifest), self.root.path()).unwrap();
        if let Some(key) = signer {
            sign(&packed.directory, key).unwrap();
        }
        let policy = TrustPolicy::default();
        let policy = trusted.iter().copied().fold(policy, TrustPolicy::trusting);
        verify(read_directory(&packed.directory).unwrap(), &policy).unwrap()
    }

    fn admits(&self, plugin: Verified) -> bool {
        let (admitted, changed) = self.publishers.admit(vec![plugin]).unwrap();
        assert_eq!(admitted.len() + changed.len(), 1);
        changed.is_empty()
    }

    fn pin(&self) -> Pin {
        self.publishers.list().unwrap()["desk"].clone()
    }
}

fn keys() -> [(SigningKey, VerifyingKey); 2] {
    [(); 2].map(|()| {
        let key = SigningKey::generate().unwrap();
        let public = key.verifying_key();
        (key, public)
    })
}

#[test]
fn a_key_belongs_to_its_first_publisher_until_a_change_is_accepted() {
    let fixture = Fixture::new();
    let [(a, a_public), (b, b_public)] = keys();
    let trusted = [a_public, b_public];
    assert!(fixture.admits(fixture.plugin(Some(&a), &trusted)));
    let pin = fixture.pin();
    let key = a_public;
    let signs = Signs::Manifest;
    assert_eq!(pin.publisher, Publisher::Key { key, signs });
    assert_eq!(pin.version, "1.0.0");
    assert!(fixture.admits(fixture.plugin(Some(&a), &trusted)));
    assert_eq!(fixture.pin(), pin);

    // Of another publisher who is trusted too, and of nobody.
    for signer in [Some(&b), None] {
        let (admitted, changed) = fixture
            .publishers
            .admit(vec![fixture.plugin(signer, &trusted)])
            .unwrap();
        assert!(admitted.is_empty());
        let text = changed[0].to_string();
        assert!(
            text.contains("desk") && text.contains(&a_public.to_base64()),
            "{text}"
        );
        assert_eq!(
            text.contains(&b_public.to_base64()),
            signer.is_some(),
            "{text}"
        );
        assert!(changed[0].hint().contains("wick trust accept desk"));
        assert_eq!(fixture.pin(), pin);
    }

    fixture
        .publishers
        .accept(&fixture.plugin(Some(&b), &trusted))
        .unwrap();
    assert_eq!(fixture.pin().publisher.key(), Some(&b_public));
    assert!(fixture.admits(fixture.plugin(Some(&b), &trusted)));
    assert!(!fixture.admits(fixture.plugin(Some(&a), &trusted)));

    let desk = "desk".parse().unwrap();
    assert!(fixture.publishers.forget(&desk).unwrap());
    assert!(!fixture.publishers.forget(&desk).unwrap());
    assert!(fixture.admits(fixture.plugin(Some(&a), &trusted)));
}

#[test]
fn signing_is_remembered_and_not_taken_back() {
    let fixture = Fixture::new();
    let [(a, public), _] = keys();
    assert!(fixture.admits(fixture.plugin(None, &[])));
    assert_eq!(fixture.pin().publisher, Publisher::Unsigned);
    // Nobody trusts that key, so it says nothing.
    assert!(fixture.admits(fixture.plugin(Some(&a), &[])));
    assert_eq!(fixture.pin().publisher, Publisher::Unsigned);
    assert!(fixture.admits(fixture.plugin(Some(&a), &[public])));
    assert_eq!(fixture.pin().publisher.key(), Some(&public));
    // Its own key is known even to a host that is not told of it again.
    assert!(fixture.admits(fixture.plugin(Some(&a), &[])));
    assert!(!fixture.admits(fixture.plugin(None, &[])));
}

#[test]
fn a_signature_of_the_whole_cannot_be_stripped_down_to_that_of_the_binary() {
    let fixture = Fixture::new();
    let [(a, public), _] = keys();
    assert!(fixture.admits(fixture.plugin(Some(&a), &[public])));
    let plugin = fixture.plugin(Some(&a), &[public]);
    let path = plugin.directory().join("plugin.json");
    let mut manifest = Manifest::from_json(&fs::read(&path).unwrap()).unwrap();
    manifest.manifest_signature.clear();
    manifest.version = "6.6.6".to_owned();
    fs::write(&path, manifest.to_json()).unwrap();
    let policy = TrustPolicy::default().trusting(public);
    let stripped = verify(read_directory(plugin.directory()).unwrap(), &policy).unwrap();
    assert!(!fixture.admits(stripped));
}

#[test]
fn a_damaged_or_foreign_file_lets_nothing_run_and_stays_as_it_is() {
    let fixture = Fixture::new();
    let [(a, public), _] = keys();
    assert!(fixture.admits(fixture.plugin(Some(&a), &[public])));
    let path = fixture.publishers.path().to_owned();
    let good = fs::read_to_string(&path).unwrap();
    for damaged in [
        "".to_owned(),
        "{}".to_owned(),
        good[..good.len() / 2].to_owned(),
        good.replace("\"format\": 1", "\"format\": 2"),
        good.replace("manifest", "nothing"),
        good.replace("first_seen", "last_seen"),
        good.replace(&public.to_base64(), "AAAA"),
        good.replace("\"desk\"", "\"De sk\""),
    ] {
        assert_ne!(damaged, good);
        fs::write(&path, &damaged).unwrap();
        let plugin = fixture.plugin(Some(&a), &[public]);
        let error = fixture.publishers.admit(vec![plugin]).unwrap_err();
        assert!(matches!(error, PublishersError::Damaged { .. }), "{error}");
        for text in [error.to_string(), error.hint()] {
            assert!(text.contains(&*path.to_string_lossy()), "{text}");
        }
        assert!(fixture.publishers.forget(&"desk".parse().unwrap()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }
    fs::write(&path, &good).unwrap();
    assert!(fixture.admits(fixture.plugin(Some(&a), &[public])));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        mode(0o622);
        let plugin = fixture.plugin(Some(&a), &[public]);
        let error = fixture.publishers.admit(vec![plugin]).unwrap_err();
        assert!(matches!(error, PublishersError::Read { .. }), "{error}");
        assert!(error.hint().contains("chmod"));
    }
}

#[test]
fn several_writers_lose_nothing() {
    let fixture = Fixture::new();
    let plugin = fixture.plugin(None, &[]);
    let desk: ConnectorKey = "desk".parse().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let (publishers, plugin, desk) = (&fixture.publishers, &plugin, &desk);
            scope.spawn(move || {
                for round in 0..5 {
                    let key = format!("k_{writer}_{round}").parse().unwrap();
                    publishers
                        .update(|pins| pins.insert(key, new_pin(plugin, Publisher::Unsigned)))
                        .unwrap();
                    publishers.accept(plugin).unwrap();
                    publishers.forget(desk).unwrap();
                }
            });
        }
    });
    assert_eq!(fixture.publishers.list().unwrap().len(), 40);
}
