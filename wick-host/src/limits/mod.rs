//! What one plugin may use at most.

mod exceeded;
#[cfg(target_os = "linux")]
mod resources;

pub use exceeded::Exceeded;
#[cfg(target_os = "linux")]
pub(crate) use resources::Resources;

use std::ffi::{OsStr, OsString};

use serde::Serialize;
use wick_proto::environment::{RLIMIT_AS_MB, RLIMIT_CPU_SEC, RLIMIT_NOFILE};

/// What one plugin may use at most. Nothing is limited by default, but for the length of the line and
/// core dumps.
///
/// ```
/// use wick_host::PluginLimits;
///
/// let limits = PluginLimits::none()
///     .memory_mib(4096)
///     .open_files(256)
///     .concurrent_calls(8);
/// assert_eq!(limits.memory(), Some(4096));
/// assert_eq!(limits.memory_mib(0).memory(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PluginLimits {
    memory_mib: Option<u64>,
    cpu_seconds: Option<u64>,
    open_files: Option<u64>,
    concurrent_calls: Option<usize>,
    queued_calls: usize,
    core_dumps: bool,
}

impl Default for PluginLimits {
    fn default() -> Self {
        Self::none()
    }
}

impl PluginLimits {
    /// No limit.
    pub fn none() -> Self {
        Self {
            memory_mib: None,
            cpu_seconds: None,
            open_files: None,
            concurrent_calls: None,
            queued_calls: 64,
            core_dumps: false,
        }
    }

    /// Limits the address space of the process in MiB (Linux). 0 is no limit.
    ///
    /// That is not the memory in use: a program reserves more than it uses. A plugin in Rust starts with
    /// about 64 and wants 256 for some threads; one in Go, whose runtime reserves its tables in advance,
    /// starts with about 1536 and wants 2048.
    #[must_use]
    pub fn memory_mib(mut self, mib: u64) -> Self {
        self.memory_mib = positive(mib);
        self
    }

    /// Limits the processor time of each process in seconds (Linux). 0 is no limit.
    ///
    /// It is for the whole life of the process, so it fits plugins that are started often.
    #[must_use]
    pub fn cpu_seconds(mut self, seconds: u64) -> Self {
        self.cpu_seconds = positive(seconds);
        self
    }

    /// Limits the files and sockets that are open at once (Linux). 0 is no limit.
    #[must_use]
    pub fn open_files(mut self, files: u64) -> Self {
        self.open_files = positive(files);
        self
    }

    /// Limits the calls at once; others wait for their turn, as long as for a process. 0 is no limit.
    #[must_use]
    pub fn concurrent_calls(mut self, calls: usize) -> Self {
        self.concurrent_calls = positive(calls);
        self
    }

    /// Limits the calls that wait for their turn. By default 64.
    #[must_use]
    pub fn queued_calls(mut self, calls: usize) -> Self {
        self.queued_calls = calls;
        self
    }

    /// Lets the process dump its memory when it crashes (Linux). By default it may not: a plugin has secret
    /// settings in its memory.
    #[must_use]
    pub fn core_dumps(mut self, may_dump: bool) -> Self {
        self.core_dumps = may_dump;
        self
    }

    /// Those in the environment of plugins, which plugins set on themselves; here as there, what is not a
    /// positive number is none.
    pub(crate) fn of_environment<'a>(
        variables: impl IntoIterator<Item = (&'a OsStr, &'a OsStr)>,
    ) -> Self {
        let number = |value: &OsStr| value.to_str()?.trim().parse().ok();
        let limited = |limits: Self, (name, value): (&OsStr, &'a OsStr)| match name.to_str() {
            Some(RLIMIT_AS_MB) => limits.memory_mib(number(value).unwrap_or_default()),
            Some(RLIMIT_CPU_SEC) => limits.cpu_seconds(number(value).unwrap_or_default()),
            Some(RLIMIT_NOFILE) => limits.open_files(number(value).unwrap_or_default()),
            _ => limits,
        };
        variables.into_iter().fold(Self::none(), limited)
    }

    /// The variables that tell a plugin; without a value, it must not get one either.
    pub(crate) fn variables(&self) -> [(&'static str, Option<OsString>); 3] {
        let value = |limit: Option<u64>| limit.map(|limit| limit.to_string().into());
        [
            (RLIMIT_AS_MB, value(self.memory_mib)),
            (RLIMIT_CPU_SEC, value(self.cpu_seconds)),
            (RLIMIT_NOFILE, value(self.open_files)),
        ]
    }

    /// The address space in MiB.
    pub fn memory(&self) -> Option<u64> {
        self.memory_mib
    }

    /// The processor time in seconds.
    pub fn cpu(&self) -> Option<u64> {
        self.cpu_seconds
    }

    /// The open files.
    pub fn files(&self) -> Option<u64> {
        self.open_files
    }

    /// The most calls at once.
    pub fn calls(&self) -> Option<usize> {
        self.concurrent_calls
    }

    /// Whether the process may dump its memory.
    pub fn dumps_core(&self) -> bool {
        self.core_dumps
    }

    /// The most calls that wait.
    pub fn queue(&self) -> usize {
        self.queued_calls
    }
}

fn positive<N: Default + PartialEq>(number: N) -> Option<N> {
    (number != N::default()).then_some(number)
}
