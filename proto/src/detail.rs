//! What an error of an operation says beside its code and message.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What an error of an operation says beside its code and message, for programs. It travels where a
/// Go host does not look (docs/protocol.md, "Extensions").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorDetail {
    /// Whether the same call may succeed later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retryable: bool,
    /// How long to wait before that, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The arguments and settings that are to blame.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDetail>,
}

/// What was wrong with one argument or setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldDetail {
    /// Its key.
    pub field: String,
    /// Whether it is a setting of the connector; else it is an argument.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub setting: bool,
    /// What was wrong with it.
    pub message: String,
}

impl ErrorDetail {
    /// The key of `ExecuteResponse.meta` under which it stands. In a stream it is the `message` of
    /// the chunk that has the error.
    pub const META_KEY: &str = "wick-error";

    /// Reads it; a text that is no detail says nothing, as that of an older or foreign plugin.
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Its JSON text; `None` when there is nothing to say.
    pub fn to_json(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        // Texts and numbers can always be written.
        serde_json::to_string(self).ok()
    }

    /// How long to wait before another attempt, if it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms.map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_is_written() {
        assert_eq!(ErrorDetail::default().to_json(), None);
        let detail = ErrorDetail {
            retryable: true,
            retry_after_ms: Some(1500),
            hint: Some("wait".to_owned()),
            fields: vec![FieldDetail {
                field: "token".to_owned(),
                setting: true,
                message: "expired".to_owned(),
            }],
        };
        let json = detail.to_json().unwrap();
        assert_eq!(
            json,
            r#"{"retryable":true,"retry_after_ms":1500,"hint":"wait","fields":[{"field":"token","setting":true,"message":"expired"}]}"#
        );
        assert_eq!(ErrorDetail::from_json(&json), detail);
        assert_eq!(detail.retry_after(), Some(Duration::from_millis(1500)));
    }

    #[test]
    fn other_texts_say_nothing() {
        for text in ["", "no JSON", "[]", "null", r#"{"retryable":"x"}"#] {
            assert_eq!(
                ErrorDetail::from_json(text),
                ErrorDetail::default(),
                "{text}"
            );
        }
        let newer = ErrorDetail::from_json(r#"{"hint":"h","severity":3}"#);
        assert_eq!(newer.hint.as_deref(), Some("h"));
    }
}
