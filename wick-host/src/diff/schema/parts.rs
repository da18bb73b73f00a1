//! Looking at the keywords of one schema.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::diff::budget::size;
use crate::schema::is_reference;

/// Keywords of which a value has to satisfy one.
pub(super) const ALTERNATIVES: [&str; 2] = ["anyOf", "oneOf"];

/// Keywords that say nothing of which values are taken, or that are followed where they stand.
const SILENT: [&str; 18] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "allOf",
    "default",
    "definitions",
    "deprecated",
    "description",
    "examples",
    "id",
    "readOnly",
    "title",
    "writeOnly",
];

/// Whether values are not restricted by the keyword itself.
pub(super) fn is_silent(keyword: &str) -> bool {
    SILENT.contains(&keyword) || is_reference(keyword) || keyword.starts_with("x-")
}

/// The types of values: those that it names, or else those of its choices. Without either, any.
pub(super) fn types(schema: &Map<String, Value>) -> Option<BTreeSet<&str>> {
    match schema.get("type") {
        Some(Value::String(name)) => Some([name.as_str()].into()),
        Some(Value::Array(names)) => Some(names.iter().filter_map(Value::as_str).collect()),
        _ => {
            let choices = choices(schema)?;
            Some(choices.into_iter().map(type_of).collect())
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "array",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Object(_) => "object",
        Value::String(_) => "string",
    }
}

/// The values that are taken, if they are counted: by `enum` or `const`, or by alternatives that
/// are all such, as those of an enum whose variants are described.
pub(super) fn choices(schema: &Map<String, Value>) -> Option<Vec<&Value>> {
    if let Some(choices) = own_choices(schema) {
        return Some(choices);
    }
    let alternatives = described(schema)?;
    let choices: Option<Vec<_>> = alternatives.iter().map(choices_of_one).collect();
    Some(choices?.concat())
}

/// The alternatives that [`choices`] are taken from, each with what is said of it.
pub(super) fn described(schema: &Map<String, Value>) -> Option<&[Value]> {
    let mut keywords = ALTERNATIVES.into_iter();
    let all = keywords.find_map(|keyword| schema.get(keyword)?.as_array())?;
    let is_counted =
        all.iter().all(|one| choices_of_one(one).is_some()) && all.iter().any(|one| !is_null(one));
    is_counted.then_some(all)
}

fn choices_of_one(schema: &Value) -> Option<Vec<&Value>> {
    match is_null(schema) {
        true => Some(vec![&Value::Null]),
        false => own_choices(schema.as_object()?),
    }
}

fn own_choices(schema: &Map<String, Value>) -> Option<Vec<&Value>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => Some(values.iter().collect()),
        (_, Some(value)) => Some(vec![value]),
        _ => None,
    }
}

/// Whether it takes `null`, and nothing else.
pub(super) fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema.get("const").is_some_and(Value::is_null)
}

/// A value so that equal ones are equal texts: `1.0` is `1`.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

pub(super) fn required(schema: &Map<String, Value>) -> HashSet<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// How much there is to compare of a schema by itself, without the schemas in it.
pub(super) fn weight(schema: &Map<String, Value>) -> usize {
    const SCHEMAS: [&str; 6] = [
        "properties",
        "patternProperties",
        "dependentSchemas",
        "anyOf",
        "oneOf",
        "allOf",
    ];
    let of = |(keyword, value): (&String, &Value)| match value {
        Value::Object(members) if SCHEMAS.contains(&keyword.as_str()) => 1 + members.len(),
        Value::Array(members) if SCHEMAS.contains(&keyword.as_str()) => 1 + members.len(),
        _ if is_single_schema(keyword) || matches!(keyword.as_str(), "$defs" | "definitions") => 1,
        data => size(data),
    };
    schema.iter().map(of).fold(1, usize::saturating_add)
}

/// Whether the keyword's value is a schema.
fn is_single_schema(keyword: &str) -> bool {
    const SCHEMAS: [&str; 13] = [
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    SCHEMAS.contains(&keyword)
}
