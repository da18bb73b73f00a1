//! The shape of a module: all of it that is no prose.
//!
//! `tests/data/modules/` holds the shapes of modules that ship with the reference. Our declarations
//! of the same modules must have the same, from the keys to the order of the fields. Descriptions
//! are in neither; where the reference describes something optional, so must we.

use serde_json::{Map, Value, json};
use wick_proto::module::{Category, Field, Operation, Tag};
use wick_runtime::{Connector, Dispatcher, Error, Result};

/// What an operation answers that is declared for its shape alone.
///
/// # Errors
///
/// Always.
pub fn not_connected<T>() -> Result<T> {
    Err(Error::new(
        "not_connected",
        "nothing is behind this operation",
    ))
}

/// Compares the shape of a connector with one that was written down.
///
/// # Panics
///
/// When they differ; with every difference.
pub fn assert_same<C: Connector>(written: &str) {
    let dispatcher = Dispatcher::of::<C>().unwrap();
    let written: Value = serde_json::from_str(written).unwrap();
    let differences = differences("", &written, &of(&dispatcher));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The shape of what a dispatcher serves.
pub fn of(dispatcher: &Dispatcher) -> Value {
    let module = dispatcher.module();
    json!({
        "kind": dispatcher.about().plugin_kind().as_str(),
        "key": module.meta.key,
        "name": module.meta.name,
        "icon": module.meta.icon,
        "fixed": module.meta.fixed,
        "live_catalog": module.meta.live_catalog,
        "require_ai_description": module.meta.require_ai_description,
        "tags": list(&module.meta.default_tags, tag),
        "allow_session_config": module.allow_session_config,
        "access": module.default_access,
        "oauth": module.oauth,
        "settings": list(&module.configs, field),
        "categories": list(&module.operations, category),
    })
}

fn list<T>(items: &[T], shape: fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(shape).collect()
}

fn tag(tag: &Tag) -> Value {
    json!({
        "name": tag.name,
        "described": !tag.description.is_empty(),
        "group": tag.is_group,
        "filter": tag.is_filter,
        "system": tag.is_system,
        "sort_order": tag.sort_order,
    })
}

fn category(category: &Category) -> Value {
    json!({
        "title": category.title,
        "described": !category.description.is_empty(),
        "operations": list(&category.operations, operation),
    })
}

/// A name is told when it is the one that follows from the key; others are prose.
fn operation(operation: &Operation) -> Value {
    let name = (operation.name == title(&operation.key)).then_some(&operation.name);
    let docs = present([
        ("output_shape", operation.output_shape.len().into()),
        (
            "templateable_fields",
            operation.templateable_fields.len().into(),
        ),
        ("quirks", operation.quirks.len().into()),
        ("examples", operation.examples.len().into()),
        ("pair_with", operation.pair_with.len().into()),
        ("common_pitfalls", operation.common_pitfalls.len().into()),
        (
            "input_sample",
            usize::from(!operation.input_sample.is_empty()).into(),
        ),
        (
            "output_sample",
            usize::from(!operation.output_sample.is_empty()).into(),
        ),
    ]);
    let mut shape = present([
        ("key", operation.key.clone().into()),
        ("name", json!(name)),
        ("destructive", operation.destructive.into()),
        ("config_only", operation.config_only.into()),
        ("docs", docs.into()),
    ]);
    shape.insert("input".to_owned(), list(&operation.input, field).into());
    shape.into()
}

fn field(field: &Field) -> Value {
    present([
        ("key", field.key.clone().into()),
        ("type", field.kind.clone().into()),
        ("options", field.options.clone().into()),
        ("value", field.value.clone().into()),
        ("required", field.required.into()),
        ("secret", field.secret.into()),
        ("locked", field.locked.into()),
        ("regenerable", field.can_regenerate.into()),
        ("hidden", field.hidden.into()),
        ("col_options", json!(field.col_options)),
        ("visible_when", field.visible_when.clone().into()),
        ("mode", field.mode.clone().into()),
        ("env_override", field.env_override.clone().into()),
        ("group", group(&field.group).into()),
    ])
    .into()
}

fn group(text: &str) -> Map<String, Value> {
    let mut parts = text.split('|');
    let mut part = || parts.next().unwrap_or_default();
    present([
        ("title", part().into()),
        ("described", (!part().is_empty()).into()),
        ("collapsed", (part() == "collapsed").into()),
    ])
}

/// What says something: no empty text, no `false`, no zero.
fn present<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_u64() != Some(0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
    };
    entries
        .into_iter()
        .filter(|(_, value)| says(value))
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// `list_tags` as `List Tags`.
fn title(key: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let words = key.split(['_', '-']).filter(|word| !word.is_empty());
    words.map(capital).collect::<Vec<_>>().join(" ")
}

/// One line for each place where two shapes differ.
fn differences(place: &str, wanted: &Value, got: &Value) -> Vec<String> {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            let missing = got.keys().filter(|key| !wanted.contains_key(*key));
            let value = |object: &Map<String, Value>, key| object.get(key).cloned();
            wanted
                .keys()
                .chain(missing)
                .flat_map(|key| {
                    let [wanted, got] = [wanted, got].map(|object| value(object, key.as_str()));
                    let place = format!("{place}/{key}");
                    differences(
                        &place,
                        &wanted.unwrap_or_default(),
                        &got.unwrap_or_default(),
                    )
                })
                .collect()
        }
        (Value::Array(wanted), Value::Array(got)) => (0..wanted.len().max(got.len()))
            .flat_map(|index| {
                let [wanted, got] =
                    [wanted, got].map(|items| items.get(index).unwrap_or(&Value::Null));
                let key = wanted.get("key").or_else(|| got.get("key"));
                let name = key
                    .and_then(Value::as_str)
                    .map_or(index.to_string(), str::to_owned);
                differences(&format!("{place}/{name}"), wanted, got)
            })
            .collect(),
        _ if wanted == got => Vec::new(),
        _ => vec![format!("{place}: wanted {wanted}, got {got}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_told_with_its_place() {
        let wanted = json!({"a": [{"key": "x", "type": "text"}, {"key": "y"}], "b": 1});
        let got = json!({"a": [{"key": "x", "type": "url", "hidden": true}], "b": 1});
        assert_eq!(
            differences("", &wanted, &got),
            [
                r#"/a/x/type: wanted "text", got "url""#,
                "/a/x/hidden: wanted null, got true",
                r#"/a/y: wanted {"key":"y"}, got null"#,
            ]
        );
        assert!(differences("", &wanted, &wanted).is_empty());
    }

    #[test]
    fn groups_come_apart() {
        let shape = |text| Value::from(group(text));
        assert_eq!(shape("More"), json!({"title": "More"}));
        assert_eq!(
            shape("More||collapsed"),
            json!({"title": "More", "collapsed": true})
        );
        assert_eq!(shape(""), json!({}));
    }
}
