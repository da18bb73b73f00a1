//! Removes from a schema what says nothing to a reader, or what clients do not take.

use std::collections::HashSet;

use schemars::generate::Contract;
use serde_json::{Map, Value};

use super::null;
use super::walk::{self, Place};
use crate::text;

type Schema = Map<String, Value>;

/// Removes the widths of numbers, which their bounds tell, and what files leave in descriptions. Of what a
/// caller gives, also `null` where absent means the same: many clients refuse a type beside it.
pub(super) fn tidy(schema: &mut Schema, contract: &Contract) {
    let kept = contract.is_deserialize().then(|| {
        let mut kept = HashSet::new();
        collect_filled(schema, true, &mut kept);
        kept
    });
    Tidy { kept }.within(schema);
}

/// The references that stand where a value must be given.
type Filled = HashSet<String>;

struct Tidy {
    /// `None` for results, whose `null` is sent.
    kept: Option<Filled>,
}

impl Tidy {
    fn within(&self, schema: &mut Schema) {
        if is_number(schema) && schema.get("format").is_some_and(is_width) {
            schema.remove("format");
        }
        for word in ["title", "description"] {
            if let Some(Value::String(words)) = schema.get_mut(word) {
                *words = text::tidy(std::mem::take(words));
            }
        }
        let required = required(schema);
        walk::each_mut(schema, |place, inner| {
            self.within(inner);
            let Some(kept) = &self.kept else { return };
            let is_filled = match (place.word, place.key) {
                ("$defs" | "definitions", Some(name)) => {
                    kept.iter().any(|path| super::names(path, name))
                }
                _ => is_filled(place, &required, true),
            };
            if !is_filled {
                null::remove(inner);
            }
        });
    }
}

/// Whether a value must stand there. What may be left out needs no `null`; in the place of a tuple or under a
/// required key `null` is a value of its own, and the only end of some types that contain themselves.
fn is_filled(place: Place<'_>, required: &[String], is_outer_filled: bool) -> bool {
    match place.word {
        "properties" => place
            .key
            .is_some_and(|key| required.iter().any(|name| name == key)),
        "additionalProperties" | "items" | "patternProperties" => false,
        "allOf" | "anyOf" | "oneOf" => is_outer_filled,
        _ => true,
    }
}

fn collect_filled(schema: &Schema, is_outer_filled: bool, filled: &mut Filled) {
    if is_outer_filled && let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        filled.insert(path.to_owned());
    }
    let required = required(schema);
    walk::each(schema, |place, inner| {
        let is_inner_filled = is_filled(place, &required, is_outer_filled);
        collect_filled(inner, is_inner_filled, filled);
    });
}

fn required(schema: &Schema) -> Vec<String> {
    let names = schema.get("required").and_then(Value::as_array);
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

fn is_number(schema: &Schema) -> bool {
    let is_number = |name: &Value| name == "integer" || name == "number";
    match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(is_number),
        name => name.is_some_and(is_number),
    }
}

/// `int64`, `uint`, `float`.
fn is_width(format: &Value) -> bool {
    let Some(format) = format.as_str() else {
        return false;
    };
    let bits = format.strip_prefix('u').unwrap_or(format);
    let bits = bits.strip_prefix("int");
    matches!(format, "float" | "double")
        || bits.is_some_and(|bits| bits.bytes().all(|digit| digit.is_ascii_digit()))
}
