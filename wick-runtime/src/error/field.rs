//! What was wrong with one field of a request.

use std::fmt;

/// One argument or setting that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// Where the field came from.
    pub origin: Origin,
    /// Its key.
    pub field: String,
    /// What was wrong with it and what is accepted. Never holds the value of a secret.
    pub message: String,
}

/// Where a field comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The caller of the operation.
    Argument,
    /// The connector's settings.
    Setting,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.origin == Origin::Setting {
            f.write_str("setting ")?;
        }
        write!(f, "`{}`: {}", self.field, self.message)
    }
}
