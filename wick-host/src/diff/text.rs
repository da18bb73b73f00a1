//! Values in a line.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// Characters that a line bears of one value.
const LONGEST: usize = 60;
/// Values that a line lists.
const LISTED: usize = 12;

/// `"old" → "new"`, each cut to a length that a line bears.
pub(super) fn became(old: impl fmt::Display, new: impl fmt::Display) -> String {
    format!("{} → {}", quoted(old), quoted(new))
}

pub(super) fn quoted(text: impl fmt::Display) -> String {
    format!("\"{}\"", clipped(&text.to_string(), LONGEST))
}

/// A value as JSON, cut to a length that a line bears; `none` for none.
pub(super) fn json(value: Option<&Value>) -> String {
    value.map_or("none".to_owned(), |value| {
        clipped(&value.to_string(), LONGEST).into_owned()
    })
}

/// Values as JSON, the first of them and how many more there are.
pub(super) fn listed(values: &[&Value]) -> String {
    let shown = values.iter().take(LISTED).map(|value| json(Some(value)));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if values.len() > LISTED {
        text.push_str(&format!(" and {} more", values.len() - LISTED));
    }
    text
}

/// The first `longest` characters, and `…` for the rest.
pub(super) fn clipped(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
