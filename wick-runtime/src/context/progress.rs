//! How far an operation is.

use tokio::sync::watch;

/// How far an operation is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: u32,
    /// Steps in all; zero when that is not known.
    pub total: u32,
    /// Words about the step at hand.
    pub message: String,
}

/// Only the latest report is kept, so that an operation cannot fill the memory of a slow reader.
pub(crate) type ProgressSender = watch::Sender<Option<Progress>>;
