use std::fmt;

use serde::de::{self, Expected, Unexpected};

/// JSON that cannot be read: where, and what was expected there.
///
/// The text tells no string of the document but a mistaken time, because one may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Fault>);

/// Boxed, as everything that is read without one passes its place on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// Keys and indices from the outside in, such as `module.Operations[0].Ops`.
    path: String,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Syntax {
        line: usize,
        column: usize,
        message: &'static str,
    },
    Type {
        expected: String,
        found: String,
    },
    Value(String),
}

impl Error {
    /// Where the value is, such as `module.Operations[0].Ops[2].Input`; empty for the whole
    /// document and for text that is not JSON.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// `at` is the offset in `document` of the byte that does not belong.
    pub(super) fn syntax(document: &[u8], at: usize, message: &'static str) -> Self {
        let before = &document[..at];
        let line_start = before.iter().rposition(|&byte| byte == b'\n');
        Self::new(Problem::Syntax {
            line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            column: at - line_start.map_or(0, |newline| newline + 1) + 1,
            message,
        })
    }

    pub(super) fn mismatch(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(Problem::Type {
            expected: expected.into(),
            found: found.into(),
        })
    }

    pub(super) fn within_key(mut self, key: &str) -> Self {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let mut path = match !key.is_empty() && key.bytes().all(plain) {
            true => key.to_owned(),
            false => format!("[{key:?}]"),
        };
        if !self.0.path.is_empty() && !self.0.path.starts_with('[') {
            path.push('.');
        }
        self.0.path.insert_str(0, &path);
        self
    }

    pub(super) fn within_index(mut self, index: usize) -> Self {
        let dot = match self.0.path.is_empty() || self.0.path.starts_with('[') {
            true => "",
            false => ".",
        };
        self.0.path.insert_str(0, &format!("[{index}]{dot}"));
        self
    }

    fn new(problem: Problem) -> Self {
        Self(Box::new(Fault {
            path: String::new(),
            problem,
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        match &self.0.problem {
            Problem::Syntax {
                line,
                column,
                message,
            } => write!(f, "line {line}, column {column}: {message}"),
            Problem::Type { expected, found } => write!(f, "expected {expected}, found {found}"),
            Problem::Value(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Value(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Str(_) | Unexpected::Char(_) => "a string".to_owned(),
            Unexpected::Unit => "null".to_owned(),
            Unexpected::Seq => "an array".to_owned(),
            Unexpected::Map => "an object".to_owned(),
            other => other.to_string(),
        };
        Self::mismatch(expected.to_string(), found)
    }
}
