//! What was given for one field.

/// What a host gave for one field. A Go host gives texts; ours gives JSON.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// Nothing, `null` or an empty text.
    Absent,
    /// A text.
    Text(&'a str),
    /// The JSON text of anything but a string or `null`. Kept as text, so that a number loses no
    /// digit on its way to the type that takes it.
    Json(&'a str),
    /// Several fields, for a type whose own fields stand among the inputs.
    Fields(&'a [(&'a str, Given<'a>)]),
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

    /// A text or the text of a JSON value.
    pub(crate) fn as_text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) | Self::Json(text) => Some(text),
            Self::Absent | Self::Fields(_) => None,
        }
    }
}
