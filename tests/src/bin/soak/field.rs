//! The plugins, and the host of the moment.

use std::sync::Mutex;
use std::time::Duration;

use tempfile::TempDir;
use wick_host::{Environment, Host};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;

/// What the faulty plugins may be told to do at their start; mostly nothing.
const STARTS: &[&str] = &[
    "author",
    "author",
    "bare",
    "bare",
    "ignore_end",
    "hang",
    "garbage",
    "endless_line",
    "exit_with_child",
    "lie_address",
    "lie_certificate",
    "mute",
    "not_serving",
];

/// Processes at once, of five connectors.
const PROCESSES: usize = 3;

pub(crate) struct Field {
    plugins: Plugins,
    sockets: TempDir,
    /// The host of the moment; each deed holds its own copy.
    host: Mutex<Option<Host>>,
    /// The keys of the connectors that are sound, and of those that are not.
    pub(crate) sound: Vec<&'static str>,
    pub(crate) faulty: Vec<&'static str>,
}

impl Field {
    pub(crate) async fn prepare() -> Self {
        let mut binaries = vec![binary("faultyplugin"), binary("rustpeer"), binary("probe")];
        let (mut sound, mut faulty) = (vec!["rustpeer", "probe"], vec!["faulty"]);
        if let Some(peers) = peers() {
            binaries.extend(["plugin", "faulty"].map(|name| peers.program(name)));
            sound.push("gopeer");
            faulty.push("gofaulty");
        }
        let binaries: Vec<_> = binaries.iter().map(AsRef::as_ref).collect();
        Self {
            plugins: Plugins::of(&binaries).await,
            sockets: tempfile::tempdir().unwrap(),
            host: Mutex::new(None),
            sound,
            faulty,
        }
    }

    /// The host of the moment.
    pub(crate) fn host(&self) -> Host {
        self.host.lock().unwrap().clone().unwrap()
    }

    /// The keys of all connectors.
    pub(crate) fn all(&self) -> Vec<&'static str> {
        [&self.sound[..], &self.faulty[..]].concat()
    }

    /// A variable that all processes of plugins have.
    pub(crate) fn marker(&self) -> String {
        format!("SOAK={}", self.sockets.path().display())
    }

    /// How many directories of sockets there are.
    pub(crate) fn sockets(&self) -> usize {
        std::fs::read_dir(self.sockets.path()).unwrap().count()
    }

    /// Opens another host and shuts down the one that was, if any.
    pub(crate) async fn reopen(&self, random: &mut fastrand::Rng) {
        let fault = STARTS[random.usize(..STARTS.len())];
        let marker = self.marker();
        let (name, value) = marker.split_once('=').unwrap();
        let environment = Environment::standard(std::env::vars_os())
            .with("FAULT", fault)
            .with(name, value);
        let builder = Host::builder()
            .environment(environment)
            .socket_directory(self.sockets.path())
            .start_timeout(Duration::from_secs(5))
            .stop_grace(Duration::from_millis(500))
            .drain(Duration::from_millis(random.u64(..1000)))
            // Fewer than there are connectors: for one to start, another has to go.
            .max_processes(PROCESSES)
            .idle_timeout(Duration::from_secs(1))
            .health_interval(Duration::from_secs(1))
            .health_timeout(Duration::from_secs(5))
            .result_limit(8 << 20);
        let opened = self.plugins.open(builder).await;
        let before = self.host.lock().unwrap().replace(opened);
        if let Some(before) = before {
            before.shutdown().await;
        }
    }

    /// Shuts down for good.
    pub(crate) async fn close(&self) {
        let host = self.host.lock().unwrap().take();
        if let Some(host) = host {
            host.shutdown().await;
        }
    }
}

/// A process of one of the host's plugins, if any runs.
pub(crate) fn any_process(host: &Host, random: &mut fastrand::Rng) -> Option<u32> {
    let running = host
        .connectors()
        .filter_map(|one| host.process_id(one.key().as_str()));
    random.choice(running.collect::<Vec<_>>())
}
