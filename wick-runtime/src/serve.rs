//! The whole `main` of a plugin.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use wick_proto::handshake::HandshakeLine;
use wick_proto::tls::{self, Identity, PeerCertificate, TlsError};

use crate::logs::{self, Level, Outlet, Record};
use crate::process::parent::Parent;
use crate::process::stdio::{Capture, HostStreams, host_streams};
use crate::process::{limits, panics, signals};
use crate::serving::arguments::Arguments;
use crate::serving::launch::{self, Launch, LaunchError};
use crate::serving::listener::{ListenError, Listener};
use crate::serving::services::Services;
use crate::serving::{connections, self_manifest, usage};
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
/// A person can start the program too: `--help` tells what it offers, `--dump-manifest` prints its
/// manifest (signed when `--sign-key FILE` is given), and without arguments it says what it is.
///
/// The exit code is 0 after an orderly end and 1 when the plugin could not start, with the reason
/// on standard error: operations that contradict each other, a socket that cannot be made, a
/// certificate that cannot be read.
pub fn serve<C: Connector>() -> ExitCode {
    let parent = Parent::current();
    let dispatcher = match Dispatcher::of::<C>() {
        Ok(dispatcher) => dispatcher,
        Err(error) => return refuse(&error),
    };
    let module = dispatcher.module();
    let version = dispatcher.about().plugin_version();
    match Arguments::parse(std::env::args_os().skip(1)) {
        Arguments::DumpManifest { sign_key } => {
            match self_manifest::make(module.clone(), version, sign_key.as_deref()) {
                Ok(manifest) => print(&manifest.to_json()),
                Err(error) => refuse(&error),
            }
        }
        Arguments::Help => print(&usage::help(module, version)),
        Arguments::Version => print(&usage::version(module, version)),
        Arguments::Serve if launch::is_by_a_host() => serve_host(dispatcher, parent),
        Arguments::Serve => say(&usage::not_a_program(module)),
    }
}

/// Why serving did not begin.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("cannot set up this process")]
    Process(#[from] io::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
}

fn serve_host(dispatcher: Dispatcher, parent: Parent) -> ExitCode {
    // First of all: from the next line on there are threads.
    let launch = Launch::take();
    let streams = match host_streams().and_then(|streams| {
        let log = streams.error.try_clone()?;
        Ok((streams, Outlet::start(log)))
    }) {
        Ok(streams) => streams,
        Err(error) => return refuse(&error),
    };
    let (streams, outlet) = streams;
    panics::install(outlet);
    logs::install(outlet);
    limits::apply(outlet);
    let served = Capture::start(&streams, outlet)
        .map_err(ServeError::from)
        .and_then(|capture| {
            let served = launch
                .map_err(ServeError::from)
                .and_then(|launch| run(dispatcher, launch, streams, parent));
            capture.end();
            served
        });
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

fn run(
    dispatcher: Dispatcher,
    launch: Launch,
    streams: HostStreams,
    parent: Parent,
) -> Result<(), ServeError> {
    // Two runtimes: an operation that blocks its threads blocks neither other calls' transport
    // nor the host's call to end us.
    let transport = runtime("wick-transport", 2)?;
    let work = runtime("wick-operation", operation_threads())?;
    let services = Services {
        dispatcher,
        work: work.handle().clone(),
        ending: CancellationToken::new(),
    };
    let served = transport.block_on(session(services, launch, streams, parent));
    // An operation may never come back; the process ends all the same.
    work.shutdown_background();
    transport.shutdown_background();
    served
}

async fn session(
    services: Services,
    launch: Launch,
    mut streams: HostStreams,
    parent: Parent,
) -> Result<(), ServeError> {
    let ending = services.ending.clone();
    let asked_to_end = signals::asked_to_end()?;
    let proof = launch
        .host_certificate
        .clone()
        .map(Proof::make)
        .transpose()?;
    let (tls, certificate) = proof.map(|proof| (proof.tls, proof.certificate)).unzip();
    let listener = Listener::bind(&launch)?;
    let routes = services.routes().await;
    let line = HandshakeLine {
        version: launch.version,
        address: listener.address().clone(),
        certificate,
        multiplex: launch.asks_for_multiplexing.then_some(false),
    };
    tracing::debug!(target: "wick", address = %line.address, "listening");
    streams.announce(&line.to_string())?;
    tokio::spawn({
        let ending = ending.clone();
        async move {
            tokio::select! {
                signal = asked_to_end => tracing::info!(target: "wick", "ending after {signal}"),
                () = parent.gone() => tracing::info!(target: "wick", "ending as the host is gone"),
            }
            ending.cancel();
        }
    });
    connections::serve(listener, tls, routes, ending).await;
    Ok(())
}

/// How we prove to the host who we are.
struct Proof {
    tls: Arc<ServerConfig>,
    certificate: Vec<u8>,
}

impl Proof {
    /// For a host that has a certificate itself.
    fn make(host: PeerCertificate) -> Result<Self, TlsError> {
        let identity = Identity::generate()?;
        Ok(Self {
            tls: tls::server_config(&identity, host)?,
            certificate: identity.certificate_der().to_vec(),
        })
    }
}

fn runtime(name: &str, threads: usize) -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_name(name)
        .worker_threads(threads)
        .enable_all()
        .build()
}

/// Some more than one for operations that block, and no more than a plugin among many needs.
fn operation_threads() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8))
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
