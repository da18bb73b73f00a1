use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use wick_proto::ConnectorKey;
use wick_proto::environment::{
    DATA_DIR, DEBUG_PLUGIN, DEV_REPO_ROOT, MAX_PROCS, QUEUE_TIMEOUT, REATTACH, RLIMIT_AS_MB,
    RLIMIT_CPU_SEC, RLIMIT_NOFILE, SOCKET_DIR, WARM,
};
use wick_proto::verify::PolicyError;

use super::HostBuilder;
use super::go_duration;
use crate::inspect;
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
    /// | `WICK_PLUGIN_REATTACH` | [`attach`](Self::attach): `KEY=FILE`, joined by commas |
    /// | `WICK_DEBUG_PLUGIN` | the same for one key, with the file `bin/plugin-KEY.reattach.json` below `WICK_DEV_REPO_ROOT` or the current directory |
    /// | `WICK_DATA_DIR`, an absolute path | [`inspectable`](Self::inspectable), in `run/hosts` of it |
    /// | those of [`TrustPolicy::from_environment`] | [`trust`](Self::trust) |
    ///
    /// One that is empty counts as unset. Where plugins are is an argument of [`open`](Self::open), so
    /// `WICK_PLUGINS_DIR` is for the program.
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
        if let Some(key) = given(DEBUG_PLUGIN) {
            let file = usual_file(&key, given(DEV_REPO_ROOT))?;
            builder = builder.attach(key, file);
        }
        // Later, as what names a file counts for more.
        for (key, file) in given(REATTACH).map_or(Ok(Vec::new()), files)? {
            builder = builder.attach(key, file);
        }
        if let Some(data) = given(DATA_DIR).map(PathBuf::from)
            && data.is_absolute()
        {
            builder = builder.inspectable(data.join(inspect::BELOW_DATA));
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

/// Where a plugin under a debugger writes by custom.
fn usual_file(key: &str, root: Option<String>) -> Result<PathBuf, EnvironmentError> {
    if key.parse::<ConnectorKey>().is_err() {
        return Err(unreadable(
            DEBUG_PLUGIN,
            key.to_owned(),
            "the key of a connector",
        ));
    }
    let root = root.map(PathBuf::from).unwrap_or_default();
    Ok(root.join("bin").join(format!("plugin-{key}.reattach.json")))
}

fn files(value: String) -> Result<Vec<(String, PathBuf)>, EnvironmentError> {
    let items = value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let file = |item: &str| {
        let (key, file) = item.split_once('=')?;
        let (key, file) = (key.trim(), file.trim());
        let is_key = key.parse::<ConnectorKey>().is_ok();
        (is_key && !file.is_empty()).then(|| (key.to_owned(), PathBuf::from(file)))
    };
    let files: Option<Vec<_>> = items.map(file).collect();
    files.ok_or_else(|| unreadable(REATTACH, value, "KEY=FILE, joined by commas"))
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
            (
                REATTACH,
                &["desk", "=file", "desk=", "Not A Key=file", "a=b,c"],
            ),
            (DEBUG_PLUGIN, &["../desk", "a b"]),
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
            (REATTACH, "desk=/tmp/desk.json, loki=a=b.json,"),
            (DEBUG_PLUGIN, "desk"),
        ] {
            let lookup = |asked: &str| (asked == name).then(|| value.to_owned());
            let read = HostBuilder::from_environment(lookup);
            assert!(read.is_ok(), "{name}={value}: {read:?}");
        }
    }
}
