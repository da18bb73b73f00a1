//! What a host tells of its directory of plugins.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::OpenError;
use super::connector_change::ConnectorChange;
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
