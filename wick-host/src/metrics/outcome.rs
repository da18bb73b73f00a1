use serde::{Deserialize, Serialize};

use crate::error::CallError;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// There is a result.
    Ok,
    /// The plugin said no.
    Failed,
    /// There was no result in time.
    TimedOut,
    /// The process ended during the call.
    Died,
    /// What the plugin answered is no result, or did not get through.
    Broken,
    /// The caller gave up.
    Cancelled,
    /// The plugin did not start. The call was not made, like those that follow.
    NotStarted,
    /// Too much failed for another try.
    CircuitOpen,
    /// There was no place for its process or no turn for the call.
    Full,
    /// The host is shutting down.
    ShuttingDown,
    /// The connector was removed or disabled while the call waited.
    Gone,
}

impl Outcome {
    /// All, in the order of their declaration.
    pub(super) const ALL: [Self; 11] = [
        Self::Ok,
        Self::Failed,
        Self::TimedOut,
        Self::Died,
        Self::Broken,
        Self::Cancelled,
        Self::NotStarted,
        Self::CircuitOpen,
        Self::Full,
        Self::ShuttingDown,
        Self::Gone,
    ];

    /// Its name in spans and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::TimedOut => "timed_out",
            Self::Died => "died",
            Self::Broken => "broken",
            Self::Cancelled => "cancelled",
            Self::NotStarted => "not_started",
            Self::CircuitOpen => "circuit_open",
            Self::Full => "full",
            Self::ShuttingDown => "shutting_down",
            Self::Gone => "gone",
        }
    }
}

impl From<&CallError> for Outcome {
    fn from(error: &CallError) -> Self {
        match error {
            CallError::Plugin { .. } => Self::Failed,
            CallError::TimedOut { .. } => Self::TimedOut,
            CallError::Died { .. } => Self::Died,
            CallError::Attach { .. } | CallError::Start(_) => Self::NotStarted,
            CallError::CircuitOpen { .. } => Self::CircuitOpen,
            CallError::PoolFull { .. }
            | CallError::QueueFull { .. }
            | CallError::TooManyCalls { .. } => Self::Full,
            CallError::ShuttingDown => Self::ShuttingDown,
            CallError::Disabled { .. } | CallError::UnknownConnector(_) => Self::Gone,
            CallError::Arguments { .. }
            | CallError::ArgumentsTooLarge { .. }
            | CallError::Incomplete { .. }
            | CallError::NotJson { .. }
            | CallError::Panicked { .. }
            | CallError::TooLarge { .. }
            | CallError::Transport { .. }
            | CallError::UnknownOperation { .. }
            | CallError::Unsupported { .. } => Self::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_the_place_and_the_name_that_it_is_counted_and_written_under() {
        for (index, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome as usize, index);
            assert_eq!(serde_json::json!(outcome), outcome.name());
        }
    }
}
