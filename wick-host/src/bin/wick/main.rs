//! `wick`: run, inspect and ship plugins from the command line.
//!
//! Thin commands over the library `wick_host`:
//!
//! | module | what it does |
//! |---|---|
//! | [`commands`] | one file per command: its options and a short `run` |
//! | [`options`] | the options that all commands share |
//! | [`completion`] | what a shell offers at a TAB |
//! | [`session`] | what follows from them: where plugins are, whom to trust, how to print |
//! | [`input`] | arguments and settings: read, named, typed |
//! | [`output`] | data on standard output |
//! | [`talk`], [`log`], [`report`] | notes, progress, logs and errors on standard error |
//! | [`exit`], [`failure`] | how a command ends |
#![forbid(unsafe_code)]

mod build;
mod calling;
mod catalogs;
mod checkup;
mod commands;
mod completion;
mod describe;
mod downloading;
mod exit;
mod failure;
mod input;
mod installing;
mod interrupt;
mod log;
mod options;
mod output;
mod packing;
mod reference;
mod refusal;
mod report;
mod running;
mod scaffold;
mod session;
mod signed;
mod suggest;
mod talk;
mod target;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use clap::{CommandFactory, error::ErrorKind};

use crate::failure::Failure;
use crate::options::Options;
use crate::output::{Format, Output};
use crate::session::Session;
use crate::talk::Talk;

/// How long tasks may take to notice that they are dropped.
const LAST_TASKS: Duration = Duration::from_millis(500);

/// Pipes with as many descriptors as the runtime has, and some.
const PIPES: usize = 4;
/// Those that start processes and work on files, beside the runtime's own.
const OTHER_THREADS: usize = 4;

fn main() -> ExitCode {
    match completion::answer() {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(failure) => return failed(&failure, Format::Text, &Talk::new(false)),
    }
    let options = match Options::read(std::env::args_os()) {
        Ok(options) => options,
        Err(error) => match about_operation(&error) {
            Some(options) => options,
            None => return unparsed(&error),
        },
    };
    anstream::ColorChoice::from(options.global.color).write_global();
    let format = if options.global.json {
        Format::Json
    } else {
        Format::Text
    };
    let talk = Talk::new(options.global.quiet);
    log::show(&options.global, &talk);

    match run(options, Output::new(format), talk.clone()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failed(&failure, format, &talk),
    }
}

fn failed(failure: &Failure, format: Format, talk: &Talk) -> ExitCode {
    if failure.is_broken_pipe {
        return ExitCode::SUCCESS;
    }
    report::report(failure, format, talk);
    failure.exit.into()
}

/// What to do for `wick call PLUGIN OPERATION --help`: whoever asks that wants to know of the operation.
fn about_operation(error: &clap::Error) -> Option<Options> {
    if error.kind() != ErrorKind::DisplayHelp {
        return None;
    }
    let is_help = |word: &OsString| word == "--help" || word == "-h";
    let words = std::env::args_os().filter(|word| !is_help(word));
    let Options { global, command } = Options::read(words).ok()?;
    let command = command.about_operation()?;
    Some(Options { global, command })
}

fn run(options: Options, output: Output, talk: Talk) -> Result<(), Failure> {
    let unstarted = |error| Failure::new(exit::Exit::InputOutput, "cannot start").because(&error);
    room_for_files().map_err(unstarted)?;
    room_for_threads().map_err(|error| {
        unstarted(error).hint(
            "raise the limit of processes and threads: ulimit -u, or pids.max of the control group",
        )
    })?;
    let runtime = tokio::runtime::Runtime::new().map_err(unstarted)?;
    let session = Session::open(&options.global, output, talk)?;
    let result = runtime.block_on(options.command.run(&session));
    // Something may still be reading standard input, which nobody will end any more.
    runtime.shutdown_timeout(LAST_TASKS);
    result
}

/// Sees whether this process may open the files that the async runtime panics without.
fn room_for_files() -> std::io::Result<()> {
    let pipes = (0..PIPES).map(|_| std::io::pipe());
    pipes.collect::<Result<Vec<_>, _>>().map(drop)
}

/// Sees whether the system lets this process have the threads that it needs. The async runtime panics where it gets none,
/// and waits for ever where it gets too few.
fn room_for_threads() -> std::io::Result<()> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let all_there = Mutex::new(());
    std::thread::scope(|scope| {
        let _wait = all_there.lock();
        (0..workers + OTHER_THREADS).try_for_each(|_| {
            let thread = std::thread::Builder::new();
            let thread = thread.spawn_scoped(scope, || drop(all_there.lock()));
            thread.map(drop)
        })
    })
}

/// Help, the version, or a mistake on the command line.
fn unparsed(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    let talk = Talk::new(false);
    if wants_json && error.use_stderr() {
        return failed(&usage(error), Format::Json, &talk);
    }
    let printed = error.print().and_then(|()| std::io::stdout().flush());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match printed {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&Failure::output(&error), Format::Text, &talk),
        },
        // Nothing is left to do where even this cannot be printed.
        _ => exit::Exit::Usage.into(),
    }
}

fn usage(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let (message, _) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = message.strip_prefix("error: ").unwrap_or(message).trim();
    let name = Options::command().get_name().to_owned();
    Failure::usage(message).hint(format!("`{name} --help` lists the commands and options"))
}
