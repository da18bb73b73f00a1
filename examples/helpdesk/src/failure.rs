//! Everything that can go wrong.

use std::time::Duration;

use reqwest::StatusCode;
use wick_runtime::describe_errors;

/// Why the help desk did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The token does not allow it.
    #[error("the token lacks the scope {scope}")]
    Forbidden { scope: String },
    /// An argument that the service refuses, or that makes no sense.
    #[error("{reason}")]
    Invalid {
        argument: Option<&'static str>,
        reason: String,
    },
    /// A row of an export that is no ticket.
    #[error("the help desk sent a row that is no ticket")]
    NoTicket(#[source] serde_json::Error),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// Too many requests.
    #[error("the help desk takes no more requests{}", after(.retry_after))]
    RateLimited { retry_after: Option<Duration> },
    /// The settings hold no token.
    #[error("nobody is logged in; {remedy}")]
    LoggedOut {
        setting: &'static str,
        remedy: &'static str,
    },
    /// The service does not know the token.
    #[error("the help desk refuses the token")]
    Unauthorized,
    /// The service cannot be reached, or breaks off.
    #[error("cannot reach the help desk")]
    Unreachable(#[source] reqwest::Error),
    /// The service answers in an unexpected way.
    #[error("the help desk answered {0}")]
    Unexpected(StatusCode),
}

// What a host learns beside the message; `?` keeps it.
describe_errors!(Failure, |failure, answer| match failure {
    Failure::Forbidden { scope } => answer
        .with_code("forbidden")
        .hint(format!("make a token with the scope {scope}")),
    Failure::Invalid { argument, .. } => {
        let answer = answer.with_code("invalid");
        argument
            .iter()
            .fold(answer, |answer, &key| answer.field(key))
    }
    Failure::NotFound(_) => answer.with_code("not_found"),
    Failure::RateLimited { retry_after } => {
        let answer = answer.with_code("rate_limited").retryable();
        retry_after
            .iter()
            .fold(answer, |answer, &wait| answer.retry_after(wait))
    }
    Failure::LoggedOut { setting, .. } => answer.with_code("unauthorized").setting(*setting),
    Failure::Unauthorized => answer
        .with_code("unauthorized")
        .hint("make a new token on the page \"My account\" of the help desk"),
    Failure::Unreachable(_) => answer.with_code("unreachable").retryable(),
    Failure::NoTicket(_) | Failure::Unexpected(_) => answer.with_code("unexpected_answer"),
});

impl Failure {
    /// An argument that makes no sense.
    pub(crate) fn invalid(argument: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid {
            argument: Some(argument),
            reason: reason.into(),
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        // The address is in the settings, and would only make the message long.
        Self::Unreachable(error.without_url())
    }
}

// A Go host shows the message and nothing else, so it tells the time, too.
fn after(wait: &Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| {
        format!("; retry after {} s", wait.as_secs())
    })
}
