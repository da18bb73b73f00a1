//! What a host tells of its directory of plugins.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{ConnectorChange, OpenError, Outcome};
use crate::load::Problem;

/// Something that a reload did or found, whoever asked for it.
///
/// Serialized, it is the change of the connector, or an object with `problem` or `failure`.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Change {
    /// A connector is new, gone, disabled or of another version than before, or was to be.
    Connector(ConnectorChange),
    /// Something in the directory is not used, or is odd, which was not so at the look before.
    Problem {
        /// What it is.
        #[serde(serialize_with = "causes")]
        problem: Arc<Problem>,
    },
    /// A host that watches its directory could not look at it. Everything is as it was before.
    Failure {
        /// Why not.
        #[serde(serialize_with = "causes")]
        failure: Arc<OpenError>,
    },
}

/// One line, with all causes.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connector(change) => change.fmt(f),
            Self::Problem { problem } => f.write_str(&chain(problem)),
            Self::Failure { failure } => f.write_str(&chain(failure)),
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

/// An error with all its causes, in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

fn causes<E: Error, S: Serializer>(error: &Arc<E>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&chain(error))
}
