//! The programs that this needs.

use std::process::{Command, Stdio};

use crate::Failure;

/// What builds the peers, and what to do where it is missing.
const NEEDED: [(&str, &str, &str); 5] = [
    ("cargo", "--version", "install Rust with rustup"),
    (
        "go",
        "version",
        "install Go 1.25 or later, as the Go peer is built with it",
    ),
    (
        "cc",
        "--version",
        "install a C compiler, such as the package gcc: the cryptography is built with it",
    ),
    (
        "objcopy",
        "--version",
        "install binutils, which come with a C compiler: symbols are put beside our plugin with it",
    ),
    (
        "strip",
        "--version",
        "install binutils, which come with a C compiler: our plugin is measured without symbols",
    ),
];

/// # Errors
///
/// The first that is missing.
pub(crate) fn check() -> Result<(), Failure> {
    for (name, argument, remedy) in NEEDED {
        if !is_there(name, argument) {
            return Err(format!("`{name}` is missing\n  hint: {remedy}").into());
        }
    }
    Ok(())
}

/// Whether it can be started.
pub(crate) fn is_there(name: &str, argument: &str) -> bool {
    let mut program = Command::new(name);
    program
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    program.status().is_ok_and(|status| status.success())
}

/// Runs it to its end.
///
/// # Errors
///
/// It cannot be started, or fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command
        .status()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{command:?} failed").into()),
    }
}
