//! Standard output and error, moved out of reach of the author's code.
//!
//! The host reads the handshake from one pipe and log lines from the other. Behind descriptors 1
//! and 2 we put pipes of our own, whose lines become log records. So a stray `println!` corrupts
//! nothing and cannot fail, and a child process that outlives us holds our pipes and not the
//! host's: a Go host's kill waits until nobody holds those.

use std::fs::File;
use std::io::{self, Write};

use crate::logs::Outlet;

/// The streams that we were started with.
pub(crate) struct HostStreams {
    /// Takes the handshake line and nothing else.
    pub(crate) output: File,
    /// Takes log lines.
    pub(crate) error: File,
}

/// Reads what is printed, until [`Capture::end`].
pub(crate) struct Capture {
    #[cfg(unix)]
    streams: unix::Streams,
}

#[cfg(unix)]
pub(crate) use unix::host_streams;

#[cfg(not(unix))]
pub(crate) fn host_streams() -> io::Result<HostStreams> {
    use std::os::windows::io::AsHandle as _;

    Ok(HostStreams {
        output: io::stdout().as_handle().try_clone_to_owned()?.into(),
        error: io::stderr().as_handle().try_clone_to_owned()?.into(),
    })
}

impl HostStreams {
    /// Prints the handshake line in one write.
    pub(crate) fn announce(&mut self, line: &str) -> io::Result<()> {
        self.output.write_all(format!("{line}\n").as_bytes())?;
        self.output.flush()
    }
}

impl Capture {
    /// From now on, what is printed goes to `outlet`.
    #[cfg(not(unix))]
    pub(crate) fn start(_streams: &HostStreams, _outlet: &'static Outlet) -> io::Result<Self> {
        Ok(Self {})
    }

    /// Gives the streams back and waits a little for what was printed before.
    #[cfg(not(unix))]
    pub(crate) fn end(self) {}
}

#[cfg(unix)]
mod unix {
    use std::io::{PipeReader, pipe};
    use std::os::fd::OwnedFd;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;
    use std::time::{Duration, Instant};

    use rustix::stdio::{dup2_stderr, dup2_stdout, stderr, stdout};

    use super::*;
    use crate::logs;

    /// Longest wait for the last printed lines.
    const LAST_LINES: Duration = Duration::from_millis(200);

    pub(super) struct Streams {
        output: File,
        error: File,
        /// Disconnected when both readers are done.
        done: Receiver<()>,
    }

    /// Descriptors of our own for what we were started with; children do not inherit them.
    pub(crate) fn host_streams() -> io::Result<HostStreams> {
        let own = |fd| rustix::io::fcntl_dupfd_cloexec(fd, 3).map(File::from);
        Ok(HostStreams {
            output: own(stdout())?,
            error: own(stderr())?,
        })
    }

    impl Capture {
        /// From now on, what is printed goes to `outlet`.
        pub(crate) fn start(streams: &HostStreams, outlet: &'static Outlet) -> io::Result<Self> {
            let (sender, done) = channel();
            let (reader, writer) = pipe()?;
            read(reader, "stdout", outlet, sender.clone())?;
            dup2_stdout(OwnedFd::from(writer))?;
            let (reader, writer) = pipe()?;
            read(reader, "stderr", outlet, sender)?;
            dup2_stderr(OwnedFd::from(writer))?;
            let streams = Streams {
                output: streams.output.try_clone()?,
                error: streams.error.try_clone()?,
                done,
            };
            Ok(Self { streams })
        }

        /// Gives the streams back and waits a little for what was printed before: a child process
        /// may hold a pipe for as long as it likes.
        pub(crate) fn end(self) {
            let Streams {
                output,
                error,
                done,
            } = self.streams;
            let _ = io::stdout().flush();
            let _ = dup2_stdout(output);
            let _ = dup2_stderr(error);
            let deadline = Instant::now() + LAST_LINES;
            let left = || deadline.saturating_duration_since(Instant::now());
            while done.recv_timeout(left()).is_ok() {}
        }
    }

    fn read(
        source: PipeReader,
        module: &'static str,
        outlet: &'static Outlet,
        done: Sender<()>,
    ) -> io::Result<()> {
        let reader = thread::Builder::new().name(format!("wick-{module}"));
        reader.spawn(move || {
            logs::forward(source, module, outlet);
            drop(done);
        })?;
        Ok(())
    }
}
