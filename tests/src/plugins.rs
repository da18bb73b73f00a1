//! Plugin directories, packed as a release is.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use wick_host::pack::{Package, Packed, directory, dump_manifest};
use wick_host::{CallError, Host, HostBuilder};
use wick_proto::signing::SigningKey;

use crate::cargo::binary;
use crate::timely;

/// A directory of plugins, as a host opens it; removed when dropped.
#[derive(Debug)]
pub struct Plugins {
    root: TempDir,
}

impl Plugins {
    /// A directory with one plugin for each binary.
    ///
    /// # Panics
    ///
    /// When one cannot be packed.
    pub async fn of(binaries: &[&Path]) -> Self {
        let plugins = Self {
            root: tempfile::tempdir().unwrap(),
        };
        for binary in binaries {
            plugins.add(binary, None).await;
        }
        plugins
    }

    /// Adds a plugin, signed if there is a key.
    ///
    /// # Panics
    ///
    /// When it cannot be packed.
    pub async fn add(&self, binary: &Path, key: Option<&SigningKey>) -> Packed {
        let manifest = dump_manifest(binary).await.unwrap();
        let mut package = Package::new(binary, manifest);
        if let Some(key) = key {
            package = package.sign(key);
        }
        directory(&package, self.root.path()).unwrap()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.root.path()
    }

    /// A host of these plugins; all of them must be usable.
    ///
    /// # Panics
    ///
    /// When there is a problem with one.
    pub async fn open(&self, builder: HostBuilder) -> Host {
        let host = builder.open(self.path()).await.unwrap();
        assert!(host.problems().is_empty(), "{:?}", host.problems());
        host
    }
}

/// One plugin of this workspace under a host of its own.
#[derive(Debug)]
pub struct Single {
    /// The host.
    pub host: Host,
    key: &'static str,
    settings: HashMap<String, String>,
    _plugins: Plugins,
}

impl Single {
    /// The plugin whose binary has the name of its key.
    pub async fn of(key: &'static str) -> Self {
        let plugins = Plugins::of(&[&binary(key)]).await;
        let host = plugins.open(Host::builder()).await;
        Self {
            host,
            key,
            settings: HashMap::new(),
            _plugins: plugins,
        }
    }

    /// Gives every call a setting.
    #[must_use]
    pub fn setting(mut self, key: &str, value: &str) -> Self {
        self.settings.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Calls an operation.
    ///
    /// # Errors
    ///
    /// Those of the host.
    pub async fn call(&self, operation: &str, arguments: Value) -> Result<Value, CallError> {
        timely(
            self.host
                .call(self.key, operation, &arguments, &self.settings),
        )
        .await
    }
}
