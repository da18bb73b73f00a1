//! What cleans up when the host is killed, and so can do nothing itself.
//!
//! A process of its own, a shell that reads from a pipe what there is to clean up. Nobody but this host holds
//! the other end, so its end is the host's, however that came about. Then the shell kills the process groups
//! of the plugins, with the descendants that the kernel spares when it kills the plugins themselves
//! ([`super::lifeline`]), and removes the directories of their sockets. It is started with the first plugin.
//! Without a shell, as in some containers, there is none, and such descendants and directories stay.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// `+ item` and `- item` keep the arguments of the shell as the set of what is there: numbers of process
/// groups, and directories, which start with a slash. Only the end of the pipe ends it.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
while read -r change item; do
    case $change in
    +) set -- "$@" "$item" ;;
    -) for known; do shift; [ "$known" = "$item" ] || set -- "$@" "$known"; done ;;
    esac
done
for item; do
    case $item in /*) ;; *) kill -KILL "-$item" ;; esac
done
for item; do
    case $item in
    # A plugin that is just dying may add its socket to a directory that is just being emptied.
    /*) for attempt in 1 2 3; do rm -rf -- "$item" && break; done ;;
    esac
done
"#;

static GUARDIAN: Mutex<Guardian> = Mutex::new(Guardian {
    line: Line::Unused,
    kept: BTreeSet::new(),
});

/// Guards the pipe, and the set that a further shell is told if the first should be gone.
struct Guardian {
    line: Line,
    kept: BTreeSet<Vec<u8>>,
}

enum Line {
    Open(ChildStdin),
    /// There is no shell.
    Unavailable,
    Unused,
}

/// Something that does not outlive the host. Dropping it says that it is gone.
#[derive(Debug)]
pub(super) struct Kept {
    item: Vec<u8>,
}

/// The process group that a child leads.
pub(super) fn keep_group(leader: u32) -> Kept {
    Kept::new(leader.to_string().into_bytes())
}

/// A directory, by an absolute path without control characters.
pub(super) fn keep_directory(path: &Path) -> Kept {
    Kept::new(path.as_os_str().as_encoded_bytes().to_vec())
}

impl Kept {
    fn new(item: Vec<u8>) -> Self {
        let mut guardian = lock();
        guardian.kept.insert(item.clone());
        guardian.tell(b"+ ", &item);
        Self { item }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let mut guardian = lock();
        guardian.kept.remove(&self.item);
        guardian.tell(b"- ", &self.item);
    }
}

fn lock() -> MutexGuard<'static, Guardian> {
    // The set is whole after each line of code that changes it.
    GUARDIAN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Guardian {
    fn tell(&mut self, change: &[u8], item: &[u8]) {
        if let Line::Open(pipe) = &mut self.line
            && write(pipe, change, item).is_ok()
        {
            return;
        }
        // None yet, or somebody killed it.
        if !matches!(self.line, Line::Unavailable) && !self.kept.is_empty() {
            self.line = self.start().unwrap_or_else(|error| {
                tracing::debug!(%error, "nobody cleans up after this host if it is killed");
                Line::Unavailable
            });
        }
    }

    fn start(&self) -> io::Result<Line> {
        let mut command = Command::new("/bin/sh");
        // The name is for people who wonder what it is.
        command
            .args(["-c", SCRIPT])
            .arg(format!("wick-guardian of {}", std::process::id()))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        #[cfg(target_os = "linux")]
        super::lifeline::inherit_nothing(&mut command);
        let mut pipe = command
            .spawn()?
            .stdin
            .take()
            .ok_or(io::ErrorKind::BrokenPipe)?;
        #[cfg(unix)]
        {
            // Whoever stops the shell must not stop the host.
            let flags = rustix::fs::fcntl_getfl(&pipe)?;
            rustix::fs::fcntl_setfl(&pipe, flags | rustix::fs::OFlags::NONBLOCK)?;
        }
        for item in &self.kept {
            write(&mut pipe, b"+ ", item)?;
        }
        Ok(Line::Open(pipe))
    }
}

/// In one write, which a pipe takes whole or not at all.
fn write(pipe: &mut ChildStdin, change: &[u8], item: &[u8]) -> io::Result<()> {
    pipe.write_all(&[change, item, b"\n"].concat())
}
