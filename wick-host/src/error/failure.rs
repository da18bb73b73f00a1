use std::fmt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use super::{Quoted, StartError, ended, limited};
use crate::limits::Exceeded;

/// Why a connector is not trusted to work at the moment.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// Its process ended, or closed the connection, without having been told to.
    #[error("the process died: {}{}{}", ended(.exit), limited(.exceeded), Quoted(.last_lines))]
    Died {
        /// How the process ended.
        exit: Option<ExitStatus>,
        /// The limit that it ran into, as far as its end tells.
        exceeded: Option<Exceeded>,
        /// The last lines of its standard error, harmless to print.
        last_lines: Vec<String>,
    },
    /// The host itself panicked over what the process sent.
    #[error("the host panicked over what the process sent: {0}")]
    Panicked(
        /// The message of the panic, harmless to print.
        String,
    ),
    /// It did not start.
    #[error(transparent)]
    Start(Arc<StartError>),
    /// It did not answer a health check, or said that it is not well.
    #[error("the process did not pass its health check: {0}")]
    Unhealthy(String),
}

impl Failure {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Start(error) => error.hint(),
            Self::Panicked(_) => Some(super::REPORT.to_owned()),
            Self::Died { .. } | Self::Unhealthy(_) => None,
        }
    }

    pub(crate) fn is_start(&self) -> bool {
        matches!(self, Self::Start(_))
    }
}

/// A connector whose process takes up one of the places, as of when a caller gave up waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// Its key.
    pub connector: String,
    /// `busy`, `idle`, `starting`, `draining` or `stopping`.
    pub state: &'static str,
    /// Calls that run.
    pub in_flight: usize,
    /// For how long it has been so.
    pub since: Duration,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.connector, self.state)?;
        if self.in_flight > 0 {
            write!(f, ", {} in flight", self.in_flight)?;
        }
        write!(f, " for {})", Rounded(self.since))
    }
}

/// Several, as in a sentence.
pub(super) struct Listed<'a>(pub(super) &'a [Holder]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, holder) in self.0.iter().enumerate() {
            match number {
                0 => write!(f, "{holder}")?,
                _ => write!(f, ", {holder}")?,
            }
        }
        Ok(())
    }
}

/// A time for people: to the second, or to the millisecond below one.
pub(super) struct Rounded(pub(super) Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            0 => write!(f, "{}ms", self.0.as_millis()),
            1..=9 => write!(f, "{:.1}s", self.0.as_secs_f64()),
            seconds @ 10..=119 => write!(f, "{seconds}s"),
            seconds => write!(f, "{}m{:02}s", seconds / 60, seconds % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_say_who_with_how_many_calls_and_for_how_long() {
        let busy = Holder {
            connector: "github".to_owned(),
            state: "busy",
            in_flight: 3,
            since: Duration::from_millis(4200),
        };
        let starting = Holder {
            connector: "loki".to_owned(),
            state: "starting",
            in_flight: 0,
            since: Duration::from_secs(130),
        };
        assert_eq!(
            Listed(&[busy, starting]).to_string(),
            "github (busy, 3 in flight for 4.2s), loki (starting for 2m10s)"
        );
    }
}
