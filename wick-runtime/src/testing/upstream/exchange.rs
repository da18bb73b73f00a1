//! The file of recorded exchanges.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::NamedTempFile;

/// The format that is written and read.
const FORMAT: u32 = 1;

/// What a file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    pub(super) format: u32,
    /// The address that was recorded.
    pub(super) upstream: String,
    pub(super) exchanges: Vec<Exchange>,
}

/// A request and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) request: Request,
    pub(super) response: Response,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query below the address.
    pub(super) target: String,
    #[serde(flatten)]
    pub(super) body: Body,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Response {
    pub(super) status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(super) body: Body,
}

/// A body, in the most readable form that keeps all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Body {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) json: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) base64: Option<String>,
}

/// A file that cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordingError {
    #[error("{path:?} is of format {format}, and this kit reads {FORMAT}; record it again")]
    Format { path: PathBuf, format: u32 },
    #[error("{path:?} cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path:?} is no recording: {source}")]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
}

impl Recording {
    pub(super) fn new(upstream: String, exchanges: Vec<Exchange>) -> Self {
        Self {
            format: FORMAT,
            upstream,
            exchanges,
        }
    }

    pub(super) fn read(path: &Path) -> Result<Self, RecordingError> {
        let path = || path.to_owned();
        let json = fs::read(path()).map_err(|source| RecordingError::Read {
            path: path(),
            source,
        })?;
        let recording: Self =
            serde_json::from_slice(&json).map_err(|source| RecordingError::Json {
                path: path(),
                source,
            })?;
        match recording.format {
            FORMAT => Ok(recording),
            format => Err(RecordingError::Format {
                path: path(),
                format,
            }),
        }
    }

    /// Writes it at once or not at all: both ways of a test may record.
    pub(super) fn write(&self, path: &Path) {
        let directory = path.parent().unwrap_or(Path::new("."));
        let written = || -> io::Result<()> {
            fs::create_dir_all(directory)?;
            let mut file = NamedTempFile::new_in(directory)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.write_all(b"\n")?;
            file.persist(path)?;
            Ok(())
        };
        if let Err(error) = written() {
            panic!("cannot write {path:?}: {error}");
        }
    }
}

impl Body {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self {
                base64: Some(STANDARD.encode(bytes)),
                ..Self::default()
            };
        };
        if text.is_empty() {
            return Self::default();
        }
        // A number may have more digits than are kept; such a document stays a text.
        if let Ok(json) = serde_json::from_str::<Value>(text)
            && (json.is_object() || json.is_array())
            && without_space(text) == without_space(&json.to_string())
        {
            return Self {
                json: Some(json),
                ..Self::default()
            };
        }
        Self {
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self {
                json: Some(json), ..
            } => json.to_string().into_bytes(),
            Self {
                text: Some(text), ..
            } => text.clone().into_bytes(),
            Self {
                base64: Some(text), ..
            } => STANDARD.decode(text).expect("a body in base64"),
            Self { .. } => Vec::new(),
        }
    }

    /// It with every text changed.
    pub(super) fn map(self, change: &impl Fn(&str) -> String) -> Self {
        Self {
            json: self.json.map(|json| map_texts(json, change)),
            text: self.text.as_deref().map(change),
            base64: self.base64,
        }
    }
}

fn map_texts(json: Value, change: &impl Fn(&str) -> String) -> Value {
    match json {
        Value::String(text) => change(&text).into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| map_texts(item, change))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (change(&key), map_texts(value, change)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

/// JSON without the space between its tokens.
fn without_space(json: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    json.chars()
        .filter(|&character| {
            if in_text {
                in_text = escaped || character != '"';
                escaped = !escaped && character == '\\';
                return true;
            }
            in_text = character == '"';
            !character.is_ascii_whitespace()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_kept_in_its_most_readable_form() {
        let body = Body::of(b"{ \"a\": [1, \"x \\\" y\"]\n}");
        assert_eq!(body.json, Some(json!({ "a": [1, "x \" y"] })));
        assert_eq!(Body::of(b"a=1&b=2").text.as_deref(), Some("a=1&b=2"));
        assert_eq!(Body::of(b"").bytes(), b"");
        for kept in [
            b"null".as_slice(),
            b"[123456789012345678901234567890]",
            b"\xff\x00",
            br#"{"a":1.50}"#,
        ] {
            assert_eq!(Body::of(kept).bytes(), kept);
            assert_eq!(Body::of(kept).json, None, "{kept:?}");
        }
    }
}
