use std::fs;

use wick_proto::Platform;

use super::*;
use crate::pack::{self, Package};
use crate::scan::scan;

/// A place with a root for plugins, and releases beside it.
struct Place {
    directory: tempfile::TempDir,
    plugins: Plugins,
    policy: TrustPolicy,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self {
            plugins: Plugins::at(directory.path().join("plugins")),
            directory,
            policy: TrustPolicy::default(),
        }
    }

    /// A release as a directory; its binary holds its version.
    fn release(&self, key: &str, version: &str) -> pack::Packed {
        let binary = self.directory.path().join("binary");
        fs::write(&binary, version).unwrap();
        let mut manifest = Manifest {
            version: version.to_owned(),
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = key.to_owned();
        let out = self.directory.path().join("releases").join(version);
        pack::directory(&Package::new(&binary, manifest), &out).unwrap()
    }

    fn install(&self, key: &str, version: &str) -> Result<Switched, InstallError> {
        let release = self.release(key, version).directory;
        let conditions = Conditions::of(&self.policy);
        self.plugins.install(&release, &conditions)
    }

    /// What hosts find: the version, which the binary has as well.
    fn current(&self, key: &str) -> Option<String> {
        let scan = scan(&self.plugins.root).ok()?;
        let found = scan
            .candidates
            .into_iter()
            .find(|found| found.key.as_str() == key)?;
        let binary = fs::read_to_string(&found.binary).unwrap();
        assert_eq!(binary, found.manifest.version, "one whole version");
        Some(binary)
    }

    /// What lies in the root beside plugins.
    fn hidden(&self) -> Vec<String> {
        let names = fs::read_dir(&self.plugins.root).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with('.'))
            .collect();
        names.sort();
        names
    }
}

fn key(text: &str) -> ConnectorKey {
    text.parse().unwrap()
}

#[test]
fn directories_zips_and_tarballs_are_installed() {
    let place = Place::new();
    let release = place.release("desk", "1.0.0");
    let zip = pack::zip(&release, place.directory.path()).unwrap();
    let tarball = place.directory.path().join("desk.tar.gz");
    let gzip = flate2::write::GzEncoder::new(
        fs::File::create(&tarball).unwrap(),
        flate2::Compression::fast(),
    );
    let mut tar = tar::Builder::new(gzip);
    tar.append_dir_all("desk-1.0.0", &release.directory)
        .unwrap();
    tar.into_inner().unwrap().finish().unwrap();
    for source in [&release.directory, &zip, &tarball] {
        let conditions = Conditions::of(&place.policy);
        let switched = place.plugins.install(source, &conditions).unwrap();
        assert!(switched.is_new && switched.replaced.is_none());
        assert_eq!(switched.directory, place.plugins.root.join("desk"));
        assert_eq!(place.current("desk").unwrap(), "1.0.0");
        place.plugins.remove(&key("desk")).unwrap();
        assert!(place.current("desk").is_none());
    }
}

#[test]
fn a_new_version_replaces_the_old_which_can_be_gone_back_to() {
    let place = Place::new();
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        place.install("desk", version).unwrap();
    }
    assert_eq!(place.current("desk").unwrap(), "1.2.0");
    let back = place.plugins.rollback(&key("desk"), &place.policy).unwrap();
    assert_eq!(back.manifest.version, "1.1.0");
    assert_eq!(back.replaced.unwrap().version, "1.2.0");
    assert_eq!(place.current("desk").unwrap(), "1.1.0");
    place.plugins.rollback(&key("desk"), &place.policy).unwrap();
    assert_eq!(place.current("desk").unwrap(), "1.2.0");
    assert_eq!(place.hidden(), [".lock", ".previous"]);
}

#[test]
fn installing_what_is_installed_does_nothing_unless_it_is_damaged() {
    let place = Place::new();
    place.install("desk", "1.0.0").unwrap();
    let again = place.install("desk", "1.0.0").unwrap();
    assert!(!again.is_new);
    assert!(place.plugins.previous(&key("desk")).unwrap().is_none());
    fs::write(place.plugins.root.join("desk/desk"), "damaged").unwrap();
    assert!(place.install("desk", "1.0.0").unwrap().is_new);
    assert_eq!(place.current("desk").unwrap(), "1.0.0");
}

#[test]
fn an_older_version_needs_to_be_allowed() {
    let place = Place::new();
    place.install("desk", "1.1.0").unwrap();
    let error = place.install("desk", "1.0.0").unwrap_err();
    assert_eq!(
        error.to_string(),
        "connector desk is installed in version 1.1.0, which is newer than 1.0.0"
    );
    assert_eq!(place.current("desk").unwrap(), "1.1.0");
    let release = place.release("desk", "1.0.0").directory;
    let conditions = Conditions::of(&place.policy).downgrade(true);
    let switched = place.plugins.install(&release, &conditions).unwrap();
    assert_eq!(switched.replaced.unwrap().version, "1.1.0");
}

#[test]
fn what_is_refused_changes_nothing() {
    let place = Place::new();
    place.install("desk", "1.0.0").unwrap();
    let release = place.release("desk", "2.0.0").directory;
    let conditions = || Conditions::of(&place.policy);

    let other = place
        .plugins
        .install(&release, &conditions().key(key("bank")));
    assert!(matches!(other, Err(InstallError::OtherConnector { .. })));
    let other = place
        .plugins
        .install(&release, &conditions().version("v2.0.1"));
    assert!(matches!(other, Err(InstallError::OtherVersion { .. })));
    fs::write(release.join("desk"), "tampered").unwrap();
    let tampered = place.plugins.install(&release, &conditions());
    assert!(matches!(tampered, Err(InstallError::Verify(_))));
    fs::remove_file(release.join("desk")).unwrap();
    let missing = place.plugins.install(&release, &conditions());
    assert!(matches!(missing, Err(InstallError::Plugin(_))));

    assert_eq!(place.current("desk").unwrap(), "1.0.0");
    assert_eq!(place.hidden(), [".lock"], "nothing is left");
}

#[test]
fn a_version_that_the_policy_refuses_by_now_is_not_gone_back_to() {
    let place = Place::new();
    place.install("desk", "1.0.0").unwrap();
    place.install("desk", "1.1.0").unwrap();
    let strict =
        TrustPolicy::default().with_signature(wick_proto::verify::SignatureRequirement::Required);
    let refused = place.plugins.rollback(&key("desk"), &strict);
    assert!(matches!(refused, Err(InstallError::Verify(_))));
    assert_eq!(place.current("desk").unwrap(), "1.1.0");
}

#[test]
fn what_is_not_there_cannot_be_removed_or_gone_back_to() {
    let place = Place::new();
    let missing = place.plugins.remove(&key("desk")).unwrap_err();
    assert!(matches!(missing, InstallError::NotInstalled { .. }));
    place.install("desk", "1.0.0").unwrap();
    let first = place.plugins.rollback(&key("desk"), &place.policy);
    assert!(matches!(first, Err(InstallError::NoPrevious { .. })));
}

#[test]
fn a_removed_plugin_leaves_no_version_to_go_back_to() {
    let place = Place::new();
    place.install("desk", "1.0.0").unwrap();
    place.install("desk", "1.1.0").unwrap();
    place.plugins.remove(&key("desk")).unwrap();
    assert!(place.current("desk").is_none());
    place.install("desk", "1.0.0").unwrap();
    assert!(place.plugins.previous(&key("desk")).unwrap().is_none());
}

#[test]
fn only_what_a_dead_installation_left_is_swept() {
    let place = Place::new();
    let root = &place.plugins.root;
    fs::create_dir_all(root.join(".wick-dead1/plugin")).unwrap();
    fs::create_dir_all(root.join(".wick-dead2")).unwrap();
    fs::write(root.join(".wick-dead2/in-use"), "").unwrap();
    fs::write(root.join(".wick-dead3"), "{\"format\": 1").unwrap();
    let going_on = Stage::new(root).unwrap();
    place.install("desk", "1.0.0").unwrap();
    assert!(going_on.path().is_dir());
    let name = going_on.path().file_name().unwrap().to_str().unwrap();
    assert_eq!(place.hidden(), [".lock", name]);
    drop(going_on);
    assert_eq!(place.hidden(), [".lock"]);
}

#[test]
fn many_at_once_leave_one_whole_version() {
    let place = Place::new();
    let versions: Vec<String> = (0..8).map(|minor| format!("1.{minor}.0")).collect();
    let releases: Vec<PathBuf> = versions
        .iter()
        .map(|version| place.release("desk", version).directory)
        .collect();
    std::thread::scope(|scope| {
        for release in &releases {
            scope.spawn(|| {
                for _ in 0..5 {
                    let conditions = Conditions::of(&place.policy).downgrade(true);
                    place.plugins.install(release, &conditions).unwrap();
                    // Another may have removed it already.
                    let _ = place.plugins.remove(&key("desk"));
                    place.plugins.install(release, &conditions).unwrap();
                }
            });
        }
    });
    assert!(versions.contains(&place.current("desk").unwrap()));
    assert!(!place.hidden().iter().any(|name| name.starts_with(".wick-")));
}

#[test]
fn a_release_for_elsewhere_is_refused() {
    let place = Place::new();
    let binary = place.directory.path().join("binary");
    fs::write(&binary, "1").unwrap();
    let mut manifest = Manifest {
        proto_version: 1,
        ..Manifest::default()
    };
    manifest.module.meta.key = "desk".to_owned();
    let elsewhere: Platform = "plan9/mips".parse().unwrap();
    let package = Package::new(&binary, manifest).platform(elsewhere);
    let packed = pack::directory(&package, &place.directory.path().join("out")).unwrap();
    let refused = place
        .plugins
        .install(&packed.directory, &Conditions::of(&place.policy));
    assert!(matches!(refused, Err(InstallError::Verify(_))));
}

#[test]
fn what_is_disabled_stays_so_in_every_version_until_it_is_enabled() {
    let place = Place::new();
    let desk = key("desk");
    place.install("desk", "1.0.0").unwrap();
    assert!(place.plugins.disable(&desk).unwrap());
    assert!(!place.plugins.disable(&desk).unwrap(), "it was already");
    assert!(!place.install("desk", "1.1.0").unwrap().is_enabled);
    let back = place.plugins.rollback(&desk, &place.policy).unwrap();
    assert!(!back.is_enabled);
    assert_eq!(place.plugins.disabled().unwrap(), [desk.clone()].into());
    assert_eq!(
        place.hidden(),
        [".disabled.json", ".lock", ".previous"],
        "nothing else is left"
    );
    assert!(place.plugins.enable(&desk).unwrap());
    assert!(!place.plugins.enable(&desk).unwrap(), "it was already");
    assert!(place.plugins.disabled().unwrap().is_empty());
    assert!(place.install("desk", "1.2.0").unwrap().is_enabled);
}

#[test]
fn only_what_is_there_can_be_enabled_or_disabled_under_whatever_name_it_lies() {
    let place = Place::new();
    let missing = |result| matches!(result, Err(InstallError::NotInstalled { .. }));
    assert!(missing(place.plugins.disable(&key("desk"))));
    assert!(missing(place.plugins.enable(&key("desk"))));
    place.install("desk", "1.0.0").unwrap();
    let root = &place.plugins.root;
    fs::rename(root.join("desk"), root.join("by-hand")).unwrap();
    assert!(place.plugins.disable(&key("desk")).unwrap());
    // Broken, and there all the same.
    fs::create_dir(root.join("bank")).unwrap();
    assert!(place.plugins.disable(&key("bank")).unwrap());
}

#[test]
fn what_is_removed_is_not_disabled_any_more() {
    let place = Place::new();
    for version in ["1.0.0", "1.1.0"] {
        place.install("desk", version).unwrap();
        place.plugins.disable(&key("desk")).unwrap();
        place.plugins.remove(&key("desk")).unwrap();
        assert!(place.plugins.disabled().unwrap().is_empty());
    }
    assert!(place.install("desk", "1.0.0").unwrap().is_enabled);

    // By hand, or by a removal that was killed before its last step.
    place.plugins.disable(&key("desk")).unwrap();
    fs::remove_dir_all(place.plugins.root.join("desk")).unwrap();
    let missing = place.plugins.remove(&key("desk"));
    assert!(matches!(missing, Err(InstallError::NotInstalled { .. })));
    assert!(place.plugins.disabled().unwrap().is_empty());
    place.install("desk", "1.0.0").unwrap();
    place.plugins.disable(&key("desk")).unwrap();
    fs::remove_dir_all(place.plugins.root.join("desk")).unwrap();
    assert!(place.install("desk", "1.0.0").unwrap().is_enabled);
    assert!(place.plugins.disabled().unwrap().is_empty());
}

#[test]
fn nothing_changes_while_it_is_not_known_what_is_disabled() {
    let place = Place::new();
    place.install("desk", "1.0.0").unwrap();
    place.install("desk", "1.1.0").unwrap();
    let file = place.plugins.root.join(".disabled.json");
    fs::write(&file, "{").unwrap();
    let desk = key("desk");
    let errors = [
        place.install("desk", "1.2.0").unwrap_err(),
        place.install("bank", "1.0.0").unwrap_err(),
        place.plugins.rollback(&desk, &place.policy).unwrap_err(),
        place.plugins.remove(&desk).unwrap_err(),
        place.plugins.enable(&desk).unwrap_err(),
        place.plugins.disable(&desk).unwrap_err(),
        place.plugins.disabled().unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, InstallError::Disabled(_)), "{error}");
        assert!(error.to_string().contains(file.to_str().unwrap()));
        assert!(error.hint().unwrap().contains("remove it"));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "{");
    assert_eq!(place.current("desk").unwrap(), "1.1.0");
    assert!(place.current("bank").is_none());
}

#[test]
fn an_exchange_that_was_killed_between_its_steps_is_finished() {
    let place = Place::new();
    let root = place.plugins.root.clone();
    let versions = ["1.0.0", "1.1.0"];
    let between = |moves: [(&str, &str); 2], steps: usize| {
        let _ = fs::remove_dir_all(&root);
        for version in versions {
            place.install("desk", version).unwrap();
        }
        for (from, to) in &moves[..steps] {
            fs::rename(root.join(from), root.join(to)).unwrap();
        }
        Lock::of(&root).unwrap();
        let previous = place.plugins.previous(&key("desk")).unwrap().unwrap();
        (place.current("desk").unwrap(), previous.manifest.version)
    };
    let moves = [
        (".previous/desk", ".previous/desk.aside"),
        ("desk", ".previous/desk"),
    ];
    let [old, new] = versions.map(str::to_owned);
    assert_eq!(
        between(moves, 1),
        (new.clone(), old.clone()),
        "nothing had happened"
    );
    assert_eq!(between(moves, 2), (old, new), "it had begun");
    assert_eq!(place.hidden(), [".lock", ".previous"]);
    assert_eq!(fs::read_dir(root.join(".previous")).unwrap().count(), 1);
}
