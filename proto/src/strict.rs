//! JSON that every reader understands alike.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::spelled::{self, Spelled};

/// Integers beyond this are not the same in every reader: many keep all numbers as doubles.
const MAX_EXACT_INTEGER: u64 = (1 << 53) - 1;

/// Reads a whole document, and what in it some readers understand otherwise.
pub(crate) fn parse(bytes: &[u8]) -> Result<(Value, Option<Ambiguity>), serde_json::Error> {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict(&mut found).deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, found))
}

/// What two readers of one document can disagree on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Ambiguity {
    #[error("the member {0:?} is there twice")]
    Duplicate(String),
    #[error("the number {0} is too large to mean the same everywhere")]
    Number(String),
}

impl Ambiguity {
    /// That of an integer, if it has one.
    pub(crate) fn of_integer(magnitude: u64, number: impl fmt::Display) -> Option<Self> {
        (magnitude > MAX_EXACT_INTEGER).then(|| Self::Number(number.to_string()))
    }

    /// The same of any other number.
    pub(crate) fn of_float(number: f64) -> Option<Self> {
        // Integers without a fraction that do not fit 64 bits come this way too.
        (number.abs() > MAX_EXACT_INTEGER as f64).then(|| Self::Number(number.to_string()))
    }
}

/// Reads one value and notes the first ambiguity.
pub(crate) struct Strict<'a>(pub(crate) &'a mut Option<Ambiguity>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        self.number(Ambiguity::of_integer(value.unsigned_abs(), value), value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        self.number(Ambiguity::of_integer(value, value), value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        self.number(Ambiguity::of_float(value), value)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Strict(self.0))? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.is_empty() && spelled::begins_with(&name) {
                return match spelled::number(members)? {
                    Spelled::Unsigned(number) => self.visit_u64(number),
                    Spelled::Signed(number) => self.visit_i64(number),
                    Spelled::Float(number) => self.visit_f64(number),
                };
            }
            let value = members.next_value_seed(Strict(self.0))?;
            if object.contains_key(&name) {
                self.0.get_or_insert(Ambiguity::Duplicate(name.clone()));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

impl Strict<'_> {
    fn number<E>(self, ambiguity: Option<Ambiguity>, value: impl Into<Value>) -> Result<Value, E> {
        *self.0 = self.0.take().or(ambiguity);
        Ok(value.into())
    }
}
