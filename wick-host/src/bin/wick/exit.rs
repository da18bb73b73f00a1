//! Exit codes.

use std::process::ExitCode;

/// How the command ended. The numbers are a promise to scripts: see `docs/command.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The plugin answered with an error.
    OperationFailed = 1,
    /// The command line is wrong: an unknown option, operation or argument, or a value that may not be.
    /// The plugin may have said so: its error code is `bad_args` or `bad_settings`.
    Usage = 2,
    /// A plugin or a file failed verification, and nothing of it was run.
    Refused = 3,
    /// The plugin did not start, died, or broke the protocol.
    PluginFailed = 4,
    /// The plugin did not answer in time, or a download took too long.
    TimedOut = 5,
    /// No such plugin, directory or file, or nothing at an address.
    NotFound = 6,
    /// Cargo could not build the package, or what it built is no plugin.
    BuildFailed = 7,
    /// A file could not be read or written, or a server could not be reached.
    InputOutput = 8,
    /// Two versions differ in more than was allowed.
    Differs = 9,
    /// Ctrl-C, or a request to terminate.
    Interrupted = 130,
}

impl Exit {
    /// The `kind` of a JSON error.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OperationFailed => "operation_failed",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::PluginFailed => "plugin_failed",
            Self::TimedOut => "timed_out",
            Self::NotFound => "not_found",
            Self::BuildFailed => "build_failed",
            Self::InputOutput => "input_output",
            Self::Differs => "differs",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The table at the end of `wick --help`.
pub(crate) const HELP: &str = "\
Exit codes:
    0  success
    1  the operation failed: the plugin answered with an error
    2  usage: unknown option, operation or argument, or a value that the operation does not take
    3  refused: verification failed, and nothing of the plugin was run
    4  the plugin did not start, died or broke the protocol
    5  timed out
    6  not found: no such plugin, directory or file, or nothing at an address
    7  cargo could not build the package, or what it built is no plugin
    8  a file could not be read or written, or a server could not be reached
    9  `wick diff` found changes of the class given with --fail-on, or worse
  130  interrupted";
