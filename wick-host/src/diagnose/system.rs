//! What the system lacks, whatever was to be done with it.

use std::error::Error;
use std::fs::File;
use std::io;

use super::{Diagnosis, Finding};
use crate::error::StartError;

/// What systems say, and plugins after them, of open files where there may be no more; in lower case, as Go has it.
const NO_FILES: &str = "too many open files";
/// The same of a disk.
const NO_SPACE: &str = "no space left on device";
/// The same of processes and threads, where a program is just starting; the second is of Go.
const NO_PROCESSES: [&str; 2] = [
    "resource temporarily unavailable",
    "failed to create new os thread",
];

/// Says what the system lacks, if that is what an error or one of its sources comes from: open files, memory, space on a
/// disk, a file system that can be written to.
pub fn shortage(error: &(dyn Error + 'static)) -> Option<Diagnosis> {
    let mut next = Some(error);
    while let Some(error) = next {
        let known = error.downcast_ref::<io::Error>().and_then(of_errno);
        if let Some(diagnosis) = known.or_else(|| of_text(&error.to_string())) {
            return Some(diagnosis);
        }
        next = error.source();
    }
    None
}

/// The same, also by what the plugin said before it ended.
pub(super) fn shortage_of(error: &StartError) -> Option<Diagnosis> {
    let of_line = |line: &String| {
        let lower = line.to_ascii_lowercase();
        let is_of_processes = NO_PROCESSES.iter().any(|words| lower.contains(words));
        of_text(line).or_else(|| is_of_processes.then(|| no_processes(line)))
    };
    shortage(&error.cause).or_else(|| error.last_lines.iter().rev().find_map(of_line))
}

fn of_text(text: &str) -> Option<Diagnosis> {
    let lower = text.to_ascii_lowercase();
    if lower.contains(NO_FILES) {
        return Some(no_files(text));
    }
    lower.contains(NO_SPACE).then(|| no_space(text))
}

fn of_errno(error: &io::Error) -> Option<Diagnosis> {
    let text = error.to_string();
    match error.kind() {
        io::ErrorKind::OutOfMemory => Some(Diagnosis::new(
            Finding::NoResources,
            format!("the system has no memory for it: {text}"),
            "raise the limit of memory (ulimit -v), or run fewer programs",
        )),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(no_space(&text)),
        io::ErrorKind::ReadOnlyFilesystem => Some(Diagnosis::new(
            Finding::NotWritable,
            format!("the file system is mounted read-only: {text}"),
            "name a place that can be written to: WICK_DATA_DIR, TMPDIR or --plugins-dir",
        )),
        _ if is_out_of_files(error) => Some(no_files(&text)),
        _ => None,
    }
}

fn no_files(text: &str) -> Diagnosis {
    Diagnosis::new(
        Finding::NoResources,
        format!("the system has no room for another open file: {text}"),
        "raise the limit of open files (ulimit -n), or run fewer plugins",
    )
}

fn no_space(text: &str) -> Diagnosis {
    Diagnosis::new(
        Finding::NoSpace,
        format!("the disk is full: {text}"),
        "free some space, or name another place: WICK_DATA_DIR, TMPDIR or --plugins-dir",
    )
}

/// No process can be made.
pub(super) fn no_processes(source: impl std::fmt::Display) -> Diagnosis {
    Diagnosis::new(
        Finding::NoResources,
        format!("the system has no room for another process or thread: {source}"),
        "raise the limit of processes (ulimit -u, or pids.max of the control group), or run fewer plugins",
    )
}

/// A process is made with `/dev/null` as its input, and what is wrong with that looks like a fault of the program.
pub(super) fn null_device(source: &io::Error) -> Option<Diagnosis> {
    const NULL: &str = "/dev/null";

    let may_be = matches!(
        source.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied
    );
    if !cfg!(unix) || !may_be {
        return None;
    }
    let error = File::open(NULL).err()?;
    Some(Diagnosis::new(
        Finding::NoNullDevice,
        format!("{NULL} cannot be opened: {error}"),
        "make the device (mknod -m 666 /dev/null c 1 3), or start the container with one",
    ))
}

/// The kernel does not know the format.
#[cfg(unix)]
pub(super) fn is_no_program(error: &io::Error) -> bool {
    use rustix::io::Errno;

    [Errno::NOEXEC, Errno::INVAL]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
pub(super) fn is_no_program(_: &io::Error) -> bool {
    false
}

/// Those of this process, or of the system.
#[cfg(unix)]
fn is_out_of_files(error: &io::Error) -> bool {
    use rustix::io::Errno;

    [Errno::MFILE, Errno::NFILE]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
fn is_out_of_files(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("failed to do something")]
    struct Outer(#[source] io::Error);

    #[test]
    fn a_shortage_is_found_below_other_errors() {
        for (errno, finding, word) in [
            (Errno::MFILE, Finding::NoResources, "ulimit -n"),
            (Errno::NFILE, Finding::NoResources, "ulimit -n"),
            (Errno::NOMEM, Finding::NoResources, "memory"),
            (Errno::NOSPC, Finding::NoSpace, "free some space"),
            (Errno::DQUOT, Finding::NoSpace, "free some space"),
            (Errno::ROFS, Finding::NotWritable, "WICK_DATA_DIR"),
        ] {
            let found = shortage(&Outer(errno.into())).unwrap();
            assert_eq!(found.finding, finding, "{found:?}");
            assert!(found.remedy.contains(word), "{found:?}");
        }
        for errno in [Errno::ACCESS, Errno::NOENT, Errno::AGAIN] {
            assert_eq!(shortage(&Outer(errno.into())), None);
        }
    }
}
