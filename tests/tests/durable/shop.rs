//! A place with installed connectors, and releases of them whenever a test wants one.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wick_host::pack::{Package, directory, dump_manifest, zip};
use wick_host::{Host, HostBuilder};
use wick_proto::manifest::Manifest;
use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place};
use wick_tests::timely;

/// The key of the real plugin.
pub(crate) const KEY: &str = "rustpeer";

pub(crate) struct Shop {
    pub(crate) place: Place,
    manifest: Manifest,
}

impl Shop {
    /// Of scripts that nobody starts.
    pub(crate) fn of_scripts() -> Self {
        let manifest = Manifest {
            proto_version: 1,
            ..Manifest::default()
        };
        let place = Place::new();
        Self { place, manifest }
    }

    /// Of a real plugin.
    pub(crate) async fn of_plugins() -> Self {
        let manifest = dump_manifest(&binary(KEY)).await.unwrap();
        let place = Place::new();
        Self { place, manifest }
    }

    /// A release, whose binary is this script, as a zip.
    pub(crate) fn release(&self, key: &str, version: &str, script: &str) -> PathBuf {
        let out = self.place.path(&format!("releases/{key}-{version}"));
        let source = self.place.write(
            &format!("releases/{key}-{version}.sh"),
            &format!("#!/bin/sh\n# {version}\n{script}\n"),
        );
        let mut manifest = self.manifest.clone();
        manifest.module.meta.key = key.to_owned();
        let package = Package::new(&source, manifest).version(version);
        zip(&directory(&package, &out).unwrap(), &out).unwrap()
    }

    /// A release of the real plugin, whose environment tells its version.
    pub(crate) fn good(&self, version: &str) -> PathBuf {
        let (name, peer) = (version.replace('.', "_"), binary(KEY));
        let marker = self.marker();
        let script = format!("export IS_{name}=1 {marker}\nexec '{}'", peer.display());
        self.release(KEY, version, &script)
    }

    pub(crate) fn install(&self, release: &Path) -> Ended {
        self.place
            .run(["install".as_ref(), release.as_os_str(), "--json".as_ref()])
    }

    /// What is installed.
    pub(crate) fn plugins(&self) -> PathBuf {
        self.place.path("data/plugins/connectors")
    }

    /// What all processes of good releases have in their environment.
    pub(crate) fn marker(&self) -> String {
        format!("SHOP={}", self.place.path("").display())
    }

    pub(crate) async fn open(&self, builder: HostBuilder) -> Host {
        builder.open(self.plugins()).await.unwrap()
    }

    /// The names in the directory of plugins that begin with a dot.
    pub(crate) fn hidden(&self) -> Vec<String> {
        let names = fs::read_dir(self.plugins()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name.starts_with('.')).collect();
        names.sort();
        names
    }
}

/// The version of the process that answers.
pub(crate) async fn version(host: &Host) -> String {
    let settings = HashMap::new();
    let names = host.call(KEY, "environment", &Value::Null, &settings);
    let names = timely(names).await.unwrap();
    let names = names.as_array().unwrap().iter();
    let mut versions = names.filter_map(|name| name.as_str().unwrap().strip_prefix("IS_"));
    versions.next().unwrap().replace('_', ".")
}
