//! Keywords that only take values away: each that comes narrows, each that goes widens.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Comparison;
use crate::diff::{Class, became};

impl Comparison<'_> {
    pub(super) fn bounds(
        &mut self,
        path: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        const LOWER: [&str; 5] = [
            "minimum",
            "exclusiveMinimum",
            "minLength",
            "minItems",
            "minProperties",
        ];
        const UPPER: [&str; 5] = [
            "maximum",
            "exclusiveMaximum",
            "maxLength",
            "maxItems",
            "maxProperties",
        ];
        let keywords = LOWER.map(|keyword| (keyword, true)).into_iter();
        for (keyword, is_lower) in keywords.chain(UPPER.map(|keyword| (keyword, false))) {
            let bound = |schema: &Map<String, Value>| schema.get(keyword).and_then(Value::as_f64);
            let class = match (bound(old), bound(new)) {
                (None, None) => continue,
                (Some(old), Some(new)) if old == new => continue,
                (None, Some(_)) => self.direction.narrower(),
                (Some(_), None) => self.direction.wider(),
                (Some(old), Some(new)) if (new > old) == is_lower => self.direction.narrower(),
                (Some(_), Some(_)) => self.direction.wider(),
            };
            let text = |schema: &Map<String, Value>| {
                schema
                    .get(keyword)
                    .map_or("none".to_owned(), Value::to_string)
            };
            let text = format!("has another {keyword}: {} → {}", text(old), text(new));
            self.add(class, path, text);
        }
    }

    /// What narrows and cannot be compared further.
    pub(super) fn forms(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        for keyword in ["pattern", "format", "multipleOf", "uniqueItems", "not"] {
            match (old.get(keyword), new.get(keyword)) {
                (Some(old), Some(new)) if old != new => {
                    let text = format!("has another {keyword}: {}", became(old, new));
                    self.add(Class::Breaking, path, text);
                }
                (old, new) => self.presence(path, &format!("a {keyword}"), old, new),
            }
        }
    }

    /// Every other keyword: that it changed is all that can be said.
    pub(super) fn rest(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        const COMPARED: [&str; 29] = [
            "type",
            "enum",
            "const",
            "minimum",
            "exclusiveMinimum",
            "minLength",
            "minItems",
            "minProperties",
            "maximum",
            "exclusiveMaximum",
            "maxLength",
            "maxItems",
            "maxProperties",
            "pattern",
            "format",
            "multipleOf",
            "uniqueItems",
            "not",
            "default",
            "title",
            "description",
            "examples",
            "properties",
            "required",
            "items",
            "additionalProperties",
            "$defs",
            "$schema",
            "writeOnly",
        ];
        let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for keyword in keywords {
            let is_compared = COMPARED.contains(&keyword.as_str()) || keyword.starts_with("x-");
            if !is_compared && old.get(keyword) != new.get(keyword) {
                let text = format!("takes another form: its {keyword} changed");
                self.add(Class::Breaking, path, text);
            }
        }
    }

    /// A restriction that came or went.
    pub(super) fn presence(
        &mut self,
        path: &str,
        what: &str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        match (old, new) {
            (None, Some(_)) => {
                self.add(self.direction.narrower(), path, format!("has {what} now"));
            }
            (Some(_), None) => {
                self.add(
                    self.direction.wider(),
                    path,
                    format!("no longer has {what}"),
                );
            }
            _ => {}
        }
    }
}
