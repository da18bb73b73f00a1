//! A plugin that does to its host what plugins should not: the environment variable `FAULT`, or the
//! argument `fault` of its operation `run`, says what. Its Go twin is `tests/interop/cmd/faulty`; the
//! classes are told in `docs/isolation.md`.
//!
//! | module | on | misbehaves |
//! |---|---|---|
//! | `start` | nothing | before its handshake |
//! | `author` | wick-runtime | as the author of a connector can |
//! | `bare` | the bare protocol | as no plugin of ours can: in its handshake, its answers, its logs, at its end |
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fixture, whose panics are faults like others"
)]

mod author;
mod bare;
mod harm;
mod output;
mod service;
mod start;
mod wire;

use std::process::ExitCode;

/// What the environment asks for. `wick` passes on names of the second kind only.
pub(crate) fn fault() -> String {
    let asked = std::env::var("FAULT").or_else(|_| std::env::var("XDG_FAULT"));
    asked.unwrap_or_default()
}

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        return wick_runtime::serve::<author::Faulty>();
    }
    let fault = fault();
    start::misbehave(&fault);
    match author::FAULTS.contains(&fault.as_str()) {
        true => wick_runtime::serve::<author::Faulty>(),
        false => bare::serve(&fault),
    }
}
