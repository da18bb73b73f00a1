use std::fs;

use wick_proto::module::Tag;

use super::*;
use crate::pack::{self, Package};

/// A directory of releases.
struct Releases {
    root: tempfile::TempDir,
}

impl Releases {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
        }
    }

    fn directory(&self) -> PathBuf {
        let directory = self.root.path().join("releases");
        fs::create_dir_all(&directory).unwrap();
        directory
    }

    /// Packs a release below the tag, or directly.
    fn add(&self, key: &str, version: &str, platform: &str, tag: &str) -> PathBuf {
        let binary = self.root.path().join("binary");
        fs::write(&binary, format!("{key} {version} {platform}")).unwrap();
        let mut manifest = Manifest {
            version: version.to_owned(),
            proto_version: 1,
            ..Manifest::default()
        };
        let meta = &mut manifest.module.meta;
        meta.key = key.to_owned();
        meta.name = format!("{key} of {platform}");
        meta.description = format!("Version <{version}>.");
        meta.default_tags = vec![Tag {
            name: "API".to_owned(),
            ..Tag::default()
        }];
        let package = Package::new(&binary, manifest).platform(platform.parse().unwrap());
        let packed = pack::directory(&package, &self.root.path().join("packed")).unwrap();
        pack::zip(&packed, &self.directory().join(tag)).unwrap()
    }

    fn build(&self, versions: Versions) -> Result<Built, BuildError> {
        build(&self.directory(), &Addresses::Beside, versions)
    }
}

#[test]
fn the_newest_version_of_each_connector_is_listed_as_its_release_describes_it() {
    let releases = Releases::new();
    releases.add("github", "1.9.0", "linux/amd64", "github/v1.9.0");
    releases.add("github", "v1.10.0", "linux/amd64", "github/v1.10.0");
    releases.add("github", "v1.10.0", "darwin/arm64", "github/v1.10.0");
    releases.add("desk", "0.1.0", "linux/arm64", "");
    let core = releases.directory().join("v0.40.0");
    fs::create_dir(&core).unwrap();
    fs::write(core.join("wick-0.40.0-linux-amd64.zip"), "the host itself").unwrap();
    fs::write(releases.directory().join("checksums.txt"), "text").unwrap();
    fs::write(releases.directory().join("notes.zip"), "text").unwrap();

    let built = releases.build(Versions::Newest).unwrap();
    let skipped: Vec<_> = built
        .skipped
        .iter()
        .map(|path| path.file_name().unwrap())
        .collect();
    assert_eq!(skipped, ["notes.zip", "wick-0.40.0-linux-amd64.zip"]);
    let [desk, github] = &built.catalog.entries[..] else {
        panic!("{built:?}");
    };
    assert_eq!(
        (desk.key.as_str(), desk.version.as_str()),
        ("desk", "0.1.0")
    );
    assert_eq!(desk.assets["linux/arm64"], "desk-0.1.0-linux-arm64.zip");
    assert_eq!(
        (github.key.as_str(), github.version.as_str()),
        ("github", "v1.10.0")
    );
    assert_eq!(github.name, "github of darwin/arm64", "the first platform");
    assert_eq!(github.default_tags[0].name, "API");
    let assets: Vec<_> = github.assets.iter().collect();
    let place = |platform| format!("github/v1.10.0/github-1.10.0-{platform}.zip");
    let expected = [place("darwin-arm64"), place("linux-amd64")];
    assert_eq!(assets[0], (&"darwin/arm64".to_owned(), &expected[0]));
    assert_eq!(assets[1], (&"linux/amd64".to_owned(), &expected[1]));
    for (platform, file) in &github.files {
        let bytes = fs::read(releases.directory().join(&github.assets[platform])).unwrap();
        assert_eq!(file.size, bytes.len() as u64);
        assert_eq!(file.sha256, Digest::of(&bytes).to_string());
    }

    let text = built.catalog.to_json();
    assert_eq!(Catalog::from_json(text.as_bytes()).unwrap(), built.catalog);
    assert!(text.contains(r"Version \u003cv1.10.0\u003e."), "{text}");
    assert_eq!(
        releases.build(Versions::Newest).unwrap().catalog.to_json(),
        text
    );

    let every = releases.build(Versions::Every).unwrap().catalog.entries;
    let versions: Vec<_> = every.iter().map(|entry| entry.version.as_str()).collect();
    assert_eq!(versions, ["0.1.0", "v1.10.0", "1.9.0"]);
}

#[test]
fn addresses_are_those_of_the_directory_below_another_one() {
    let releases = Releases::new();
    releases.add("desk", "1.0.0", "linux/amd64", "desk/v1.0.0");
    for base in [
        "https://example.com/releases",
        "https://example.com/releases/",
    ] {
        let below = Addresses::Below(base.to_owned());
        let built = build(&releases.directory(), &below, Versions::Newest).unwrap();
        assert_eq!(
            built.catalog.entries[0].assets["linux/amd64"],
            "https://example.com/releases/desk/v1.0.0/desk-1.0.0-linux-amd64.zip"
        );
    }
}

#[test]
fn a_release_that_is_not_what_its_name_says_is_refused() {
    let releases = Releases::new();
    let release = releases.add("desk", "1.0.0", "linux/amd64", "");
    let renamed = |name: &str| {
        let path = releases.directory().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::rename(&release, &path).unwrap();
        let error = releases.build(Versions::Newest).unwrap_err();
        fs::rename(&path, &release).unwrap();
        error
    };
    for name in [
        "bank-1.0.0-linux-amd64.zip",
        "desk-1.0.1-linux-amd64.zip",
        "desk-1.0.0-darwin-arm64.zip",
    ] {
        let error = renamed(name);
        assert!(matches!(error, BuildError::Name { .. }), "{error}");
        assert!(
            error.to_string().ends_with("desk-1.0.0-linux-amd64.zip"),
            "{error}"
        );
    }
    let error = renamed("desk/v2.0.0/desk-1.0.0-linux-amd64.zip");
    assert!(matches!(error, BuildError::Tag { .. }), "{error}");

    releases.add("desk", "1.0.0", "linux/amd64", "desk/v1.0.0");
    let error = releases.build(Versions::Newest).unwrap_err();
    assert!(matches!(error, BuildError::Twice { .. }), "{error}");
    fs::remove_dir_all(releases.directory().join("desk")).unwrap();
    fs::write(&release, "no zip").unwrap();
    let error = releases.build(Versions::Newest).unwrap_err();
    assert!(matches!(error, BuildError::Archive(_)), "{error}");
}
