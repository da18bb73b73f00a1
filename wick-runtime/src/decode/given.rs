//! What was given for one field.

use std::cell::Cell;

/// What a host gave for one field. A Go host gives texts; wick-host gives JSON.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// Nothing, `null` or an empty text.
    Absent,
    /// A text that stands for a value of any type, as a Go host, a setting and a default have it:
    /// JSON where it is JSON and the type takes that, else a string.
    Text(&'a str),
    /// A JSON string: a string where the type takes one, else what the text in it stands for.
    String(&'a str),
    /// The JSON text of anything but a string. Kept as text, so that a number loses no digit on
    /// its way to the type that takes it.
    Json(&'a str),
    /// Several fields, for a type whose own fields stand among the inputs.
    Fields(&'a [(&'a str, Given<'a>)]),
    /// No value: asks a type for the names of its fields, and is refused.
    Names(&'a Cell<Option<&'static [&'static str]>>),
}

impl<'a> Given<'a> {
    /// A text, unless it is empty.
    pub(crate) fn text(text: &'a str) -> Self {
        if text.is_empty() {
            Self::Absent
        } else {
            Self::Text(text)
        }
    }

    /// A JSON string, unless it is empty.
    pub(crate) fn string(text: &'a str) -> Self {
        if text.is_empty() {
            Self::Absent
        } else {
            Self::String(text)
        }
    }

    /// A text or the text of a JSON value.
    pub(crate) fn as_text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) | Self::String(text) | Self::Json(text) => Some(text),
            Self::Absent | Self::Fields(_) | Self::Names(_) => None,
        }
    }

    /// Bytes of text in it.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Fields(fields) => fields.iter().map(|(_, given)| given.size()).sum(),
            other => other.as_text().map_or(0, str::len),
        }
    }
}
