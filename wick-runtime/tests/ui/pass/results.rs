//! Every kind of `Result`.
#![expect(
    unused_qualifications,
    reason = "types are named in all the ways that an author may"
)]

use std::fmt;

use wick_runtime::prelude::*;

#[derive(Debug)]
struct Failure;

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("failed")
    }
}

impl std::error::Error for Failure {}

type Own<T, E = Failure> = std::result::Result<T, E>;

/// The runtime's own.
#[operation]
fn runtime() -> wick_runtime::Result<String> {
    Ok(std::fs::read_to_string("/nowhere")?)
}

/// An error of the author's.
#[operation]
fn own() -> Own<u8> {
    Err(Failure)
}

/// An error that is converted on the way.
#[operation]
async fn converted() -> Result<u8> {
    Ok(own()?)
}

/// An error of the standard library.
#[operation]
fn std_error() -> std::io::Result<Vec<u8>> {
    std::fs::read("/nowhere")
}

/// An error that stays on its thread.
#[operation]
fn local_error() -> std::result::Result<u8, Local> {
    Err(Local(std::rc::Rc::new(Failure)))
}

struct Local(std::rc::Rc<Failure>);

impl From<Local> for Error {
    fn from(local: Local) -> Self {
        Self::msg(local.0.to_string())
    }
}

/// Any text or box as an error.
#[operation]
fn others() -> Result<u8> {
    let text = || Err::<u8, _>("failed".to_owned());
    let boxed = || Err::<u8, Box<dyn std::error::Error + Send + Sync>>(Box::new(Failure));
    text()
        .map_err(Error::other)
        .or_else(|_| boxed().map_err(Error::other))
}

fn main() {
    assert!(local_error().is_err() && others().is_err());
    assert!(runtime().is_err() && own().is_err() && std_error().is_err());
}
