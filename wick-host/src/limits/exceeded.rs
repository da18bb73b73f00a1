use std::fmt;
use std::process::ExitStatus;

#[cfg(unix)]
use rustix::process::Signal;

use super::PluginLimits;

/// The limit that a process ran into, as far as its end tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exceeded {
    /// Its address space, in MiB.
    Memory(u64),
    /// Its processor time, in seconds.
    ProcessorTime(u64),
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory(mib) => write!(
                f,
                "it may have {mib} MiB of memory and seems to have wanted more"
            ),
            Self::ProcessorTime(seconds) => {
                write!(
                    f,
                    "it may have {seconds} s of processor time and used them up"
                )
            }
        }
    }
}

/// What programs say last when they get no memory, or none for a thread: of Rust, Go, C, C++ and Python.
const NO_MEMORY: &[&str] = &[
    "failed to reserve",
    "pthread_create failed",
    "can't spawn worker thread",
    "memory allocation of",
    "out of memory",
    "cannot allocate memory",
    "std::bad_alloc",
    "memoryerror",
];

impl Exceeded {
    /// What a process ran into that nobody else has ended.
    pub(crate) fn of(
        limits: &PluginLimits,
        exit: Option<ExitStatus>,
        last_lines: &[String],
    ) -> Option<Self> {
        let says = |texts: &[&str]| {
            let mut lines = last_lines.iter().map(|line| line.to_ascii_lowercase());
            lines.any(|line| texts.iter().any(|text| line.contains(text)))
        };
        // Rust and C++ abort then, and are sometimes faster than their last words.
        let aborts = || exit.is_some_and(is_aborted) && !says(&["panic"]);
        match (limits.memory(), limits.cpu()) {
            (Some(mib), _) if says(NO_MEMORY) || aborts() => Some(Self::Memory(mib)),
            (_, Some(seconds)) if exit.is_some_and(is_out_of_time) => {
                Some(Self::ProcessorTime(seconds))
            }
            _ => None,
        }
    }
}

/// The kernel sends one signal at the soft limit and the other at the hard one, which are the same.
#[cfg(unix)]
fn is_out_of_time(exit: ExitStatus) -> bool {
    ended_by(exit, Signal::KILL) || ended_by(exit, Signal::XCPU)
}

#[cfg(unix)]
fn is_aborted(exit: ExitStatus) -> bool {
    ended_by(exit, Signal::ABORT)
}

#[cfg(unix)]
fn ended_by(exit: ExitStatus, signal: Signal) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&exit) == Some(signal.as_raw())
}

/// Nothing is limited there.
#[cfg(not(unix))]
fn is_out_of_time(_: ExitStatus) -> bool {
    false
}

#[cfg(not(unix))]
fn is_aborted(_: ExitStatus) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn the_end_of_a_process_tells_which_limit_it_was() {
        let of = |limits, signal, line: &str| {
            let exit = Some(ExitStatus::from_raw(signal));
            Exceeded::of(&limits, exit, &[line.to_owned()])
        };
        let none = PluginLimits::none();
        let (memory, cpu) = (none.memory_mib(64), none.cpu_seconds(2));
        let rust = "memory allocation of 1048576 bytes failed";
        let go = "fatal error: runtime: out of memory";
        assert_eq!(of(memory, 6, rust), Some(Exceeded::Memory(64)));
        assert_eq!(of(memory, 2, go), Some(Exceeded::Memory(64)));
        assert_eq!(of(memory, 6, ""), Some(Exceeded::Memory(64)));
        let panicked = "thread 'main' panicked at src/main.rs";
        assert_eq!(of(memory, 6, panicked), None);
        assert_eq!(of(memory, 9, "bye"), None);
        assert_eq!(of(cpu, 9, "bye"), Some(Exceeded::ProcessorTime(2)));
        assert_eq!(of(cpu, 24, "bye"), Some(Exceeded::ProcessorTime(2)));
        assert_eq!(of(cpu, 6, rust), None);
        assert_eq!(of(none, 9, rust), None);
    }
}
