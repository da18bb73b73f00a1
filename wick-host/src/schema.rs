//! JSON Schema of what operations take, also of those that bring none.
//!
//! A plugin written with wick for Rust carries the schemas of its operations in its manifest. One
//! built with the Go SDK only lists its inputs with a widget each; their schema is derived here, a
//! little stricter than the reference derives it: with defaults, with the values of a dropdown
//! rather than its labels, and refusing keys that nobody declared. Pure: nothing here does I/O.

mod document;

use std::collections::HashSet;

use serde_json::{Map, Number, Value, json};
use wick_proto::module::{Field, Operation};

pub(crate) use document::is_reference;
pub use document::{Choice, Document};

/// Returns the JSON Schema (2020-12) of the arguments of `operation`: its own, or one derived from
/// its inputs.
///
/// A derived schema has a `default` only where the plugin declares one that may be taken at its
/// word: none for a zero value, which the Go SDK writes for each integer and boolean, and none for
/// a choice, which says where a form starts. A host sends only [`input_default`].
pub fn of_input(operation: &Operation) -> Value {
    match &operation.input_schema {
        Some(schema) => schema.clone(),
        None => object(&operation.input, declared),
    }
}

/// Returns the JSON Schema of an object with these settings.
///
/// A setting that is shown only under a condition is never in `required`. Each `default` is sent by
/// a host for a setting that is not given.
pub fn of_fields(fields: &[Field]) -> Value {
    object(fields, |field| &field.value)
}

/// Returns the text that a host sends for an input of a plugin built with the Go SDK when the
/// caller gives none: `true` for a boolean that declares it, and nothing for all others.
///
/// Such a plugin asks whether an argument is there, and acts on a zero value as on any other.
pub fn input_default(field: &Field) -> Option<&str> {
    (is_boolean(field) && field.value == "true").then_some(&field.value)
}

/// The default that an input's plugin means, or nothing.
fn declared(field: &Field) -> &str {
    let value = field.value.as_str();
    // What Go's `%v` prints for zero values: of a slice, a map and a pointer in the second row.
    let is_zero = matches!(value, "0" | "false" | "[]" | "map[]" | "<nil>")
        || field.kind == "number" && value.parse() == Ok(0.0);
    match is_zero || field.kind == "dropdown" {
        true => "",
        false => value,
    }
}

/// `default` gives a field's default as text; empty means none.
fn object(fields: &[Field], default: fn(&Field) -> &str) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.key.clone(), of_field(field, default(field))))
        .collect();
    let is_required = |field: &&Field| field.required && field.visible_when.is_empty();
    let required: Vec<&str> = fields
        .iter()
        .filter(is_required)
        .map(|field| field.key.as_str())
        .collect();

    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

fn is_boolean(field: &Field) -> bool {
    matches!(field.kind.as_str(), "checkbox" | "bool" | "boolean")
}

fn of_field(field: &Field, default: &str) -> Value {
    let mut schema = match field.kind.as_str() {
        _ if is_boolean(field) => json!({"type": "boolean"}),
        // Never `integer`: the widget does not tell.
        "number" => json!({"type": "number"}),
        "dropdown" => dropdown(&field.options),
        "email" => json!({"type": "string", "format": "email"}),
        "url" => json!({"type": "string", "format": "uri"}),
        "date" => json!({"type": "string", "format": "date"}),
        "datetime" => json!({"type": "string", "format": "date-time"}),
        _ => json!({"type": "string"}),
    };
    if !field.description.is_empty() {
        schema["description"] = json!(field.description);
    }
    if let Some(default) = typed(default, &schema).filter(|_| !field.secret) {
        schema["default"] = default;
    }
    if field.secret {
        schema["writeOnly"] = json!(true);
    }
    schema
}

/// The choices are separated by `|` or `,`, and each may be written `label::value`.
fn dropdown(options: &str) -> Value {
    let value = |choice: &str| match choice.split_once("::") {
        Some((_, value)) => value.trim().to_owned(),
        None => choice.trim().to_owned(),
    };
    // JSON Schema wants the elements of `enum` to be different from each other.
    let mut seen = HashSet::new();
    let values: Vec<String> = options
        .split(['|', ','])
        .map(value)
        .filter(|choice| !choice.is_empty() && seen.insert(choice.clone()))
        .collect();
    if values.is_empty() {
        return json!({"type": "string"});
    }
    json!({"type": "string", "enum": values})
}

/// The default as a value of the schema's type, if it is one.
fn typed(text: &str, schema: &Value) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    match schema["type"].as_str() {
        Some("boolean") => text.parse().ok().map(Value::Bool),
        Some("number") => text
            .parse()
            .ok()
            .map(|number: Number| Value::Number(number)),
        _ => match schema.get("enum").and_then(Value::as_array) {
            Some(values) => values.contains(&json!(text)).then(|| json!(text)),
            None => Some(json!(text)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, kind: &str) -> Field {
        Field {
            key: key.to_owned(),
            kind: kind.to_owned(),
            ..Field::default()
        }
    }

    #[test]
    fn widgets_choose_the_types() {
        for (kind, schema) in [
            ("text", json!({"type": "string"})),
            ("kvlist", json!({"type": "string"})),
            ("checkbox", json!({"type": "boolean"})),
            ("bool", json!({"type": "boolean"})),
            ("boolean", json!({"type": "boolean"})),
            ("number", json!({"type": "number"})),
            ("email", json!({"type": "string", "format": "email"})),
            ("url", json!({"type": "string", "format": "uri"})),
            ("date", json!({"type": "string", "format": "date"})),
            ("datetime", json!({"type": "string", "format": "date-time"})),
            ("dropdown", json!({"type": "string"})),
        ] {
            assert_eq!(of_field(&field("x", kind), ""), schema, "{kind}");
        }
    }

    #[test]
    fn a_dropdown_lists_its_values_once() {
        let choices = Field {
            options: "Newest first::desc | asc,, asc".to_owned(),
            ..field("order", "dropdown")
        };
        let expected = json!({"type": "string", "enum": ["desc", "asc"], "default": "asc"});
        assert_eq!(of_field(&choices, "asc"), expected);
    }

    #[test]
    fn defaults_have_the_type_of_the_field() {
        let with = |kind: &str, value: &str| {
            let schema = of_field(&field("x", kind), value);
            schema.get("default").cloned()
        };
        assert_eq!(with("number", "30"), Some(json!(30)));
        assert_eq!(with("number", "many"), None);
        assert_eq!(with("checkbox", "true"), Some(json!(true)));
        assert_eq!(with("text", "30"), Some(json!("30")));
        assert_eq!(with("text", ""), None);
    }

    #[test]
    fn a_secret_shows_no_default() {
        let token = Field {
            secret: true,
            ..field("token", "secret")
        };
        assert_eq!(
            of_field(&token, "hunter2"),
            json!({"type": "string", "writeOnly": true})
        );
    }

    #[test]
    fn required_keeps_the_order_and_leaves_out_conditions() {
        let required = |key: &str, visible_when: &str| Field {
            required: true,
            visible_when: visible_when.to_owned(),
            ..field(key, "text")
        };
        let fields = [
            required("z", ""),
            required("a", ""),
            required("m", "mode:x"),
        ];
        let schema = of_fields(&fields);
        assert_eq!(schema["required"], json!(["z", "a"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(
            of_fields(&[]),
            json!({"type": "object", "properties": {}, "additionalProperties": false})
        );
    }

    fn of_inputs(values: &[(&str, &str, &str)]) -> Value {
        let input = values.iter().map(|(key, kind, value)| Field {
            value: (*value).to_owned(),
            options: "merge_commit|squash".to_owned(),
            ..field(key, kind)
        });
        let schema = of_input(&Operation {
            input: input.collect(),
            ..Operation::default()
        });
        let properties = schema["properties"].as_object().unwrap().iter();
        properties
            .filter_map(|(key, schema)| Some((key.clone(), schema.get("default")?.clone())))
            .collect()
    }

    /// V1, V2: the Go SDK writes the zero value of each integer and boolean.
    #[test]
    fn zero_values_and_choices_are_no_defaults_of_inputs() {
        let defaults = of_inputs(&[
            ("private", "checkbox", "false"),
            ("archived", "bool", "false"),
            ("page", "number", "0"),
            ("ratio", "number", "-0.0"),
            ("labels", "text", "[]"),
            ("merge_strategy", "dropdown", "merge_commit"),
            ("with_content", "checkbox", "true"),
            ("limit", "number", "20"),
            ("remote", "text", "origin"),
        ]);
        let expected = json!({"with_content": true, "limit": 20, "remote": "origin"});
        assert_eq!(defaults, expected);
    }

    /// V1: hosts store the defaults of settings, whatever they are.
    #[test]
    fn settings_keep_zero_values_as_defaults() {
        let page = Field {
            value: "0".to_owned(),
            ..field("page", "number")
        };
        assert_eq!(
            of_fields(&[page])["properties"]["page"]["default"],
            json!(0)
        );
    }

    #[test]
    fn an_operation_with_a_schema_keeps_it() {
        let own = json!({"type": "object", "properties": {"n": {"type": "integer"}}});
        let operation = Operation {
            input_schema: Some(own.clone()),
            input: vec![field("other", "text")],
            ..Operation::default()
        };
        assert_eq!(of_input(&operation), own);
    }
}
