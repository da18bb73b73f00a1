//! What a person does with a plugin in a shell: list its operations and call one, without a host.
//!
//! Nothing here runs in a process that a host started.

mod arguments;
mod call;
mod list;
mod pretty;
mod settings;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::dispatch::Dispatcher;
use crate::error::{Error, code};

use self::arguments::{Arguments, Mistake};
pub(crate) use self::settings::variable;

/// What the first argument asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Call,
    List,
}

/// Exit codes, which are those of the `wick` command.
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const INPUT_OUTPUT: u8 = 8;

impl Word {
    pub(crate) fn of(argument: Option<&OsString>) -> Option<Self> {
        match argument?.to_str()? {
            "call" => Some(Self::Call),
            "list" => Some(Self::List),
            _ => None,
        }
    }

    /// Does it with the arguments that follow the word.
    pub(crate) fn run(self, dispatcher: &Dispatcher, arguments: Vec<OsString>) -> ExitCode {
        let done = Arguments::parse(self, arguments).and_then(|arguments| match self {
            Self::Call => call::run(dispatcher, arguments),
            Self::List => list::run(dispatcher.module(), &arguments),
        });
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(stop) => stop.tell(),
        }
    }
}

/// Why there is no result.
enum Stop {
    /// The command line is wrong.
    Mistake(Mistake),
    /// The operation failed.
    Failed { error: Error, hint: Option<String> },
    /// The result could not be written.
    Output(io::Error),
}

impl Stop {
    fn tell(self) -> ExitCode {
        let (code, message, hint) = match self {
            // Whoever reads has seen enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Output(error) => (
                INPUT_OUTPUT,
                format!("cannot write the result: {error}"),
                None,
            ),
            Self::Mistake(mistake) => (USAGE, mistake.message, mistake.hint),
            Self::Failed { error, hint } => {
                let code = match error.code() {
                    code::BAD_ARGS | code::BAD_SETTINGS => USAGE,
                    _ => FAILED,
                };
                (code, shown(&error), hint)
            }
        };
        let mut stderr = io::stderr().lock();
        // There is nowhere left to complain.
        let _ = writeln!(stderr, "error: {message}");
        if let Some(hint) = hint {
            let _ = writeln!(stderr, "hint: {hint}");
        }
        ExitCode::from(code)
    }
}

impl From<Mistake> for Stop {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

/// `[code] message`, or a line for each field that was wrong.
fn shown(error: &Error) -> String {
    let message = error.message();
    let message = message.replace('\n', "\n  ");
    format!("[{}] {message}", error.code())
}

/// The known name that a misspelt one is closest to.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= name.chars().count() / 3 + 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `a`, `b` and so on in backticks.
fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// How the program was called, to be repeated in advice.
pub(crate) fn program() -> String {
    std::env::args_os().next().map_or_else(
        || "PLUGIN".to_owned(),
        |program| program.to_string_lossy().into_owned(),
    )
}
