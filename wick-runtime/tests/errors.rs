//! What becomes of the errors of authors.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::time::Duration;

use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

#[derive(Debug, thiserror::Error)]
enum ApiError {
    #[error("there is no issue {0}")]
    NoSuchIssue(u64),
    #[error("too many requests")]
    Busy { wait: Duration },
    #[error("no answer")]
    NoAnswer(#[source] std::io::Error),
}

wick_runtime::describe_errors!(ApiError, |error, answer| match error {
    ApiError::NoSuchIssue(_) => answer.with_code("not_found").field("number"),
    ApiError::Busy { wait } => answer
        .with_code("rate_limited")
        .retry_after(*wait)
        .hint("ask less often"),
    ApiError::NoAnswer(_) => answer.retryable(),
});

/// Wraps an `ApiError`, and nobody describes it.
#[derive(Debug, thiserror::Error)]
#[error("cannot sync")]
struct SyncError(#[from] ApiError);

/// Track issues.
#[connector]
struct Tracker;

fn ask(number: u64) -> Result<(), ApiError> {
    Err(match number {
        0 => ApiError::NoAnswer(std::io::Error::other("cable cut")),
        1 => ApiError::Busy {
            wait: Duration::from_secs(30),
        },
        _ => ApiError::NoSuchIssue(number),
    })
}

/// Fail with the enum itself.
#[operation]
async fn directly(
    /// Which.
    number: u64,
) -> Result<(), ApiError> {
    ask(number)
}

/// Fail with `?`.
#[operation]
async fn converted(
    /// Which.
    number: u64,
) -> Result<()> {
    ask(number)?;
    Ok(())
}

/// Fail with another error around it.
#[operation]
async fn wrapped(
    /// Which.
    number: u64,
) -> Result<()> {
    let synced: Result<(), SyncError> = ask(number).map_err(SyncError);
    Ok(synced?)
}

/// Fail with a code that is given in place.
#[operation]
async fn in_place(
    /// Which.
    number: String,
) -> Result<u64> {
    number.parse().map_err(Error::coded("no_number"))
}

async fn failed(operation: &str, number: u64) -> Error {
    let tracker = Dispatcher::of::<Tracker>().unwrap();
    let request = Request {
        operation: operation.into(),
        arguments: format!(r#"{{"number": {number}}}"#).into(),
        ..Request::default()
    };
    tracker.execute(request).await.unwrap_err()
}

#[tokio::test]
async fn every_variant_has_its_code_however_it_is_returned() {
    for (operation, prefix) in [
        ("directly", ""),
        ("converted", ""),
        ("wrapped", "cannot sync: "),
    ] {
        let missing = failed(operation, 7).await;
        let message = format!("[not_found] {prefix}there is no issue 7");
        assert_eq!(missing.to_string(), message);
        assert_eq!(missing.fields()[0].field, "number");

        let busy = failed(operation, 1).await;
        assert_eq!(busy.code(), "rate_limited");
        assert_eq!(busy.retry().unwrap().after, Some(Duration::from_secs(30)));
        assert_eq!(busy.advice(), Some("ask less often"));

        let silent = failed(operation, 0).await;
        let message = format!("[exec_error] {prefix}no answer: cable cut");
        assert_eq!(silent.to_string(), message);
        assert_eq!(silent.retry().unwrap().after, None);
    }
}

#[tokio::test]
async fn a_code_is_given_where_an_error_arises() {
    let tracker = Dispatcher::of::<Tracker>().unwrap();
    let request = Request {
        operation: "in_place".into(),
        arguments: br#"{"number": "x"}"#.to_vec(),
        ..Request::default()
    };
    let error = tracker.execute(request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "[no_number] invalid digit found in string"
    );
    assert!(error.source().unwrap().is::<std::num::ParseIntError>());
}
