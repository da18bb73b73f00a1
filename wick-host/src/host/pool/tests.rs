use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Failure, StartCause, StartError};

/// A start that failed.
pub(super) fn not_started() -> Failure {
    Failure::Start(error())
}

fn error() -> Arc<StartError> {
    Arc::new(StartError {
        connector: "slow".parse().unwrap(),
        binary: PathBuf::from("/plugins/slow/slow"),
        cause: StartCause::TimedOut(Duration::from_secs(60)),
        exit: None,
        last_lines: Vec::new(),
    })
}
