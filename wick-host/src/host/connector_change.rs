//! What became of one connector at a reload.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use tokio::task::spawn_blocking;
use wick_proto::ConnectorKey;
use wick_proto::manifest::Manifest;

use super::change::chain;
use crate::diff::Diff;
use crate::error::CallError;
use crate::load::Problem;

/// A connector that is new, gone, disabled or of another version than before, or was to be.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ConnectorChange {
    /// Its key.
    pub key: ConnectorKey,
    /// The version that served before, if one did.
    pub from: Option<String>,
    /// The version that was found, if one was and could be verified.
    pub to: Option<String>,
    /// What changed from the one to the other, if both are known.
    pub diff: Diff,
    /// What serves now.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl ConnectorChange {
    /// Describes a connector that is there, before or now. The comparison runs on a thread of its
    /// own: manifests may be large.
    pub(super) async fn new(
        key: &ConnectorKey,
        old: Option<Arc<Manifest>>,
        new: Option<Arc<Manifest>>,
        outcome: Outcome,
    ) -> Self {
        let diff = match (old.clone(), new.clone()) {
            (Some(old), Some(new)) => spawn_blocking(move || Diff::between(&old, &new))
                .await
                .unwrap_or_else(|_| Diff::uncompared()),
            _ => Diff::default(),
        };
        Self {
            key: key.clone(),
            from: old.map(|old| old.version.clone()),
            to: new.map(|new| new.version.clone()),
            diff,
            outcome,
        }
    }
}

/// One line, without the differences.
impl fmt::Display for ConnectorChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        let version = |version: &Option<String>| match version.as_deref() {
            None | Some("") => "another version".to_owned(),
            Some(version) => version.to_owned(),
        };
        let (from, to) = (version(&self.from), version(&self.to));
        match &self.outcome {
            Outcome::Added => write!(f, "{key} can be called, in {to}"),
            Outcome::Disabled => write!(f, "{key} was disabled"),
            Outcome::Kept(reason) => write!(f, "{key} stays at {from}: {}", chain(reason)),
            Outcome::Removed => write!(f, "{key} was removed"),
            Outcome::Switched => write!(f, "{key} went from {from} to {to}"),
        }
    }
}

/// What serves after a change.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The connector can be called from now on, as it is new or was enabled. Its first call starts it.
    Added,
    /// The connector was disabled; calls in flight may finish.
    Disabled,
    /// What served before serves on; what was found is not good enough.
    Kept(KeptReason),
    /// The connector is gone; calls in flight may finish.
    Removed,
    /// The new version serves; calls in flight finish on the old one.
    Switched,
}

impl Outcome {
    /// Its name in metrics.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Disabled => "disabled",
            Self::Kept(_) => "kept",
            Self::Removed => "removed",
            Self::Switched => "switched",
        }
    }
}

/// Why a new version does not serve.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeptReason {
    /// It may not run.
    #[error("the new version is refused")]
    Refused(#[source] Arc<Problem>),
    /// It did not start.
    #[error("the new version does not start")]
    Start(#[source] Arc<CallError>),
    /// It started and is not well.
    #[error("the new version failed its health check: {0}")]
    Unhealthy(String),
}

/// With all causes.
impl Serialize for KeptReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&chain(self))
    }
}
