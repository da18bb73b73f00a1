//! What can go wrong after a plugin was verified, and what to do about it.

mod attach;
mod call;
mod failure;
mod start;

use std::process::ExitStatus;

use crate::limits::Exceeded;

pub use attach::AttachError;
pub use call::CallError;
pub use failure::{Failure, Holder};
pub(crate) use start::NotExecuted;
pub use start::{StartCause, StartError};

/// What to do about a panic of the host.
pub(crate) const REPORT: &str = "report it to the authors of wick-host, with the plugin's version: no plugin should be able to do that";

/// The last lines of a plugin's standard error, below a message.
struct Quoted<'a>(&'a [String]);

impl std::fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, "; its last output:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

fn ended(exit: &Option<ExitStatus>) -> String {
    match exit {
        Some(status) => status.to_string(),
        None => "it closed the connection".to_owned(),
    }
}

fn limited(exceeded: &Option<Exceeded>) -> String {
    match exceeded {
        Some(exceeded) => format!("; {exceeded}"),
        None => String::new(),
    }
}
