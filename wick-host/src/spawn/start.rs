use std::io;
use std::thread;
use std::time::Duration;

use tokio::process::ChildStdout;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use wick_proto::handshake::{HandshakeError, HandshakeLine};
use wick_proto::tls::Identity;
use wick_proto::version;

use super::busy::{is_busy, unless_busy};
use super::first_line::{FirstLine, NoLine};
use super::{Encryption, Launch, Process, command, launcher, socket_directory};
use crate::error::{NotExecuted, StartCause, StartError};
use crate::execution::Program;
use crate::logs::{self, InFlight, Source, Tail};
use crate::verify::Verified;

/// How long a process that closed its output may take to end by itself, so that the error can tell
/// its own exit status rather than that it was killed.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A process that said where it listens.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) process: Process,
    pub(crate) line: HandshakeLine,
    /// The host's certificate for this process, with [`Encryption::MutualTls`].
    pub(crate) identity: Option<Identity>,
    /// The time that it had to come so far, and has once more to answer.
    pub(crate) limit: Duration,
}

/// Starts a plugin and reads its handshake. Dropping the future kills the process.
pub(crate) async fn start(verified: &Verified, launch: &Launch) -> Result<Started, StartError> {
    let (process, stdout, identity) = spawn(verified, launch)
        .await
        .map_err(|cause| StartError::before(verified, cause))?;
    done(verified, "process");
    let mut stdout = FirstLine::of(stdout);
    let line = match handshake(&process, &mut stdout, launch, identity.is_some()).await {
        Ok(line) => line,
        Err(cause) => return Err(StartError::after(verified, cause, &process).await),
    };
    done(verified, "handshake line");
    // For as long as the process lives, or it would block once the pipe is full.
    tokio::spawn(logs::pump(
        stdout.rest(),
        Source::Stdout,
        verified.key().clone(),
        Tail::default(),
        InFlight::default(),
    ));
    Ok(Started {
        process,
        line,
        identity,
        limit: launch.start_timeout,
    })
}

async fn spawn(
    verified: &Verified,
    launch: &Launch,
) -> Result<(Process, ChildStdout, Option<Identity>), StartCause> {
    let identity = match launch.encryption {
        Encryption::MutualTls => Some(Identity::generate().map_err(StartCause::Tls)?),
        Encryption::None => None,
    };
    done(verified, "key and certificate");
    let directory = socket_directory::make(launch.socket_directory.as_deref())?;
    let start = || {
        let (identity, directory) = (identity.as_ref(), directory.path());
        async move {
            let program = program(verified, launch).await?;
            let path = program.path.clone();
            let command = command::command(&program, verified, launch, identity, directory);
            let child = launcher::spawn(command, program).await;
            child.map_err(|error| StartCause::Spawn(NotExecuted::of(path, error)))
        }
    };
    let mut offspring = unless_busy(
        start,
        |cause| matches!(cause, StartCause::Spawn(error) if is_busy(error)),
    )
    .await?;
    let stdout = offspring
        .take_stdout()
        .ok_or_else(|| StartCause::Spawn(io::Error::other("no standard output")))?;
    let process = Process::new(offspring, verified.key().clone(), directory, launch.limits);
    Ok((process, stdout, identity))
}

/// A part of the start is done. A plugin of ours logs the parts of its own start in the same way.
pub(crate) fn done(verified: &Verified, part: &str) {
    tracing::trace!(target: "wick::start", connector = %verified.key(), "{part}");
}

/// Away from the async threads: it may read all of the file.
async fn program(verified: &Verified, launch: &Launch) -> Result<Program, StartCause> {
    let (verified, programs) = (verified.clone(), launch.programs.clone());
    let (reply, program) = oneshot::channel();
    // Not of the runtime's: it panics or waits without end where the system gives no more threads.
    let thread = thread::Builder::new().name("wick-verify".to_owned());
    thread
        .spawn(move || drop(reply.send(programs.program(&verified))))
        .map_err(StartCause::Spawn)?;
    let gone = || StartCause::Unreadable(io::Error::other("the thread that reads it is gone"));
    program.await.map_err(|_| gone())?
}

async fn handshake(
    process: &Process,
    stdout: &mut FirstLine<ChildStdout>,
    launch: &Launch,
    encrypted: bool,
) -> Result<HandshakeLine, StartCause> {
    let text = tokio::select! {
        biased;
        text = stdout.read() => text,
        () = sleep(launch.start_timeout) => return Err(StartCause::TimedOut(launch.start_timeout)),
        // A descendant may hold the output open, so its end may never come.
        _ = process.exited() => timeout(LAST_WORDS, stdout.read())
            .await
            .unwrap_or_else(|_| Err(NoLine::Ended(String::new()))),
    };
    let text = match text {
        Ok(text) => text,
        Err(NoLine::Ended(printed)) => {
            process.exited_within(LAST_WORDS).await;
            return Err(StartCause::NoHandshake { printed });
        }
        Err(NoLine::Failed(error)) => return Err(StartCause::Spawn(error)),
        Err(NoLine::TooLong) => return Err(StartCause::TooLong),
    };
    let line: HandshakeLine = text.parse().map_err(shortened)?;
    if !version::is_supported(line.version) {
        return Err(StartCause::Version {
            plugin: line.version,
        });
    }
    match (encrypted, &line.certificate) {
        (true, None) => Err(StartCause::CertificateMissing),
        (false, Some(_)) => Err(StartCause::CertificateUnasked),
        _ => Ok(line),
    }
}

/// Noise in place of a handshake can be as long as a line may be.
fn shortened(error: HandshakeError) -> StartCause {
    StartCause::Handshake(match error {
        HandshakeError::Fields(text) => HandshakeError::Fields(text.chars().take(200).collect()),
        other => other,
    })
}
