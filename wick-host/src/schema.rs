//! JSON Schema of what operations take, also of those that bring none.
//!
//! A plugin written with wick for Rust carries the schemas of its operations in its manifest. One
//! built with the Go SDK only lists its inputs with a widget each; their schema is derived here, a
//! little stricter than the reference derives it: with defaults, with the values of a dropdown
//! rather than its labels, and refusing keys that nobody declared. Pure: nothing here does I/O.

use serde_json::{Map, Number, Value, json};
use wick_proto::module::{Field, Operation};

/// The JSON Schema (2020-12) of the arguments of `operation`: its own, or one derived from its inputs.
pub fn of_input(operation: &Operation) -> Value {
    match &operation.input_schema {
        Some(schema) => schema.clone(),
        None => of_fields(&operation.input),
    }
}

/// The JSON Schema of an object with these fields, which are a connector's settings or an
/// operation's inputs.
///
/// A field that is shown only under a condition is never in `required`.
pub fn of_fields(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.key.clone(), of_field(field)))
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

fn of_field(field: &Field) -> Value {
    let mut schema = match field.kind.as_str() {
        "checkbox" | "bool" | "boolean" => json!({"type": "boolean"}),
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
    if let Some(default) = default(field, &schema) {
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
    let mut values: Vec<String> = Vec::new();
    for choice in options.split(['|', ',']).map(value) {
        // JSON Schema wants the elements of `enum` to be different from each other.
        if !choice.is_empty() && !values.contains(&choice) {
            values.push(choice);
        }
    }
    if values.is_empty() {
        return json!({"type": "string"});
    }
    json!({"type": "string", "enum": values})
}

/// The default, if it is of the field's type. A secret has none that could be shown.
fn default(field: &Field, schema: &Value) -> Option<Value> {
    let text = field.value.as_str();
    if text.is_empty() || field.secret {
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
            assert_eq!(of_field(&field("x", kind)), schema, "{kind}");
        }
    }

    #[test]
    fn a_dropdown_lists_its_values_once() {
        let choices = Field {
            options: "Newest first::desc | asc,, asc".to_owned(),
            value: "asc".to_owned(),
            ..field("order", "dropdown")
        };
        let expected = json!({"type": "string", "enum": ["desc", "asc"], "default": "asc"});
        assert_eq!(of_field(&choices), expected);
    }

    #[test]
    fn defaults_have_the_type_of_the_field() {
        let with = |kind: &str, value: &str| {
            let field = Field {
                value: value.to_owned(),
                ..field("x", kind)
            };
            of_field(&field).get("default").cloned()
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
            value: "hunter2".to_owned(),
            ..field("token", "secret")
        };
        assert_eq!(
            of_field(&token),
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
