//! What a shell offers at a TAB: commands and options, and keys of installed plugins, of their operations,
//! inputs and settings.
//!
//! The shell asks this program, with the words so far behind `--`. Nothing of a plugin is run for that: manifests
//! are read.

use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, CommandFactory, FromArgMatches};
use clap_complete::Shell;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::{CompleteEnv, Shells};
use wick_proto::module::{Field, Module};

use crate::failure::Failure;
use crate::options::{Global, Options};
use crate::output::{Format, Output, line};
use crate::session::Session;
use crate::talk::Talk;
use crate::target::{self, Target};

/// The variable in which the shell that asks names itself.
const VARIABLE: &str = "WICK_COMPLETE";

/// Answers a shell that asks. `false` if none does. To be called before there are threads.
pub(crate) fn answer() -> Result<bool, Failure> {
    let directory = std::env::current_dir().ok();
    CompleteEnv::with_factory(Options::command)
        .var(VARIABLE)
        .try_complete(std::env::args_os(), directory.as_deref())
        .map_err(|error| Failure::usage(error.to_string().trim()))
}

/// What makes a shell ask: to be run by it when it starts.
pub(crate) fn script(shell: Shell) -> Result<String, Failure> {
    let mut script = Vec::new();
    let shell = shell.to_string();
    if let Some(shell) = Shells::builtins().completer(&shell) {
        let written = shell.write_registration(VARIABLE, "wick", "wick", "wick", &mut script);
        written.map_err(|error| Failure::output(&error))?;
    }
    Ok(String::from_utf8_lossy(&script).into_owned())
}

/// Keys of installed plugins.
pub(crate) fn keys() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| beginning_with(current, installed()))
}

/// The same, and paths.
pub(crate) fn plugins() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut candidates = beginning_with(current, installed());
        candidates.extend(PathCompleter::any().complete(current));
        candidates
    })
}

/// Keys of the operations of the plugin that stands before.
pub(crate) fn operations() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let module = Asked::now().and_then(|asked| asked.module());
        let operations = module.iter().flat_map(Module::all_operations);
        let operations = operations.map(|operation| {
            let about = operation.description.lines().next();
            candidate(&operation.key, about.unwrap_or_default())
        });
        beginning_with(current, operations.collect())
    })
}

/// `NAME=` for each input of the operation that stands before.
pub(crate) fn inputs() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let asked = Asked::now();
        let inputs = asked.and_then(|asked| {
            let module = asked.module()?;
            let operation = module.operation(asked.words.get_one::<String>("operation")?)?;
            Some(operation.input.clone())
        });
        assignments(current, &inputs.unwrap_or_default())
    })
}

/// `NAME=` for each setting of the plugin that stands before.
pub(crate) fn settings() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let module = Asked::now().and_then(|asked| asked.module());
        let settings = module.map(|module| module.configs);
        assignments(current, &settings.unwrap_or_default())
    })
}

fn assignments(current: &OsStr, fields: &[Field]) -> Vec<CompletionCandidate> {
    let names = fields.iter().map(|field| {
        let about = field.description.lines().next();
        candidate(&format!("{}=", field.key), about.unwrap_or_default())
    });
    beginning_with(current, names.collect())
}

/// Text of a manifest goes to a terminal: without what could control it.
fn candidate(text: &str, about: &str) -> CompletionCandidate {
    let about = line(about);
    CompletionCandidate::new(text).help((!about.is_empty()).then(|| about.into()))
}

fn beginning_with(
    current: &OsStr,
    mut candidates: Vec<CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let begins = |candidate: &CompletionCandidate| {
        let value = candidate.get_value().to_string_lossy();
        value.starts_with(&*current)
            // A manifest may hold any text as a key, and the shell puts a candidate into the command line.
            && !value.contains(|letter: char| letter.is_control() || letter.is_whitespace())
    };
    candidates.retain(begins);
    candidates
}

fn installed() -> Vec<CompletionCandidate> {
    let Some(asked) = Asked::now() else {
        return Vec::new();
    };
    let scan = target::installed(&asked.session).unwrap_or_default();
    let keys = scan.candidates.iter();
    keys.map(|found| candidate(found.key.as_str(), &found.manifest.module.meta.description))
        .collect()
}

/// The words before the one that is asked for, as far as they are understood.
struct Asked {
    session: Session,
    /// Those of the command.
    words: ArgMatches,
}

impl Asked {
    fn now() -> Option<Self> {
        let mut words = std::env::args_os().skip_while(|word| word != "--").skip(1);
        let words: Vec<OsString> = words.by_ref().collect();
        let (_, before) = words.split_last()?;
        let command = Options::command().ignore_errors(true);
        let mut matches = command.try_get_matches_from(before).ok()?;
        let global = Global::from_arg_matches(&matches).ok()?;
        let (_, words) = matches.remove_subcommand()?;
        let session = Session::open(&global, Output::new(Format::Text), Talk::new(true)).ok()?;
        Some(Self { session, words })
    }

    fn module(&self) -> Option<Module> {
        let plugin = self.words.get_one::<Target>("plugin")?;
        plugin.module_at_rest(&self.session)
    }
}
