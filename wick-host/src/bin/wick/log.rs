//! Logs of plugins and host on standard error.

use std::io;

use anstream::AutoStream;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::options::Global;
use crate::talk::{LogWriter, Talk};

/// The level that `-v` and `-q` ask for.
pub(crate) fn level(global: &Global) -> LevelFilter {
    match (global.quiet, global.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, 2) => LevelFilter::DEBUG,
        (false, _) => LevelFilter::TRACE,
    }
}

/// Shows logs from the level that `-v` and `-q` ask for.
pub(crate) fn show(global: &Global, talk: &Talk) {
    let level = level(global);
    // The transport's own events fill the screen and tell a plugin's author nothing.
    let filter = ["h2", "hyper", "hyper_util", "tonic", "tower", "rustls"]
        .into_iter()
        .filter_map(|target| format!("{target}=warn").parse().ok())
        .fold(
            EnvFilter::default().add_directive(level.into()),
            EnvFilter::add_directive,
        );
    let is_coloured = AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let talk = talk.clone();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_coloured)
        .with_writer(move || LogWriter::new(talk.clone()))
        .init();
}
