//! Operations of authors who use anyhow.
#![cfg(feature = "anyhow")]

use anyhow::{Context as _, bail};
use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

/// Doors.
#[connector]
struct Doors;

#[derive(Debug, thiserror::Error)]
#[error("there is no door {0}")]
struct NoDoor(u8);

wick_runtime::describe_errors!(NoDoor, |_, answer| answer.with_code("no_such_door"));

fn door(number: u8) -> anyhow::Result<u8> {
    match number {
        0 => bail!("zero is not a number of a door"),
        1..4 => Ok(number),
        _ => Err(NoDoor(number)).with_context(|| format!("failed to open {number}")),
    }
}

/// Open a door.
#[operation]
fn open(
    /// Which.
    number: u8,
) -> anyhow::Result<u8> {
    door(number)
}

/// Open a door, later.
#[operation]
async fn open_later(
    /// Which.
    number: u8,
) -> Result<u8, anyhow::Error> {
    let number: u8 = number.to_string().parse()?;
    door(number)
}

/// Open a door, with the runtime's own error.
#[operation]
async fn open_with_question_mark(
    /// Which.
    number: u8,
) -> Result<u8> {
    let number: u8 = number.to_string().parse()?;
    Ok(door(number)?)
}

async fn answer(operation: &str, number: u8) -> Result<Vec<u8>> {
    let request = Request {
        operation: operation.to_owned(),
        arguments: format!("{{\"number\": {number}}}").into_bytes(),
        ..Request::default()
    };
    Dispatcher::of::<Doors>()?.execute(request).await
}

/// A3.
#[tokio::test]
async fn anyhow_results_keep_context_cause_and_code() {
    for operation in ["open", "open_later", "open_with_question_mark"] {
        assert_eq!(answer(operation, 3).await.unwrap(), b"3", "{operation}");
        let error = answer(operation, 0).await.unwrap_err();
        let told = "[exec_error] zero is not a number of a door";
        assert_eq!(error.to_string(), told, "{operation}");
        let error = answer(operation, 9).await.unwrap_err();
        let told = "[no_such_door] failed to open 9: there is no door 9";
        assert_eq!(error.to_string(), told, "{operation}");
    }
}
