//! A JSON Schema in a few words.

use serde_json::{Map, Value};

/// Deeper objects are just called objects: this is a summary, the schema itself is in the JSON.
const DEPTH: usize = 3;

/// What values of `schema` look like: `list of {number: integer, title: string}`.
pub(crate) fn shape(schema: &Value) -> String {
    shape_within(schema, DEPTH)
}

fn shape_within(schema: &Value, depth: usize) -> String {
    if let Some(values) = schema["enum"].as_array() {
        let names: Vec<_> = values.iter().map(crate::output::plain).collect();
        return names.join("|");
    }
    let alternatives = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    if let Some(alternatives) = alternatives {
        let is_null = |schema: &&Value| schema["type"] == "null";
        let shapes: Vec<_> = alternatives
            .iter()
            .filter(|schema| !is_null(schema))
            .map(|schema| shape_within(schema, depth))
            .collect();
        return shapes.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) => of_type(name, schema, depth),
        Value::Array(names) => {
            let names = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null");
            let shapes: Vec<_> = names.map(|name| of_type(name, schema, depth)).collect();
            shapes.join(" or ")
        }
        _ => "any".to_owned(),
    }
}

fn of_type(name: &str, schema: &Value, depth: usize) -> String {
    match name {
        "array" if depth > 0 && schema["items"].is_object() => {
            format!("list of {}", shape_within(&schema["items"], depth - 1))
        }
        "array" => "list".to_owned(),
        "object" => match schema["properties"].as_object() {
            Some(properties) if depth > 0 && !properties.is_empty() => object(properties, depth),
            _ => "object".to_owned(),
        },
        "string" => schema["format"].as_str().unwrap_or("string").to_owned(),
        other => other.to_owned(),
    }
}

fn object(properties: &Map<String, Value>, depth: usize) -> String {
    let members: Vec<_> = properties
        .iter()
        .map(|(key, schema)| format!("{key}: {}", shape_within(schema, depth - 1)))
        .collect();
    format!("{{{}}}", members.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_are_summed_up() {
        for (schema, expected) in [
            (json!({"type": "string"}), "string"),
            (json!({"type": ["integer", "null"]}), "integer"),
            (json!({"type": "string", "format": "uri"}), "uri"),
            (json!({"enum": ["open", "closed"]}), "open|closed"),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                "string",
            ),
            (
                json!({"type": "array", "items": {"type": "number"}}),
                "list of number",
            ),
            (json!({"type": "object"}), "object"),
            (json!({}), "any"),
            (json!(true), "any"),
        ] {
            assert_eq!(shape(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let mut schema = json!({"type": "string"});
        for _ in 0..50 {
            schema = json!({"type": "object", "properties": {"a": schema}});
        }
        assert_eq!(shape(&schema), "{a: {a: {a: object}}}");
    }
}
