//! Everything that can go wrong.

use std::time::Duration;

use reqwest::StatusCode;
use wick_runtime::prelude::*;

/// Why the help desk did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The token does not allow it.
    Forbidden { scope: String },
    /// The service refuses what it was given, or it makes no sense.
    Invalid(String),
    /// There is no token, and what to do about it.
    LoggedOut(&'static str),
    /// There is no such thing.
    NotFound(String),
    /// Too many requests.
    RateLimited { retry_after: Option<Duration> },
    /// The service does not know the token.
    Unauthorized,
    /// The service cannot be reached, or breaks off.
    Unreachable(reqwest::Error),
    /// The service answers in an unexpected way.
    Unexpected(StatusCode),
}

impl Failure {
    /// The kind of failure, for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::LoggedOut(_) | Self::Unauthorized => "unauthorized",
            Self::NotFound(_) => "not_found",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unreachable(_) => "unreachable",
            Self::Unexpected(_) => "unexpected_answer",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Forbidden { scope } => format!("the token lacks the scope {scope}"),
            Self::Invalid(reason) | Self::NotFound(reason) => reason.clone(),
            Self::LoggedOut(remedy) => format!("nobody is logged in; {remedy}"),
            Self::RateLimited {
                retry_after: Some(wait),
            } => format!(
                "the help desk takes no more requests; retry after {} s",
                wait.as_secs()
            ),
            Self::RateLimited { retry_after: None } => {
                "the help desk takes no more requests; retry later".to_owned()
            }
            Self::Unauthorized => "the help desk refuses the token; make a new one".to_owned(),
            Self::Unreachable(_) => "cannot reach the help desk".to_owned(),
            Self::Unexpected(status) => format!("the help desk answered {status}"),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let error = Error::new(failure.code(), failure.message());
        match failure {
            Failure::Unreachable(cause) => error.with_source(cause),
            _ => error,
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        // The address is in the settings, and would only make the message long.
        Self::Unreachable(error.without_url())
    }
}
