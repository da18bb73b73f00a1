//! Text to a JSON value of the type that a schema asks for.

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use wick_host::schema::{Choice, Document};

/// The value that `text` is under `schema`, which is a part of `document`.
///
/// # Errors
///
/// What was expected, for a sentence that begins with the argument's name.
pub(crate) fn typed<'a>(
    text: &str,
    document: &Document<'a>,
    schema: &'a Value,
) -> Result<Box<RawValue>, String> {
    if let Some(choices) = document.choices(schema) {
        return one_of(text, &choices).and_then(|value| written(&value));
    }
    let types = document.types(schema);
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

fn one_of(text: &str, choices: &[Choice<'_>]) -> Result<Value, String> {
    let mut values = choices.iter().map(|choice| choice.value);
    let found = values.find(|value| crate::output::plain(value) == text);
    found.cloned().ok_or_else(|| {
        let names: Vec<_> = choices
            .iter()
            .map(|choice| crate::output::plain(choice.value))
            .collect();
        let names = || names.iter().map(String::as_str);
        let near = crate::suggest::nearest(text, names());
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        format!(
            "expected one of {}{}",
            crate::suggest::list(names()),
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

    use super::*;

    fn typed(text: &str, schema: &Value) -> Result<Value, String> {
        let json = super::typed(text, &Document::new(schema), schema)?;
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
            let schema = json!({"type": kind});
            let json = super::typed(text, &Document::new(&schema), &schema).unwrap();
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
        let described = json!({"oneOf": [{"const": "a", "description": "A."}, {"const": 2}]});
        assert_eq!(typed("a", &described), Ok(json!("a")));
        assert_eq!(typed("2", &described), Ok(json!(2)));
        let nullable = json!({"anyOf": [described, {"type": "null"}]});
        assert_eq!(
            typed("b", &nullable),
            Err("expected one of `a` and `2`".to_owned())
        );
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
