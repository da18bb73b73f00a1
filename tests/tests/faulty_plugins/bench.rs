//! One host with a faulty connector and a sound one.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};
use wick_host::{Call, CallError, Environment, Host, HostBuilder, StartError};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;
use wick_tests::timely;

use wick_tests::left;

/// The sound connector.
const SOUND: &str = "rustpeer";

/// Time for what has to fail by running out of time.
pub(crate) const SHORT: Duration = Duration::from_millis(400);

/// What is left is counted for the whole process, so there is one case at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// The faulty plugins, packed.
pub(crate) struct Bench {
    plugins: Plugins,
    languages: Vec<&'static str>,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let mut binaries = vec![binary("faultyplugin"), binary(SOUND)];
        let mut languages = vec!["faulty"];
        if let Some(peers) = peers() {
            binaries.push(peers.program("faulty"));
            languages.push("gofaulty");
        }
        let binaries: Vec<_> = binaries.iter().map(AsRef::as_ref).collect();
        Self {
            plugins: Plugins::of(&binaries).await,
            languages,
        }
    }

    /// The keys of the faulty connectors: that in Rust and that in Go.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &'static str> {
        self.languages.iter().copied()
    }

    /// A host whose faulty plugins have `FAULT` set.
    pub(crate) async fn case(&self, key: &'static str, fault: &str) -> Case {
        self.case_with(key, fault, Host::builder()).await
    }

    pub(crate) async fn case_with(
        &self,
        key: &'static str,
        fault: &str,
        builder: HostBuilder,
    ) -> Case {
        let turn = TURN.lock().await;
        let sockets = tempfile::tempdir().unwrap();
        let marker = format!("FAULT_CASE={}", sockets.path().display());
        let (name, value) = marker.split_once('=').unwrap();
        let environment = Environment::standard(std::env::vars_os())
            .with("FAULT", fault)
            .with(name, value);
        let builder = builder
            .environment(environment)
            .socket_directory(sockets.path())
            .stop_grace(Duration::from_millis(500))
            .drain(Duration::from_millis(200));
        let host = self.plugins.open(builder).await;
        timely(host.start(SOUND)).await.unwrap();
        Case {
            before: left::descriptors(),
            host,
            key,
            marker,
            sockets,
            _turn: turn,
        }
    }
}

/// One way of misbehaving, under a host of its own.
pub(crate) struct Case {
    pub(crate) host: Host,
    pub(crate) key: &'static str,
    pub(crate) marker: String,
    sockets: TempDir,
    before: BTreeSet<String>,
    _turn: MutexGuard<'static, ()>,
}

impl Case {
    /// Waits for what concerns the faulty connector, and calls the sound one all the while.
    pub(crate) async fn meanwhile<T>(&self, faulty: impl Future<Output = T>) -> T {
        let mut faulty = std::pin::pin!(timely(faulty));
        loop {
            tokio::select! {
                biased;
                outcome = &mut faulty => {
                    self.sound_answers().await;
                    return outcome;
                }
                () = self.sound_answers() => {}
            }
        }
    }

    async fn sound_answers(&self) {
        let answer = self.call(SOUND, "made", json!({})).await;
        assert_eq!(answer.unwrap(), json!(0));
    }

    async fn call(&self, key: &str, operation: &str, arguments: Value) -> Result<Value, CallError> {
        timely(self.host.call(key, operation, &arguments, &HashMap::new())).await
    }

    /// Starts the faulty plugin, which has to fail.
    pub(crate) async fn refusal(&self) -> Arc<StartError> {
        match self.meanwhile(self.host.start(self.key)).await {
            Err(CallError::Start(error)) => {
                assert_eq!(error.connector.as_str(), self.key);
                assert_eq!(self.host.process_id(self.key), None);
                error
            }
            other => panic!("{}: {other:?}", self.marker),
        }
    }

    /// The same with another fault.
    pub(crate) async fn run_fault(&self, fault: &str) -> Result<Value, CallError> {
        let faulty = self.call(self.key, "run", json!({"fault": fault}));
        self.meanwhile(faulty).await
    }

    pub(crate) fn prepared(&self, fault: &str) -> Call {
        let arguments = json!({"fault": fault});
        let settings = HashMap::new();
        self.host
            .prepare(self.key, "run", &arguments, &settings)
            .unwrap()
    }

    /// The faulty connector answers where it is not faulty, by another process if need be.
    pub(crate) async fn still_answers(&self) {
        let answer = self.call(self.key, "echo", json!({"text": "on"}));
        assert_eq!(self.meanwhile(answer).await.unwrap(), json!("on"));
    }

    /// Shuts down and looks for what is left.
    pub(crate) async fn finish(self) {
        timely(self.host.shutdown()).await;
        left::until_no_processes(&self.marker).await;
        left::until_only(&self.before).await;
        let sockets: Vec<_> = std::fs::read_dir(self.sockets.path()).unwrap().collect();
        assert!(sockets.is_empty(), "{sockets:?}");
    }
}

/// An error with its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
