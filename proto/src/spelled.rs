//! Numbers as serde_json's readers give them when it is built with `arbitrary_precision`: as an object
//! with one member, whose value is the number as it is spelled. Any crate of a build can switch that on.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// The name of that member.
const NAME: &str = "$serde_json::private::Number";

/// A number that was spelled out.
pub(crate) enum Spelled {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

/// Whether what begins with this name is no object but a number.
pub(crate) fn begins_with(name: &str) -> bool {
    name == NAME
}

/// The number behind the name.
///
/// # Errors
///
/// For an object of a document that has a member of this name: other readers take it for a number.
pub(crate) fn number<'de, A: MapAccess<'de>>(mut members: A) -> Result<Spelled, A::Error> {
    members.next_value_seed(Spelling)
}

struct Spelling;

impl<'de> DeserializeSeed<'de> for Spelling {
    type Value = Spelled;

    fn deserialize<D: Deserializer<'de>>(self, spelling: D) -> Result<Spelled, D::Error> {
        spelling.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Spelling {
    type Value = Spelled;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number; the member name `{NAME}` is reserved")
    }

    /// A spelling comes as a `String` of its own, and a string of a document never does.
    fn visit_string<E: Error>(self, spelling: String) -> Result<Spelled, E> {
        if let Ok(number) = spelling.parse() {
            return Ok(Spelled::Unsigned(number));
        }
        if let Ok(number) = spelling.parse() {
            return Ok(Spelled::Signed(number));
        }
        match spelling.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Spelled::Float(number)),
            _ => Err(E::custom("number out of range")),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Spelled, E> {
        Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
    }
}
