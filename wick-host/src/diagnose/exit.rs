//! How a process ended, and what that means.

use std::process::ExitStatus;

use super::{Diagnosis, Finding};

/// It was killed by a signal.
#[cfg(unix)]
pub(super) fn signal(exit: Option<ExitStatus>, last_words: &str) -> Option<Diagnosis> {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::Signal;

    let number = exit?.signal()?;
    let is = |signal: Signal| signal.as_raw() == number;
    let (meaning, remedy) = if is(Signal::KILL) {
        (
            "SIGKILL, as the system does when memory is short",
            "see the kernel's log (dmesg) for the out-of-memory killer; give the plugin more memory",
        )
    } else if is(Signal::XCPU) {
        (
            "SIGXCPU: it used up its limit of CPU time",
            "raise its limit, or report to its author what it did",
        )
    } else if is(Signal::SEGV) || is(Signal::BUS) || is(Signal::ILL) || is(Signal::FPE) {
        (
            "a fault of the program itself",
            "report it to the plugin's author; an illegal instruction means another processor model",
        )
    } else if is(Signal::ABORT) {
        (
            "SIGABRT: it gave up by itself, or could not get memory",
            "its last words may tell; a memory limit that is too low looks like this as well",
        )
    } else if is(Signal::SYS) {
        (
            "SIGSYS: it made a system call that a sandbox forbids",
            "loosen the sandbox, or use another plugin",
        )
    } else {
        ("a signal", "see who sent it")
    };
    let text = format!("it was killed by signal {number} during its start: {meaning}");
    Some(Diagnosis::new(
        Finding::Killed,
        with(text, last_words),
        remedy,
    ))
}

#[cfg(not(unix))]
pub(super) fn signal(_: Option<ExitStatus>, _: &str) -> Option<Diagnosis> {
    None
}

/// It ended by itself, or closed its output and went on.
pub(super) fn ended(exit: Option<ExitStatus>, last_words: &str) -> Diagnosis {
    let text = match exit.and_then(|exit| exit.code()) {
        Some(code) => format!("it ended with exit code {code} in place of a handshake"),
        None => "it closed its standard output in place of a handshake".to_owned(),
    };
    let remedy = match last_words {
        "" => "see whether the binary is a plugin at all: `wick describe` what it should offer",
        _ => "its last words say why; settings come with each call, and cannot be the reason",
    };
    Diagnosis::new(Finding::Exited, with(text, last_words), remedy)
}

fn with(text: String, last_words: &str) -> String {
    match last_words.lines().last() {
        Some(last) => format!("{text}; its last words: {last}"),
        None => text,
    }
}
