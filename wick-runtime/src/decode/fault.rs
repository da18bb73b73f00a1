//! Why a field could not be decoded.

use std::fmt;

/// Why a field could not be decoded. Holds no value unless a type's own `Deserialize` puts it into
/// its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field within a flattened type.
    pub(crate) field: Option<String>,
    pub(crate) kind: FaultKind,
}

/// What was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// One of these was expected.
    Choice(String),
    /// The type's own `Deserialize` refused it.
    Custom(String),
    /// A part of a list or object was refused.
    Inside { path: String, reason: String },
    /// It is too short or too long.
    Length {
        found: u64,
        unit: &'static str,
        accepted: String,
    },
    /// Nothing was given.
    Missing,
    /// It is not JSON.
    Json {
        wanted: &'static str,
        reason: String,
    },
    /// It is another kind of value.
    Not {
        wanted: &'static str,
        accepted: String,
    },
    /// It is a text of another form.
    Pattern { pattern: String },
    /// It is a number too small or too large.
    OutOfRange { accepted: String },
}

impl Fault {
    /// Within the field `key`, unless a field is known already.
    pub(crate) fn within(mut self, key: &str) -> Self {
        self.field.get_or_insert_with(|| key.to_owned());
        self
    }

    /// That of a JSON value, of which the place is told.
    pub(super) fn inside(self) -> Self {
        let reason = match (self.kind, self.field) {
            (FaultKind::Custom(reason), _) => reason,
            (FaultKind::Missing, Some(field)) => format!("missing field `{field}`"),
            (kind, field) => return Self { field, kind },
        };
        let path = ".".to_owned();
        FaultKind::Inside { path, reason }.into()
    }

    /// At an item of a list.
    pub(super) fn at_item(self, index: usize) -> Self {
        self.at(format!("[{index}]"))
    }

    /// At a member of an object.
    pub(super) fn at_member(self, key: &str) -> Self {
        self.at(key.to_owned())
    }

    fn at(self, place: String) -> Self {
        let (rest, reason) = match self.inside() {
            Self {
                kind: FaultKind::Inside { path, reason },
                ..
            } => (path, reason),
            other => (".".to_owned(), other.to_string()),
        };
        let path = match rest.as_str() {
            "." => place,
            rest if rest.starts_with('[') => place + rest,
            rest => format!("{place}.{rest}"),
        };
        FaultKind::Inside { path, reason }.into()
    }

    pub(crate) fn not(wanted: &'static str, accepted: impl Into<String>) -> Self {
        FaultKind::Not {
            wanted,
            accepted: accepted.into(),
        }
        .into()
    }
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self { field: None, kind }
    }
}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        FaultKind::Custom(message.to_string()).into()
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            field: Some(field.to_owned()),
            kind: FaultKind::Missing,
        }
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        FaultKind::Choice(expected.join(", ")).into()
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Choice(accepted) => {
                write!(f, "not one of the choices; accepted: {accepted}")
            }
            FaultKind::Custom(message) => f.write_str(message),
            FaultKind::Inside { path, reason } if path == "." => f.write_str(reason),
            FaultKind::Inside { path, reason } => write!(f, "at {path}: {reason}"),
            FaultKind::Missing => f.write_str("required, but not given"),
            FaultKind::Json { wanted, reason } => write!(f, "not {wanted}: {reason}"),
            FaultKind::Not { wanted, accepted } => write!(f, "not {wanted}; accepted: {accepted}"),
            FaultKind::Length {
                found,
                unit,
                accepted,
            } => {
                let unit = match found {
                    1 => unit.trim_end_matches('s'),
                    _ => unit,
                };
                write!(f, "has {found} {unit}; accepted: {accepted}")
            }
            FaultKind::Pattern { pattern } => write!(f, "does not match `{pattern}`"),
            FaultKind::OutOfRange { accepted } => write!(f, "out of range; accepted: {accepted}"),
        }
    }
}
