use serde::{Deserialize, Serialize};

/// Why a process was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// It died, or lost its connection; what is left of it was ended.
    Died,
    /// It did not pass its health check.
    Unhealthy,
    /// It had no call for too long.
    Unused,
    /// Another connector needed its place.
    Evicted,
    /// [`Host::stop`](crate::Host::stop) was asked to.
    Asked,
    /// Another version serves by now, or none, or a process under a debugger; or a trial of one is over.
    Replaced,
    /// The host shut down.
    ShutDown,
    /// Its start was given up as it came to its end.
    GivenUp,
}

impl StopReason {
    /// All, in the order of their declaration.
    pub(super) const ALL: [Self; 8] = [
        Self::Died,
        Self::Unhealthy,
        Self::Unused,
        Self::Evicted,
        Self::Asked,
        Self::Replaced,
        Self::ShutDown,
        Self::GivenUp,
    ];

    /// Its name in spans and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Died => "died",
            Self::Unhealthy => "unhealthy",
            Self::Unused => "unused",
            Self::Evicted => "evicted",
            Self::Asked => "asked",
            Self::Replaced => "replaced",
            Self::ShutDown => "shut_down",
            Self::GivenUp => "given_up",
        }
    }

    /// Whether the plugin is at fault.
    pub(crate) fn is_failure(self) -> bool {
        matches!(self, Self::Died | Self::Unhealthy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_the_place_and_the_name_that_it_is_counted_and_written_under() {
        for (index, reason) in StopReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index);
            assert_eq!(serde_json::json!(reason), reason.name());
        }
    }
}
