use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use wick_host::{CallError, Environment, Host, HostBuilder, StartError, pack};
use wick_proto::manifest::Manifest;
use wick_proto::module::{Category, Operation};

pub(crate) const KEY: &str = "fake";

/// A directory with one plugin, which may write its notes there too.
pub(crate) struct Plugin {
    root: TempDir,
    pub(crate) binary: PathBuf,
}

impl Plugin {
    /// A shell script. `$NOTES` is a directory that it may use.
    pub(crate) fn script(body: &str) -> Self {
        Self::of(format!("#!/bin/sh\n{body}\n").as_bytes())
    }

    /// Any bytes as a binary.
    pub(crate) fn of(binary: &[u8]) -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("notes")).unwrap();
        std::fs::create_dir(root.path().join("sockets")).unwrap();
        let source = root.path().join("source");
        std::fs::write(&source, binary).unwrap();
        let mut manifest = Manifest {
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = KEY.to_owned();
        manifest.module.operations = vec![Category {
            operations: ["run", "not_json"].map(operation).into(),
            ..Category::default()
        }];
        let package = pack::Package::new(&source, manifest);
        let packed = pack::directory(&package, &root.path().join("plugins")).unwrap();
        let binary = packed.directory.join(KEY);
        Self { root, binary }
    }

    pub(crate) fn note(&self, name: &str) -> PathBuf {
        self.root.path().join("notes").join(name)
    }

    /// Where the private directories of sockets are made.
    pub(crate) fn sockets(&self) -> PathBuf {
        self.root.path().join("sockets")
    }

    pub(crate) async fn open(&self, builder: HostBuilder) -> Host {
        let host = self.try_open(builder).await;
        assert!(host.problems().is_empty(), "{:?}", host.problems());
        host
    }

    /// The same, whatever it finds.
    pub(crate) async fn try_open(&self, builder: HostBuilder) -> Host {
        let environment = Environment::standard(std::env::vars_os());
        self.open_with(builder, environment).await
    }

    pub(crate) async fn open_with(&self, builder: HostBuilder, environment: Environment) -> Host {
        builder
            .environment(environment.with("NOTES", self.root.path().join("notes")))
            .socket_directory(self.sockets())
            .copies_directory(self.copies())
            .open(self.root.path().join("plugins"))
            .await
            .unwrap()
    }

    /// Where private copies of binaries are made.
    pub(crate) fn copies(&self) -> PathBuf {
        self.root.path().join("copies")
    }

    /// Starts it, which has to fail; nothing may be left of it.
    pub(crate) async fn refusal(&self, builder: HostBuilder) -> Arc<StartError> {
        let host = self.open(builder).await;
        let started = timely(host.start(KEY)).await;
        let Err(CallError::Start(error)) = started else {
            panic!("{started:?}")
        };
        assert_eq!(host.process_id(KEY), None);
        self.assert_nothing_left();
        error
    }

    pub(crate) fn assert_nothing_left(&self) {
        let left: Vec<_> = std::fs::read_dir(self.sockets()).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    /// Waits until the plugin has written a whole line into a note, and reads it.
    pub(crate) async fn noted(&self, name: &str) -> String {
        let path = self.note(name);
        timely(async {
            loop {
                match std::fs::read_to_string(&path) {
                    Ok(text) if text.ends_with('\n') => return text.trim_end().to_owned(),
                    _ => pause().await,
                }
            }
        })
        .await
    }
}

fn operation(key: &str) -> Operation {
    Operation {
        key: key.to_owned(),
        ..Operation::default()
    }
}

/// Fails the test in place of hanging.
pub(crate) async fn timely<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(30);
    tokio::time::timeout(limit, future).await.unwrap()
}

/// Before one looks again at what nobody tells of.
pub(crate) async fn pause() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}

pub(crate) async fn until_gone(process: &str) {
    let path = PathBuf::from(format!("/proc/{process}"));
    timely(async {
        while is_running(&path) {
            pause().await;
        }
    })
    .await;
}

/// An orphan that was killed may wait for its new parent to reap it.
fn is_running(process: &Path) -> bool {
    let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}
