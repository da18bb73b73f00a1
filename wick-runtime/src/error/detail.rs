//! What an error says beside its code and message.

use std::time::Duration;

use wick_proto::{ErrorDetail, FieldDetail};

use super::{Error, FieldError, Origin};

/// Another attempt may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// How long to wait before it, if that is known.
    pub after: Option<Duration>,
}

impl Error {
    /// Says that the same call may succeed later.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retry.get_or_insert(Retry { after: None });
        self
    }

    /// Says that the same call may succeed after some time, which counts in milliseconds.
    ///
    /// ```
    /// use std::time::Duration;
    /// use wick_runtime::Error;
    ///
    /// let error = Error::new("rate_limited", "too many requests")
    ///     .retry_after(Duration::from_secs(30))
    ///     .hint("ask for fewer pages at once");
    /// assert_eq!(error.retry().unwrap().after, Some(Duration::from_secs(30)));
    /// ```
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry = Some(Retry { after: Some(wait) });
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, advice: impl Into<String>) -> Self {
        self.0.hint = Some(advice.into());
        self
    }

    /// Blames an argument, by its key.
    #[must_use]
    pub fn field(self, key: impl Into<String>) -> Self {
        self.blame(Origin::Argument, key.into())
    }

    /// Blames a setting, by its key.
    #[must_use]
    pub fn setting(self, key: impl Into<String>) -> Self {
        self.blame(Origin::Setting, key.into())
    }

    fn blame(mut self, origin: Origin, field: String) -> Self {
        let message = self.0.message.clone();
        self.0.fields.push(FieldError {
            origin,
            field,
            message,
        });
        self
    }

    /// Whether another attempt may succeed, and when.
    pub fn retry(&self) -> Option<Retry> {
        self.0.retry
    }

    /// What to do about it, as [`hint`](Self::hint) said.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// An error as it came over the wire.
    #[cfg(feature = "testing")]
    pub(crate) fn from_wire(code: String, message: String, detail: ErrorDetail) -> Self {
        let mut error = Self::new(code, message);
        error.0.retry = detail.retryable.then(|| Retry {
            after: detail.retry_after(),
        });
        error.0.hint = detail.hint;
        error.0.fields = detail
            .fields
            .into_iter()
            .map(|field| FieldError {
                origin: match field.setting {
                    true => Origin::Setting,
                    false => Origin::Argument,
                },
                field: field.field,
                message: field.message,
            })
            .collect();
        error
    }

    /// What travels beside code and message.
    pub(crate) fn detail(&self) -> ErrorDetail {
        let after = self.0.retry.and_then(|retry| retry.after);
        let fields = self.0.fields.iter().map(|field| FieldDetail {
            field: field.field.clone(),
            setting: field.origin == Origin::Setting,
            message: field.message.clone(),
        });
        ErrorDetail {
            retryable: self.0.retry.is_some(),
            retry_after_ms: after.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            hint: self.0.hint.clone(),
            fields: fields.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_error_says_nothing_more() {
        assert_eq!(Error::msg("no").detail(), ErrorDetail::default());
    }

    #[test]
    fn everything_that_was_said_travels() {
        let error = Error::new("expired", "the token expired")
            .retry_after(Duration::from_millis(1500))
            .retryable()
            .hint("sign in again")
            .setting("token")
            .field("page");
        let detail = error.detail();
        assert!(detail.retryable);
        assert_eq!(detail.retry_after_ms, Some(1500));
        assert_eq!(detail.hint.as_deref(), error.advice());
        let fields: Vec<_> = detail
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.setting, field.message.as_str()))
            .collect();
        let message = "the token expired";
        assert_eq!(fields, [("token", true, message), ("page", false, message)]);
        assert_eq!(error.to_string(), "[expired] the token expired");
    }
}
