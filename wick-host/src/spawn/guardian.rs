//! What cleans up when the host is killed, and so can do nothing itself.
//!
//! A process of its own, a shell that reads from a pipe what there is to clean up. Nobody but this host holds
//! the other end, so its end is the host's, however that came about. Then the shell kills the sessions
//! of the plugins, with the descendants that the kernel spares when it kills the plugins themselves
//! ([`super::lifeline`]), and removes the directories of their sockets. It is started with the first plugin.
//! Without a shell, as in some containers, there is none, and such descendants and directories stay.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// `+ item` and `- item` keep the arguments of the shell as the set of what is there: children that lead a
/// session, as `number.birth.start`, and directories, which start with a slash. `x birth` takes out the child
/// of a birth that came to nothing. Only the end of the pipe ends it.
///
/// By then the system may have given the number of a child to another process, which was started at another
/// time. Where there is none of the number, what is left of the child's group still has it.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
set -f
while read -r change item; do
    case $change in
    +) set -- "$@" "$item" ;;
    -) for known; do shift; [ "$known" = "$item" ] || set -- "$@" "$known"; done ;;
    x) for known; do
        shift
        case $known in [!/]*".$item."*) ;; *) set -- "$@" "$known" ;; esac
    done ;;
    esac
done
# Puts the start and the session of a process into variables; empty without one.
look() {
    start= group= session=
    read -r line < "/proc/$1/stat" || return
    set -- ${line##*') '}
    group=$3 session=$4 start=${20}
}
sessions=
for item; do
    case $item in
    /*) ;;
    *)  leader=${item%%.*}
        look "$leader"
        case $start in
        ''|"${item##*.}") kill -KILL "-$leader"; kill -KILL "$leader"; sessions="$sessions $leader " ;;
        esac ;;
    esac
done
# Those that left the group of their leader, but not its session.
set +f
case $sessions in ?*)
    for attempt in 1 2 3; do
        for process in /proc/[0-9]*; do
            look "${process#/proc/}"
            case $sessions in *" $session "*) kill -KILL "-$group" ;; esac
        done
    done ;;
esac
for item; do
    case $item in
    # A plugin that is just dying may add its socket to a directory that is just being emptied.
    /*) for attempt in 1 2 3; do
        rm -rf -- "$item" && break
        chmod -R u+rwx -- "$item"
    done ;;
    esac
done
"#;

static GUARDIAN: Mutex<Guardian> = Mutex::new(Guardian {
    line: Line::Unused,
    kept: BTreeSet::new(),
    births: 0,
});

/// Guards the pipe, and the set that a further shell is told if the first should be gone.
struct Guardian {
    line: Line,
    kept: BTreeSet<Vec<u8>>,
    births: u64,
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

/// A child that is about to be made, and will lead a session. It says so itself, before it
/// executes anything: this process could be killed before it gets to it.
#[derive(Debug)]
pub(super) struct Birth {
    number: u64,
    is_over: bool,
}

/// What a child says of itself between `fork` and `exec`.
#[cfg(target_os = "linux")]
#[derive(Debug)]
pub(super) struct BirthCry {
    /// A copy, which nobody closes meanwhile.
    pipe: std::os::fd::OwnedFd,
    number: u64,
}

impl Birth {
    pub(super) fn new() -> Self {
        let mut guardian = lock();
        // Before the child is made: it may have children of its own before a guardian has begun.
        if matches!(guardian.line, Line::Unused) {
            guardian.open();
        }
        guardian.births += 1;
        Self {
            number: guardian.births,
            is_over: false,
        }
    }

    /// For the child; none without a guardian.
    #[cfg(target_os = "linux")]
    pub(super) fn cry(&self) -> Option<BirthCry> {
        let guardian = lock();
        let Line::Open(pipe) = &guardian.line else {
            return None;
        };
        let pipe = std::os::fd::AsFd::as_fd(pipe).try_clone_to_owned().ok()?;
        Some(BirthCry {
            pipe,
            number: self.number,
        })
    }

    /// The session that the child leads. It is not reaped yet.
    pub(super) fn group(mut self, leader: u32) -> Kept {
        self.is_over = true;
        let start = start_of(leader).unwrap_or_default();
        Kept::new(format!("{leader}.{}.{start}", self.number).into_bytes())
    }
}

impl Drop for Birth {
    fn drop(&mut self) {
        if !self.is_over {
            lock().tell(b"x ", self.number.to_string().as_bytes());
        }
    }
}

#[cfg(target_os = "linux")]
impl BirthCry {
    /// Tells the guardian of the session that this process leads. Makes system calls only.
    pub(super) fn utter(&self) {
        let mut text = [0; 80];
        let leader = u64::from(
            rustix::process::getpid()
                .as_raw_nonzero()
                .get()
                .unsigned_abs(),
        );
        let mut begin = text.len() - 1;
        text[begin] = b'\n';
        begin = write_before(&mut text, begin, own_start().unwrap_or_default());
        for number in [self.number, leader] {
            begin -= 1;
            text[begin] = b'.';
            begin = write_before(&mut text, begin, number);
        }
        begin -= 2;
        text[begin..begin + 2].copy_from_slice(b"+ ");
        // Otherwise the parent tells, a moment later.
        let _ = rustix::io::write(&self.pipe, &text[begin..]);
    }
}

/// When this process was started. Makes system calls only.
#[cfg(target_os = "linux")]
fn own_start() -> Option<u64> {
    use rustix::fs::{Mode, OFlags, open};

    let file = open(
        c"/proc/self/stat",
        OFlags::RDONLY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .ok()?;
    let mut line = [0; super::stat::MAX_BYTES];
    let length = rustix::io::read(&file, &mut line).ok()?;
    super::stat::started(&line[..length])
}

#[cfg(target_os = "linux")]
fn start_of(process: u32) -> Option<u64> {
    let line = std::fs::read(format!("/proc/{process}/stat")).ok()?;
    super::stat::started(&line)
}

/// The shell finds none either.
#[cfg(not(target_os = "linux"))]
fn start_of(_: u32) -> Option<u64> {
    None
}

/// Writes a number in decimal so that it ends before `end`, and returns where it starts.
#[cfg(target_os = "linux")]
fn write_before(text: &mut [u8], end: usize, mut number: u64) -> usize {
    let mut start = end;
    loop {
        start -= 1;
        // Below ten.
        text[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return start;
        }
    }
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
        if !self.kept.is_empty() {
            self.open();
        }
    }

    /// Starts a guardian, unless there can be none.
    fn open(&mut self) {
        if matches!(self.line, Line::Unavailable) {
            return;
        }
        self.line = self.start().unwrap_or_else(|error| {
            tracing::debug!(%error, "no process cleans up after this host if it is killed");
            match error.kind() {
                // Without a process or a descriptor to spare for now, the next change tries again.
                io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => Line::Unavailable,
                _ => Line::Unused,
            }
        });
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
        super::lifeline::detach(&mut command);
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
