//! The whole `main` of a plugin.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tracing_subscriber::{Layer, Registry};

use crate::logs::{self, Level, Outlet, Record};
use crate::process::parent::Parent;
use crate::process::stdio::{Capture, host_streams};
use crate::process::{limits, panics};
use crate::serving::arguments::Arguments;
use crate::serving::launch::{self, Launch};
use crate::serving::session::{self, Client, ServeError};
use crate::serving::{reattach, self_manifest, usage};
use crate::start::Start;
use crate::{Connector, Dispatcher};

/// Longest wait for the last log lines to reach the host.
const LAST_LOGS: Duration = Duration::from_millis(250);

/// Serves the connector `C` to the host that started this process, until the host ends it, dies,
/// or sends `SIGTERM`.
///
/// ```no_run
/// use std::process::ExitCode;
/// # use wick_runtime::Connector;
///
/// # fn main_of<GitHub: Connector>() -> ExitCode {
/// // fn main() -> ExitCode {
/// wick_runtime::serve::<GitHub>()
/// # }
/// ```
///
/// To be called first in `main`, before anything starts a thread: it takes the host's variables
/// out of the environment. It makes the async runtime, and it moves standard output and error
/// away, so that `println!` and what child processes print become log records of the host.
/// Standard input is not touched and not to be read.
///
/// The environment variable `WICK_LOG` sets how much is logged: `off`, `error`, `warn`, `info`
/// (the default), `debug` or `trace`. A subscriber that the author installs takes the place of ours.
///
/// A person can start the program too: `--help` tells what it offers, `list` lists its operations,
/// `call OPERATION --arg NAME=VALUE --setting NAME=VALUE` calls one in this process,
/// `--dump-manifest` prints its manifest (signed when `--sign-key FILE` is given), and without
/// arguments it says what it is. A setting may also come from the environment, as
/// `WICK_SETTING_NAME`; the exit code of `call` is that of `wick call`: 0, 1 when the operation
/// failed, 2 when the command line, an argument or a setting was wrong, and 8 when the result could not be
/// written.
///
/// With `WICK_PLUGIN_REATTACH_OUT=FILE` it serves without a host that started it, as under a
/// debugger: it writes to the file where it listens, and ends at Ctrl-C.
///
/// The exit code is 0 after an orderly end and 1 when the plugin could not start, with the reason
/// on standard error: operations that contradict each other, a socket that cannot be made, a
/// certificate that cannot be read.
pub fn serve<C: Connector>() -> ExitCode {
    run::<C>(None)
}

/// As [`serve`], with a layer of the author's for all that is traced, such as one that exports spans. What is
/// logged goes to the host as ever. The layer is made when a host is served, once threads may be started.
///
/// With the feature `otel`, the span of a call is below the host's for a layer of `tracing-opentelemetry`, and
/// [`Context::trace_parent`](crate::Context::trace_parent) names the span that is exported.
///
/// ```no_run
/// use std::process::ExitCode;
/// use tracing_subscriber::layer::Identity;
/// # use wick_runtime::Connector;
///
/// # fn main_of<GitHub: Connector>() -> ExitCode {
/// // fn main() -> ExitCode {
/// wick_runtime::serve_with::<GitHub, _>(Identity::new)
/// # }
/// ```
pub fn serve_with<C, L>(layer: impl FnOnce() -> L) -> ExitCode
where
    C: Connector,
    L: Layer<Registry> + Send + Sync + 'static,
{
    run::<C>(Some(Box::new(|| Box::new(layer()))))
}

/// Makes the author's layer.
type MakeLayer<'a> = Box<dyn FnOnce() -> logs::Further + 'a>;

fn run<C: Connector>(layer: Option<MakeLayer<'_>>) -> ExitCode {
    let start = Start::begin();
    let parent = Parent::current();
    let dispatcher = match Dispatcher::of::<C>() {
        Ok(dispatcher) => dispatcher,
        Err(error) => return refuse(&error),
    };
    let about = dispatcher.about();
    match Arguments::parse(std::env::args_os().skip(1)) {
        Arguments::DumpManifest { sign_key } => {
            match self_manifest::make(dispatcher.describe(), about, sign_key.as_deref()) {
                Ok(manifest) => print(&manifest.to_json()),
                Err(error) => refuse(&error),
            }
        }
        // To a host such words mean nothing.
        Arguments::ByHand(word, arguments) if !launch::is_by_a_host() => {
            word.run(&dispatcher, arguments)
        }
        Arguments::Help => print(&usage::help(dispatcher.module(), about.plugin_version())),
        Arguments::HelpOn(key) => {
            let module = dispatcher.module();
            let general = || usage::help(module, about.plugin_version());
            print(&usage::help_on(module, &key).unwrap_or_else(general))
        }
        Arguments::Version => print(&usage::version(about)),
        Arguments::ByHand(..) | Arguments::Serve if launch::is_by_a_host() => {
            serve_host(dispatcher, parent, start, layer)
        }
        Arguments::ByHand(..) | Arguments::Serve => match reattach::asked() {
            Some(file) => serve_debugger(dispatcher, file, start, layer),
            None => say(&usage::not_a_program(about)),
        },
    }
}

fn serve_host(
    dispatcher: Dispatcher,
    parent: Parent,
    start: Start,
    layer: Option<MakeLayer<'_>>,
) -> ExitCode {
    let described = start.elapsed();
    // First of all: from the next line on there are threads.
    let launch = Launch::take();
    let streams = match host_streams() {
        Ok(streams) => streams,
        Err(error) => return refuse(&error),
    };
    let outlet = match streams.error.try_clone() {
        Ok(sink) => set_up_logs(sink, layer),
        Err(error) => return refuse(&error),
    };
    let capture = match Capture::start(&streams, outlet) {
        Ok(capture) => capture,
        Err(error) => return conclude(outlet, Err(error.into())),
    };
    // Only now is there somebody to tell.
    start.was_done("description of the connector", described);
    start.done("streams and logs");
    let client = Client::Parent { streams, parent };
    let served = launch
        .map_err(ServeError::from)
        .and_then(|launch| session::run(dispatcher, launch, client, start));
    capture.end();
    conclude(outlet, served)
}

/// Serves whoever reads `file`, in a process that a person started under a debugger.
fn serve_debugger(
    dispatcher: Dispatcher,
    file: PathBuf,
    start: Start,
    layer: Option<MakeLayer<'_>>,
) -> ExitCode {
    let launch = Launch::take();
    let outlet = set_up_logs(io::stderr(), layer);
    let client = Client::Debugger { file };
    let served = launch
        .map_err(ServeError::from)
        .and_then(|launch| session::run(dispatcher, launch, client, start));
    conclude(outlet, served)
}

fn set_up_logs(sink: impl Write + Send + 'static, layer: Option<MakeLayer<'_>>) -> &'static Outlet {
    let outlet = Outlet::start(sink);
    panics::install(outlet);
    logs::install(outlet, layer.map(|make| make()));
    limits::apply(outlet);
    outlet
}

fn conclude(outlet: &Outlet, served: Result<(), ServeError>) -> ExitCode {
    let code = match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            outlet.log(Record::new(Level::Error, "wick", chain(&error)));
            ExitCode::FAILURE
        }
    };
    outlet.flush(LAST_LOGS);
    code
}

/// Prints what was asked for.
fn print(text: &str) -> ExitCode {
    match writeln!(io::stdout(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

/// Says why it goes no further: to a host as a log record, to a person as a line.
fn refuse(error: &dyn std::error::Error) -> ExitCode {
    if launch::is_by_a_host() {
        let line = Record::new(Level::Error, "wick", chain(error)).into_line();
        // There is nowhere left to complain.
        let _ = io::stderr().write_all(&line);
        return ExitCode::FAILURE;
    }
    say(&format!("error: {}", chain(error)))
}

fn say(text: &str) -> ExitCode {
    // There is nowhere left to complain.
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::FAILURE
}

/// An error with its causes, joined by `: `.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
