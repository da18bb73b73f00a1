//! Looking into one schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The schema that a `$ref` within the document means.
pub(super) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|reference| reference.strip_prefix('#'));
    target
        .and_then(|pointer| root.pointer(pointer))
        .unwrap_or(schema)
}

/// `anyOf: [T, null]`, which an optional value is, as `T` of one more type.
pub(super) fn plain(schema: &Map<String, Value>) -> Map<String, Value> {
    let is_null = |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("null");
    let Some([one, other]) = schema
        .get("anyOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    else {
        return schema.clone();
    };
    let inner = match (is_null(one), is_null(other)) {
        (false, true) => one,
        (true, false) => other,
        _ => return schema.clone(),
    };
    let (Some(inner), Some(mut names)) = (inner.as_object(), inner.as_object().and_then(types))
    else {
        return schema.clone();
    };
    let mut flat = inner.clone();
    names.insert("null".to_owned());
    flat.insert("type".to_owned(), names.into_iter().collect());
    let outside = schema.iter().filter(|(keyword, _)| *keyword != "anyOf");
    flat.extend(outside.map(|(keyword, value)| (keyword.clone(), value.clone())));
    flat
}

pub(super) fn types(schema: &Map<String, Value>) -> Option<BTreeSet<String>> {
    match schema.get("type")? {
        Value::String(name) => Some([name.clone()].into()),
        Value::Array(names) => Some(
            names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        ),
        _ => None,
    }
}

pub(super) fn choices(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => Some(values.clone()),
        (_, Some(value)) => Some(vec![value.clone()]),
        _ => None,
    }
}

pub(super) fn members(schema: &Map<String, Value>) -> Map<String, Value> {
    let members = schema.get("properties").and_then(Value::as_object);
    members.cloned().unwrap_or_default()
}

pub(super) fn required(schema: &Map<String, Value>) -> BTreeSet<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

pub(super) fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}
