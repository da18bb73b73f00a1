//! The parsers, each as a function of bytes.

mod documents;
mod files;
mod http2;
mod lines;
mod values;

use wick_proto::ConnectorKey;

/// One parser.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is that of its directory in the corpus.
    pub name: &'static str,
    /// What it does with any bytes.
    pub run: fn(&[u8]),
    /// How many mutations are tried in a test, by what one takes.
    pub rounds: usize,
}

/// All of them.
pub const TARGETS: [Target; 11] = [
    target_of("archive", files::archive, 400),
    target_of("catalog", documents::catalog, 2000),
    target_of("diff", documents::diff, 1000),
    target_of("handshake", lines::handshake, 4000),
    target_of("host", http2::host, 400),
    target_of("json", documents::json, 4000),
    target_of("log", lines::log, 1000),
    target_of("manifest", documents::manifest, 1000),
    target_of("plugin", http2::plugin, 400),
    target_of("reattach", lines::reattach, 2000),
    target_of("values", values::values, 2000),
];

const fn target_of(name: &'static str, run: fn(&[u8]), rounds: usize) -> Target {
    Target { name, run, rounds }
}

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// The key of the connector that is made up.
///
/// # Panics
///
/// Never: it is a key.
pub fn key() -> ConnectorKey {
    let key = "fuzzed".parse();
    key.unwrap_or_else(|error| panic!("{error}"))
}
