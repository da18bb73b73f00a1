//! The form of a value that a text field takes as JSON. A Go host tells models and people no more of an
//! input than its widget and its description.

use serde_json::{Map, Value, json};

use crate::schema;

/// Longest sample, in bytes: a longer one teaches no more.
const LONGEST: usize = 200;

/// Deepest sample.
const DEEPEST: u8 = 4;

/// Members of an object in a sample, where none must be there.
const MEMBERS: usize = 3;

/// What to write into a text field, such as `JSON list of strings, such as ["a","b"]`. `None` for what
/// is no JSON: a text, a number, a choice.
pub(super) fn of(schema: &Map<String, Value>) -> Option<String> {
    let name = name(schema)?;
    let sample = sample(schema, DEEPEST).map(|sample| sample.to_string());
    Some(match sample.filter(|sample| sample.len() <= LONGEST) {
        Some(sample) => format!("{name}, such as {sample}"),
        None => name,
    })
}

fn name(schema: &Map<String, Value>) -> Option<String> {
    if schema::is(schema, "array") {
        let items = items(schema).map_or("values", kind);
        return Some(format!("JSON list of {items}"));
    }
    if schema::is(schema, "object") {
        return Some(match values(schema) {
            Some(values) => format!("JSON object of {}", kind(values)),
            None => "JSON object".to_owned(),
        });
    }
    if schema.contains_key("type") || schema::choices(schema).is_some() {
        return None;
    }
    match cases(schema) {
        Some(cases) => cases.filter_map(name).next(),
        None => Some("JSON of any kind".to_owned()),
    }
}

/// What the values of a list or a map are, in the plural.
fn kind(schema: &Map<String, Value>) -> &'static str {
    let kind = schema.get("type").and_then(Value::as_str);
    match kind {
        Some("string") => "strings",
        Some("integer") => "whole numbers",
        Some("number") => "numbers",
        Some("boolean") => "booleans",
        Some("array") => "lists",
        Some("object") => "objects",
        _ if schema::choices(schema).is_some() => "strings",
        _ if schema.contains_key("$ref") => "objects",
        _ => {
            let mut kinds = cases(schema).into_iter().flatten().map(self::kind);
            let first = kinds.next().unwrap_or("values");
            match kinds.all(|kind| kind == first) {
                true => first,
                false => "values",
            }
        }
    }
}

/// A value of this schema. `None` for one that is too deep, as one that contains itself is.
fn sample(schema: &Map<String, Value>, depth: u8) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let of_schema = |schema: &Map<String, Value>| sample(schema, depth);
    let examples = schema.get("examples").and_then(Value::as_array);
    let example = examples.and_then(|examples| examples.first());
    if let Some(told) = example.or_else(|| schema.get("const")) {
        return Some(told.clone());
    }
    if let Some(choices) = schema::choices(schema) {
        return choices.first().map(|choice| json!(choice));
    }
    if let Some(mut cases) = cases(schema) {
        let first = cases.next()?;
        let told = cases.find(|case| name(case).is_some());
        return of_schema(told.filter(|_| name(first).is_none()).unwrap_or(first));
    }
    Some(match schema.get("type").and_then(Value::as_str) {
        Some("array") => match items(schema) {
            Some(items) => list(items, of_schema(items)?),
            None => json!([]),
        },
        Some("object") => match values(schema) {
            Some(values) => json!({"key": of_schema(values)?}),
            None => json!(members(schema, of_schema)?),
        },
        Some("string") => json!(text(schema)),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some(_) => return None,
        None if schema.contains_key("$ref") => return None,
        // A string or a number: a decimal is a string of its digits.
        None if schema.contains_key("type") => json!("1.5"),
        None => json!({"key": "value"}),
    })
}

/// A list of two where that is short, to show how they are separated.
fn list(items: &Map<String, Value>, first: Value) -> Value {
    let second = match &first {
        Value::String(text) if text == "a" => Some(json!("b")),
        Value::String(_) => {
            schema::choices(items).and_then(|choices| choices.get(1).map(|choice| json!(choice)))
        }
        Value::Number(number) => number.as_u64().map(|number| json!(number + 1)),
        _ => None,
    };
    json!(std::iter::once(first).chain(second).collect::<Vec<_>>())
}

/// The members that must be there, or else the first.
fn members(
    schema: &Map<String, Value>,
    sample: impl Fn(&Map<String, Value>) -> Option<Value>,
) -> Option<Map<String, Value>> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Some(Map::new());
    };
    let required = schema.get("required").and_then(Value::as_array);
    let shown: Vec<&String> = match required {
        Some(required) => properties
            .keys()
            .filter(|key| required.iter().any(|name| name == *key))
            .collect(),
        None => properties.keys().take(MEMBERS).collect(),
    };
    let member = |key: &String| {
        let schema = schema::without_null(properties.get(key)?.clone());
        Some((key.clone(), sample(&schema)?))
    };
    shown.into_iter().map(member).collect()
}

fn text(schema: &Map<String, Value>) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-01-31",
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("email") => "ada@example.net",
        Some("uri") => "https://example.net/",
        Some("password") => "…",
        _ => "a",
    }
}

fn items(schema: &Map<String, Value>) -> Option<&Map<String, Value>> {
    schema.get("items").and_then(Value::as_object)
}

/// What the values of a map are. A struct has members with names.
fn values(schema: &Map<String, Value>) -> Option<&Map<String, Value>> {
    match schema.contains_key("properties") {
        true => None,
        false => schema.get("additionalProperties")?.as_object(),
    }
}

fn cases(schema: &Map<String, Value>) -> Option<impl Iterator<Item = &Map<String, Value>>> {
    let cases = ["anyOf", "oneOf", "allOf"]
        .iter()
        .find_map(|word| schema.get(*word)?.as_array());
    Some(cases?.iter().filter_map(Value::as_object))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;

    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Point {
        x: f64,
        y: u8,
        label: Option<String>,
    }

    #[derive(JsonSchema)]
    #[serde(tag = "type", rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Shape {
        Circle { radius: f64 },
        Square { side: f64 },
    }

    #[derive(JsonSchema)]
    #[serde(rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum State {
        Open,
        Closed,
    }

    #[derive(JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }

    #[derive(JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Id {
        Number(i64),
        Name(String),
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Tree {
        children: Vec<Tree>,
    }

    fn form<T: JsonSchema>() -> Option<String> {
        of(&schema::without_null(schema::of_argument(T::json_schema)))
    }

    /// V8.
    #[test]
    fn a_list_or_an_object_is_told_with_a_sample() {
        for (form, told) in [
            (
                form::<Vec<String>>(),
                r#"JSON list of strings, such as ["a","b"]"#,
            ),
            (
                form::<Option<Vec<State>>>(),
                r#"JSON list of strings, such as ["open","closed"]"#,
            ),
            (
                form::<Vec<i64>>(),
                "JSON list of whole numbers, such as [1,2]",
            ),
            (
                form::<Vec<Shape>>(),
                r#"JSON list of objects, such as [{"type":"circle","radius":1.5}]"#,
            ),
            (
                form::<BTreeMap<String, Id>>(),
                r#"JSON object of values, such as {"key":1}"#,
            ),
            (form::<Vec<f32>>(), "JSON list of numbers, such as [1.5]"),
            (
                form::<Vec<Vec<String>>>(),
                r#"JSON list of lists, such as [["a","b"]]"#,
            ),
            (
                form::<Vec<Point>>(),
                r#"JSON list of objects, such as [{"x":1.5,"y":0}]"#,
            ),
            (form::<Point>(), r#"JSON object, such as {"x":1.5,"y":0}"#),
            (
                form::<BTreeMap<String, u8>>(),
                r#"JSON object of whole numbers, such as {"key":0}"#,
            ),
            (
                form::<Shape>(),
                r#"JSON object, such as {"type":"circle","radius":1.5}"#,
            ),
            (
                form::<OneOrMany>(),
                r#"JSON list of strings, such as ["a","b"]"#,
            ),
            (
                form::<Value>(),
                r#"JSON of any kind, such as {"key":"value"}"#,
            ),
            (form::<Vec<Tree>>(), "JSON list of objects"),
        ] {
            assert_eq!(form.as_deref(), Some(told));
        }
        for none in [
            form::<String>(),
            form::<Option<u8>>(),
            form::<bool>(),
            form::<State>(),
            form::<url::Url>(),
        ] {
            assert_eq!(none, None);
        }
    }
}
