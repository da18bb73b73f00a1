//! JSON text, one level at a time: what is inside of a list or an object stays text until a type
//! asks for it, so that its numbers keep their digits, whatever features serde_json was built with.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::{Fault, FaultKind};

/// Lists and objects may be as deep as serde_json takes them, so that no input exhausts the stack.
pub(super) const DEEPEST: u8 = 127;

pub(super) const LIST: &str = "a JSON list";
pub(super) const OBJECT: &str = "a JSON object";

pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether it may be JSON, by its first character.
pub(super) fn may_be_json(text: &str) -> bool {
    let first = text.trim_start().bytes().next();
    first.is_some_and(|byte| {
        matches!(byte, b'{' | b'[' | b'"' | b't' | b'f' | b'n') || is_of_number(byte)
    })
}

/// Whether the text of a JSON value is that of a number.
pub(super) fn is_number(json: &str) -> bool {
    json.bytes().next().is_some_and(is_of_number)
}

fn is_of_number(byte: u8) -> bool {
    byte == b'-' || byte.is_ascii_digit()
}

/// The items of a list, each as the text that it is.
pub(super) fn items(text: &str) -> Result<Vec<&RawValue>, Fault> {
    parts(text, '[', LIST)
}

/// The members of an object in their order, each value as the text that it is.
pub(super) fn members(text: &str) -> Result<Vec<(String, &RawValue)>, Fault> {
    parts(text, '{', OBJECT).map(|Members(members)| members)
}

fn parts<'a, T: Deserialize<'a>>(
    text: &'a str,
    opening: char,
    wanted: &'static str,
) -> Result<T, Fault> {
    if !text.trim_start().starts_with(opening) {
        return Err(Fault::not(wanted, wanted));
    }
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        FaultKind::Json { wanted, reason }.into()
    })
}

/// What a JSON string says.
pub(super) fn unquoted(json: &str) -> Result<Cow<'_, str>, Fault> {
    let inside = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'));
    match inside {
        Some(plain) if !plain.contains('\\') => Ok(plain.into()),
        _ => serde_json::from_str(json)
            .map(Cow::Owned)
            .map_err(Fault::custom),
    }
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}
