//! `null` as one of several values, which means absent.

use serde_json::{Map, Value};

type Schema = Map<String, Value>;

/// Whether `null` is accepted beside other values.
pub(crate) fn is_nullable(schema: &Schema) -> bool {
    let lists = |word: &str, test: fn(&Value) -> bool| {
        let cases = schema.get(word).and_then(Value::as_array);
        cases.is_some_and(|cases| cases.iter().any(test))
    };
    let accepts = |case: &Value| is_null(case) || case.as_object().is_some_and(is_nullable);
    lists("type", |name| name == "null")
        || lists("enum", Value::is_null)
        || lists("anyOf", accepts)
        || lists("oneOf", accepts)
}

fn is_null(case: &Value) -> bool {
    case.get("type").is_some_and(|name| name == "null")
        || case.get("const").is_some_and(Value::is_null)
}

/// Leaves the schema of the value when there is one. What accepts nothing but `null` stays.
pub(crate) fn remove(schema: &mut Schema) {
    if !is_nullable(schema) {
        return;
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        retain_others(types, |name| name == "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        retain_others(values, Value::is_null);
    }
    for word in ["anyOf", "oneOf"] {
        let Some(Value::Array(cases)) = schema.get_mut(word) else {
            continue;
        };
        retain_others(cases, is_null);
        cases
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(remove);
        if let [Value::Object(only)] = cases.as_slice() {
            let only = only.clone();
            schema.remove(word);
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
}

fn retain_others(values: &mut Vec<Value>, is_null: fn(&Value) -> bool) {
    if !values.iter().all(is_null) {
        values.retain(|value| !is_null(value));
    }
}
