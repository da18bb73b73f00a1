//! The processor time of rustc for one crate.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// Cargo starts this in place of rustc; it times the one crate and leaves all others alone.
const WRAPPER: &str = r#"#!/usr/bin/env bash
previous=
for word in "$@"; do
    if [ "$previous" = --crate-name ] && [ "$word" = "$WICK_TIMED_CRATE" ]; then
        TIMEFORMAT=%U
        { time "$@" 2>&3; } 3>&2 2>"$WICK_TIMES"
        exit $?
    fi
    previous=$word
done
exec "$@"
"#;

/// Checks crates and what they depend on.
pub(crate) fn check(directory: &Path, names: &[String]) -> io::Result<()> {
    let mut cargo = cargo(directory, "")?;
    for name in names {
        cargo.args(["--package", name]);
    }
    succeed(&mut cargo)
}

/// Seconds that rustc spends on a crate, everything else being fresh.
pub(crate) fn of(directory: &Path, name: &str) -> io::Result<f64> {
    let source = directory.join(name).join("src/lib.rs");
    // Newer than what was made of it.
    fs::write(&source, fs::read(&source)?)?;
    let times = directory.join("times");
    fs::write(&times, "")?;
    succeed(cargo(directory, name)?.args(["--package", name]))?;
    let told = fs::read_to_string(times)?;
    told.trim()
        .parse()
        .map_err(|_| io::Error::other(format!("no time of {name} is told: {told:?}")))
}

fn cargo(directory: &Path, timed: &str) -> io::Result<Command> {
    let wrapper = directory.join("wrapper");
    if fs::read_to_string(&wrapper).unwrap_or_default() != WRAPPER {
        fs::write(&wrapper, WRAPPER)?;
        executable(&wrapper)?;
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["check", "--quiet"])
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", directory.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WRAPPER", wrapper)
        .env("WICK_TIMED_CRATE", timed)
        .env("WICK_TIMES", directory.join("times"));
    Ok(cargo)
}

fn succeed(cargo: &mut Command) -> io::Result<()> {
    let status = cargo.status()?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("cargo check failed: {status}"))),
    }
}

#[cfg(unix)]
fn executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
