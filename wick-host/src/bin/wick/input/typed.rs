//! Text to a JSON value of the type that a schema asks for.

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// The value that `text` is under `schema`.
///
/// # Errors
///
/// What was expected, for a sentence that begins with the argument's name.
pub(crate) fn typed(text: &str, schema: &Value) -> Result<Box<RawValue>, String> {
    let types = types(schema);
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return one_of(text, values).and_then(|value| written(&value));
    }
    // As it is written: a number has as many digits as its type in the plugin takes.
    let json = RawValue::from_string(text.trim().to_owned());
    if types.is_empty() {
        // Anything goes, so what reads as JSON is JSON.
        return json.or_else(|_| written(text));
    }
    if types.contains(&"string") {
        return written(text);
    }
    match json {
        Ok(json) if types.iter().any(|name| is_of(json.get(), name)) => Ok(json),
        _ => Err(format!("expected {}", describe(&types))),
    }
}

fn written(value: &(impl serde::Serialize + ?Sized)) -> Result<Box<RawValue>, String> {
    to_raw_value(value).map_err(|error| error.to_string())
}

/// The types that a schema allows: of itself or of its alternatives. Empty when it does not say.
pub(crate) fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => return vec![name],
        Some(Value::Array(names)) => return names.iter().filter_map(Value::as_str).collect(),
        _ => {}
    }
    let alternatives = ["anyOf", "oneOf"]
        .iter()
        .find_map(|word| schema.get(word)?.as_array());
    let mut all = Vec::new();
    for alternative in alternatives.into_iter().flatten() {
        let types = types(alternative);
        if types.is_empty() {
            return Vec::new();
        }
        all.extend(types);
    }
    all
}

fn one_of(text: &str, values: &[Value]) -> Result<Value, String> {
    let is_meant = |value: &&Value| !value.is_null() && crate::output::plain(value) == text;
    values.iter().find(is_meant).cloned().ok_or_else(|| {
        let names: Vec<_> = values.iter().filter_map(Value::as_str).collect();
        let near = crate::suggest::nearest(text, names.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        format!(
            "expected one of {}{}",
            crate::suggest::list(names),
            near.unwrap_or_default()
        )
    })
}

fn is_of(json: &str, name: &str) -> bool {
    let first = json.bytes().next().unwrap_or_default();
    let is_number = first == b'-' || first.is_ascii_digit();
    match name {
        "array" => first == b'[',
        "boolean" => matches!(first, b't' | b'f'),
        "integer" => is_number && !json.contains(['.', 'e', 'E']),
        "null" => first == b'n',
        "number" => is_number,
        "object" => first == b'{',
        _ => first == b'"',
    }
}

fn describe(types: &[&str]) -> String {
    let name = |name: &&&str| match **name {
        "array" => "a JSON array",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "object" => "a JSON object",
        _ => "a value",
    };
    let names: Vec<_> = types.iter().filter(|name| **name != "null").collect();
    names.iter().map(name).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn typed(text: &str, schema: &Value) -> Result<Value, String> {
        let json = super::typed(text, schema)?;
        Ok(serde_json::from_str(json.get()).unwrap())
    }

    /// V6.
    #[test]
    fn numbers_are_kept_as_they_are_written() {
        for (text, kind) in [
            ("340282366920938463463374607431768211455", "integer"),
            ("-9223372036854775809", "integer"),
            ("12345678901234567.890", "number"),
        ] {
            let json = super::typed(text, &json!({"type": kind})).unwrap();
            assert_eq!(json.get(), text);
        }
    }

    #[test]
    fn the_schema_decides_what_a_text_is() {
        let text = json!({"type": "string"});
        assert_eq!(typed("42", &text), Ok(json!("42")));
        assert_eq!(typed("42", &json!({"type": "integer"})), Ok(json!(42)));
        assert_eq!(typed("-0.5", &json!({"type": "number"})), Ok(json!(-0.5)));
        assert_eq!(typed("true", &json!({"type": "boolean"})), Ok(json!(true)));
        assert_eq!(
            typed("[\"a\"]", &json!({"type": "array"})),
            Ok(json!(["a"]))
        );
        assert_eq!(
            typed("{}", &json!({"type": ["object", "null"]})),
            Ok(json!({}))
        );
        assert_eq!(
            typed("x", &json!({"type": ["string", "null"]})),
            Ok(json!("x"))
        );
        assert_eq!(typed("[1]", &json!({})), Ok(json!([1])));
        assert_eq!(typed("plain", &json!(true)), Ok(json!("plain")));
        let either = json!({"anyOf": [{"type": "integer"}, {"type": "null"}]});
        assert_eq!(typed("7", &either), Ok(json!(7)));
    }

    #[test]
    fn a_value_of_another_type_is_an_error_that_says_what_is_expected() {
        assert_eq!(
            typed("ten", &json!({"type": "integer"})),
            Err("expected a whole number".to_owned())
        );
        assert_eq!(
            typed("1.5", &json!({"type": ["integer", "null"]})),
            Err("expected a whole number".to_owned())
        );
        assert_eq!(
            typed("yes", &json!({"type": "boolean"})),
            Err("expected true or false".to_owned())
        );
        assert_eq!(
            typed(
                "opne",
                &json!({"type": "string", "enum": ["open", "closed"]})
            ),
            Err("expected one of `open` and `closed`; did you mean `open`?".to_owned())
        );
    }
}
