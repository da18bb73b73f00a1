use std::num::{NonZeroU64, NonZeroUsize};

use wick_proto::ConnectorKey;
use wick_proto::environment::{
    MAX_PROCS, QUEUE_TIMEOUT, RLIMIT_AS_MB, RLIMIT_CPU_SEC, RLIMIT_NOFILE, SOCKET_DIR, WARM,
};
use wick_proto::verify::PolicyError;

use super::HostBuilder;
use super::go_duration;
use crate::limits::PluginLimits;
use crate::policy::TrustPolicy;

/// A variable of the environment whose value cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// The trust policy, of this build or in the environment.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Any other.
    #[error("{name} is {value:?}, and must be {expected}")]
    Value {
        /// The variable.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        expected: &'static str,
    },
}

impl HostBuilder {
    /// Settings from the environment of the host, as the reference names them; everything else is at its
    /// default. `lookup` gives the value of a variable, such as `|name| std::env::var(name).ok()`.
    ///
    /// | variable | sets |
    /// |---|---|
    /// | `WICK_PLUGIN_MAX_PROCS` | [`max_processes`](Self::max_processes); also `unlimited` |
    /// | `WICK_PLUGIN_QUEUE_TIMEOUT` | [`queue_timeout`](Self::queue_timeout), such as `10s` or `1m30s` |
    /// | `WICK_PLUGIN_WARM` | [`warm`](Self::warm), keys joined by commas |
    /// | `WICK_PLUGIN_SOCKET_DIR` | [`socket_directory`](Self::socket_directory) |
    /// | `WICK_PLUGIN_RLIMIT_AS_MB` | [`PluginLimits::memory_mib`] |
    /// | `WICK_PLUGIN_RLIMIT_CPU_SEC` | [`PluginLimits::cpu_seconds`] |
    /// | `WICK_PLUGIN_RLIMIT_NOFILE` | [`PluginLimits::open_files`] |
    /// | those of [`TrustPolicy::from_environment`] | [`trust`](Self::trust) |
    ///
    /// One that is empty counts as unset. Where plugins are is an argument of [`open`](Self::open), so
    /// `WICK_PLUGINS_DIR` and `WICK_DATA_DIR` are for the program.
    ///
    /// ```
    /// use wick_host::HostBuilder;
    ///
    /// let error = HostBuilder::from_environment(|name| {
    ///     (name == "WICK_PLUGIN_MAX_PROCS").then(|| "many".to_owned())
    /// });
    /// assert_eq!(
    ///     error.unwrap_err().to_string(),
    ///     r#"WICK_PLUGIN_MAX_PROCS is "many", and must be a whole number from 1, or `unlimited`"#
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// A value that cannot be read: it never means "none".
    pub fn from_environment(
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, EnvironmentError> {
        let given = |name| {
            let value = lookup(name).map(|value| value.trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        let mut builder = Self::default().trust(TrustPolicy::from_environment(&lookup)?);
        if let Some(value) = given(MAX_PROCS) {
            builder = builder.max_processes(max_processes(value)?);
        }
        if let Some(value) = given(QUEUE_TIMEOUT) {
            let expected = "a time such as 10s or 1m30s";
            let timeout = go_duration::parse(&value).filter(|timeout| !timeout.is_zero());
            let timeout = timeout.ok_or_else(|| unreadable(QUEUE_TIMEOUT, value, expected))?;
            builder = builder.queue_timeout(timeout);
        }
        if let Some(value) = given(WARM) {
            builder = builder.warm(keys(value)?);
        }
        if let Some(value) = given(SOCKET_DIR) {
            builder = builder.socket_directory(value);
        }
        let number = |name| given(name).map_or(Ok(0), |value| positive(name, value));
        let limits = PluginLimits::none()
            .memory_mib(number(RLIMIT_AS_MB)?)
            .cpu_seconds(number(RLIMIT_CPU_SEC)?)
            .open_files(number(RLIMIT_NOFILE)?);
        Ok(builder.plugin_limits(limits))
    }
}

fn max_processes(value: String) -> Result<Option<usize>, EnvironmentError> {
    if value == "unlimited" {
        return Ok(None);
    }
    let expected = "a whole number from 1, or `unlimited`";
    match value.parse::<NonZeroUsize>() {
        Ok(number) => Ok(Some(number.get())),
        Err(_) => Err(unreadable(MAX_PROCS, value, expected)),
    }
}

fn keys(value: String) -> Result<Vec<String>, EnvironmentError> {
    let keys: Vec<_> = value
        .split(',')
        .map(|key| key.trim().to_owned())
        .filter(|key| !key.is_empty())
        .collect();
    match keys.iter().all(|key| key.parse::<ConnectorKey>().is_ok()) {
        true => Ok(keys),
        false => Err(unreadable(
            WARM,
            value,
            "keys of connectors, joined by commas",
        )),
    }
}

fn positive(name: &'static str, value: String) -> Result<u64, EnvironmentError> {
    match value.parse::<NonZeroU64>() {
        Ok(number) => Ok(number.get()),
        Err(_) => Err(unreadable(name, value, "a whole number from 1")),
    }
}

fn unreadable(name: &'static str, value: String, expected: &'static str) -> EnvironmentError {
    EnvironmentError::Value {
        name,
        value,
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_cannot_be_read_are_errors_that_say_what_can() {
        for (name, values) in [
            (MAX_PROCS, &["0", "-1", "many", "1.5"][..]),
            (QUEUE_TIMEOUT, &["10", "0s", "soon", "-1s"]),
            (WARM, &["Not A Key", "a,../b"]),
            (RLIMIT_AS_MB, &["0", "1G", "-5"]),
            (RLIMIT_CPU_SEC, &["1s"]),
            (RLIMIT_NOFILE, &["all"]),
        ] {
            for value in values {
                let lookup = |asked: &str| (asked == name).then(|| (*value).to_owned());
                let error = HostBuilder::from_environment(lookup)
                    .unwrap_err()
                    .to_string();
                assert!(error.contains(name) && error.contains(value), "{error}");
                assert!(error.contains("must be"), "{error}");
            }
        }
    }

    #[test]
    fn what_is_empty_or_well_written_is_no_error() {
        for (name, value) in [
            (MAX_PROCS, "3"),
            (MAX_PROCS, "unlimited"),
            (MAX_PROCS, " "),
            (QUEUE_TIMEOUT, "1m30s"),
            (WARM, "github, loki,"),
            (SOCKET_DIR, "/run/app"),
            (RLIMIT_AS_MB, "4096"),
        ] {
            let lookup = |asked: &str| (asked == name).then(|| value.to_owned());
            let read = HostBuilder::from_environment(lookup);
            assert!(read.is_ok(), "{name}={value}: {read:?}");
        }
    }
}
