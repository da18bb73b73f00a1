//! Releases, a server that has them, and somebody who installs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wick_host::pack::{self, Package};
use wick_proto::manifest::Manifest;
use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place, ended};

use crate::server::{Server, file};

/// The zip of a version of a connector of this workspace, whose manifest may be edited. What is in it as the
/// program is small and nothing that could be started: that is verified all the same, and faster.
pub(crate) fn release(
    place: &Place,
    name: &str,
    version: &str,
    edit: impl FnOnce(&mut Manifest),
) -> PathBuf {
    let program = place.write("program", &format!("{name} {version}"));
    packed(place, name, version, &program, edit)
}

/// The same with its real program.
pub(crate) fn real_release(place: &Place, name: &str, version: &str) -> PathBuf {
    packed(place, name, version, &binary(name), |_| {})
}

fn packed(
    place: &Place,
    name: &str,
    version: &str,
    program: &Path,
    edit: impl FnOnce(&mut Manifest),
) -> PathBuf {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut manifest = runtime
        .block_on(pack::dump_manifest(&binary(name)))
        .unwrap();
    edit(&mut manifest);
    let package = Package::new(program, manifest).version(version);
    let packed = pack::directory(&package, &place.path("packed")).unwrap();
    pack::zip(&packed, &place.path(&format!("releases/{name}/v{version}"))).unwrap()
}

pub(crate) struct Shop {
    pub(crate) place: Place,
    pub(crate) server: Server,
    key: PathBuf,
    pub(crate) public_key: String,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let place = Place::new();
        let key = place.path("catalog.key");
        let public_key = place.run(["keygen".as_ref(), key.as_os_str()]);
        Self {
            public_key: public_key.output().trim().to_owned(),
            server: Server::http(),
            key,
            place,
        }
    }

    /// Makes a release and serves it, in no catalogue yet.
    pub(crate) fn publish(&self, name: &str, version: &str) -> PathBuf {
        self.publish_as(name, version, |_| {})
    }

    pub(crate) fn publish_as(
        &self,
        name: &str,
        version: &str,
        edit: impl FnOnce(&mut Manifest),
    ) -> PathBuf {
        self.put(release(&self.place, name, version, edit))
    }

    pub(crate) fn publish_real(&self, name: &str, version: &str) -> PathBuf {
        self.put(real_release(&self.place, name, version))
    }

    fn put(&self, zip: PathBuf) -> PathBuf {
        self.server.put(&path(&zip), file(fs::read(&zip).unwrap()));
        zip
    }

    /// Makes the signed catalogue of all that is published, and serves it.
    pub(crate) fn catalog(&self, arguments: &[&str]) -> Value {
        let out = self.place.path("plugins.json");
        let mut command = self.place.wick();
        command
            .args(["catalog", "build", "--json", "--base-url"])
            .arg(self.server.url("/releases"))
            .arg("--sign-key")
            .arg(&self.key)
            .arg("--out")
            .arg(&out)
            .args(arguments)
            .arg(self.place.path("releases"));
        let built = ended(&mut command).json();
        self.serve(fs::read(out).unwrap());
        built
    }

    /// Serves this as the catalogue.
    pub(crate) fn serve(&self, catalog: impl Into<Vec<u8>>) {
        self.server.put("/plugins.json", file(catalog));
    }

    /// `wick`, which knows the catalogue and its key.
    pub(crate) fn wick(&self, arguments: &[&str]) -> Command {
        let mut command = self.place.wick();
        command
            .env("WICK_PLUGIN_CATALOG", self.server.url("/plugins.json"))
            .env("WICK_PLUGIN_CATALOG_PUBKEY", &self.public_key)
            .args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.wick(arguments))
    }

    /// The version that is installed, if one is.
    pub(crate) fn installed(&self, name: &str) -> Option<String> {
        let listed = self.place.run(["list", "--json"]).json();
        assert_eq!(listed["problems"], serde_json::json!([]), "{listed}");
        let plugins = listed["plugins"].as_array().unwrap();
        let found = plugins.iter().find(|plugin| plugin["key"] == name)?;
        Some(found["version"].as_str().unwrap().to_owned())
    }

    /// Whether nothing is left of downloads and installations.
    pub(crate) fn is_clean(&self) -> bool {
        let root = self.place.path("data/plugins/connectors");
        let names = fs::read_dir(root).into_iter().flatten();
        let left = names.filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with(".wick-")
        });
        left.count() == 0 && self.place.is_clean()
    }
}

/// Where a release lies on the server.
pub(crate) fn path(zip: &Path) -> String {
    let parts: Vec<_> = zip
        .iter()
        .rev()
        .take(4)
        .map(|part| part.to_str().unwrap())
        .collect();
    format!("/{}/{}/{}/{}", parts[3], parts[2], parts[1], parts[0])
}
