//! Limits of texts, lists and maps.

mod format;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use regex_lite::Regex;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::decode::{Fault, FaultKind, Given};
use crate::schema;

pub(crate) use format::Format;

/// How many characters a text, items a list or entries a map may have; both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
}

/// What the schema of a text or list says beyond its type. Read from the schema, so that the limits
/// of a flattened struct's fields count as well.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    length: Length,
    pattern: Option<Pattern>,
    format: Option<Format>,
}

#[derive(Clone, Debug)]
enum Pattern {
    Matches(Arc<Regex>),
    /// No regular expression, and why. Nothing is held against it; a definition is not sound with it.
    Broken(String),
}

impl Length {
    pub(crate) fn is_set(self) -> bool {
        self.least.is_some() || self.most.is_some()
    }

    fn contains(self, length: u64) -> bool {
        self.least.is_none_or(|least| length >= least)
            && self.most.is_none_or(|most| length <= most)
    }

    /// Adds it to the schema of a text, list or map.
    pub(crate) fn add_to(self, schema: &mut Map<String, Value>) {
        let (least, most) = words(schema);
        let bounds = [(least, self.least), (most, self.most)];
        for (word, bound) in bounds {
            if let Some(bound) = bound {
                schema.insert(word.to_owned(), bound.into());
            }
        }
    }
}

impl Limits {
    pub(crate) fn of(schema: &Map<String, Value>) -> Self {
        let number = |word: &str| schema.get(word).and_then(Value::as_u64);
        let (least, most) = words(schema);
        let length = Length {
            least: number(least),
            most: number(most),
        };
        let pattern = schema.get("pattern").and_then(Value::as_str);
        Self {
            length,
            pattern: pattern.map(|pattern| match Regex::new(pattern) {
                Ok(regex) => Pattern::Matches(Arc::new(regex)),
                Err(error) => Pattern::Broken(error.to_string()),
            }),
            format: schema
                .get("format")
                .and_then(Value::as_str)
                .and_then(Format::named),
        }
    }

    /// Why the pattern is none.
    pub(crate) fn broken_pattern(&self) -> Option<&str> {
        match &self.pattern {
            Some(Pattern::Broken(reason)) => Some(reason),
            _ => None,
        }
    }

    /// The fault of a value outside of the limits. What is of another type is left to the type.
    pub(crate) fn fault(&self, schema: &Map<String, Value>, given: Given<'_>) -> Option<Fault> {
        let text = given.as_text()?;
        if schema::is(schema, "array") {
            if !self.length.is_set() {
                return None;
            }
            let items: Vec<IgnoredAny> = serde_json::from_str(text).ok()?;
            return self.wrong_length(items.len(), "items");
        }
        if schema::is(schema, "object") {
            if !self.length.is_set() {
                return None;
            }
            let keys: HashMap<String, IgnoredAny> = serde_json::from_str(text).ok()?;
            return self.wrong_length(keys.len(), "keys");
        }
        if !schema::is(schema, "string") {
            return None;
        }
        if self.length.is_set()
            && let Some(fault) = self.wrong_length(text.chars().count(), "characters")
        {
            return Some(fault);
        }
        match &self.pattern {
            Some(Pattern::Matches(regex)) if !regex.is_match(text) => {
                let pattern = regex.as_str().to_owned();
                Some(FaultKind::Pattern { pattern }.into())
            }
            _ => self.format?.fault(text),
        }
    }

    fn wrong_length(&self, found: usize, unit: &'static str) -> Option<Fault> {
        let found = u64::try_from(found).unwrap_or(u64::MAX);
        (!self.length.contains(found)).then(|| {
            FaultKind::Length {
                found,
                unit,
                accepted: self.length.to_string(),
            }
            .into()
        })
    }
}

/// The words of JSON Schema for the length of such a value.
fn words(schema: &Map<String, Value>) -> (&'static str, &'static str) {
    if schema::is(schema, "array") {
        ("minItems", "maxItems")
    } else if schema::is(schema, "object") {
        ("minProperties", "maxProperties")
    } else {
        ("minLength", "maxLength")
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "exactly {least}"),
            (Some(least), Some(most)) => write!(f, "{least} to {most}"),
            (Some(least), None) => write!(f, "at least {least}"),
            (None, Some(most)) => write!(f, "at most {most}"),
            (None, None) => f.write_str("any number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(schema: Value, given: Given<'_>) -> Option<FaultKind> {
        let schema = schema.as_object().unwrap();
        Limits::of(schema)
            .fault(schema, given)
            .map(|fault| fault.kind)
    }

    #[test]
    fn texts_are_counted_in_characters() {
        let name = || json!({"type": "string", "minLength": 2, "maxLength": 3});
        assert_eq!(fault(name(), Given::Text("üü")), None);
        assert_eq!(fault(name(), Given::Absent), None);
        assert_eq!(
            fault(name(), Given::Text("abcd")),
            Some(FaultKind::Length {
                found: 4,
                unit: "characters",
                accepted: "2 to 3".to_owned()
            })
        );
    }

    #[test]
    fn lists_are_counted_in_items() {
        let list = || json!({"type": "array", "minItems": 1});
        assert_eq!(fault(list(), Given::Json("[[1, 2]]")), None);
        assert!(matches!(
            fault(list(), Given::Text(" [ ] ")),
            Some(FaultKind::Length {
                found: 0,
                unit: "items",
                ..
            })
        ));
        assert_eq!(fault(list(), Given::Text("no list")), None);
    }

    #[test]
    fn maps_are_counted_in_entries() {
        let map = || json!({"type": "object", "additionalProperties": true, "maxProperties": 1});
        assert_eq!(
            fault(map(), Given::Json(r#"{"a": {"b": 1, "c": 2}}"#)),
            None
        );
        assert!(matches!(
            fault(map(), Given::Text(r#"{"a": 1, "b": 2}"#)),
            Some(FaultKind::Length {
                found: 2,
                unit: "keys",
                ..
            })
        ));
        assert_eq!(fault(map(), Given::Text("no map")), None);
    }

    #[test]
    fn patterns_match_anywhere_unless_they_say_otherwise() {
        let key = |pattern: &str| json!({"type": "string", "pattern": pattern});
        assert_eq!(fault(key("[A-Z]+-\\d+"), Given::Text("see AB-12")), None);
        assert_eq!(
            fault(key("^[A-Z]+-\\d+$"), Given::Text("see AB-12")),
            Some(FaultKind::Pattern {
                pattern: "^[A-Z]+-\\d+$".to_owned()
            })
        );
        let broken = Limits::of(key("(").as_object().unwrap());
        assert!(broken.broken_pattern().is_some());
    }
}
