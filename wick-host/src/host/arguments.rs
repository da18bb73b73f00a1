use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};
use wick_proto::gojson;
use wick_proto::module::{Field, Operation};

use super::go_text::go_text;
use crate::error::CallError;

/// The arguments as bytes for the wire.
///
/// An operation with a JSON Schema, which only a plugin of wick-runtime has, takes JSON of any types, as
/// it is written, and fills in its own defaults. A plugin of the Go SDK takes an object of texts, and
/// nobody fills in the defaults it declares unless the host does.
pub(super) fn encode<A: Serialize + ?Sized>(
    operation: &Operation,
    arguments: &A,
) -> Result<Vec<u8>, CallError> {
    let refused = |found| CallError::Arguments {
        operation: operation.key.clone(),
        found,
    };
    let json = serde_json::to_string(arguments).map_err(|_| refused("a value without JSON"))?;
    let json = match json.bytes().next() {
        Some(b'{') => json,
        Some(b'n') => "{}".to_owned(),
        first => return Err(refused(kind(first))),
    };
    if operation.input_schema.is_some() {
        return Ok(json.into_bytes());
    }
    let given = serde_json::from_str(&json).map_err(|_| refused("a value without JSON"))?;
    let texts = gojson::to_string(&texts(&operation.input, &given));
    // A map of texts can always be written.
    Ok(texts.unwrap_or_default().into_bytes())
}

/// The settings, and what the connector declares as default for those that are not given.
pub(super) fn with_defaults(
    fields: &[Field],
    given: &HashMap<String, String>,
) -> impl Iterator<Item = (String, String)> {
    let declared = fields
        .iter()
        .filter(|field| !field.value.is_empty() && !given.contains_key(&field.key))
        .map(|field| (field.key.clone(), field.value.clone()));
    let given = given
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()));
    declared.chain(given)
}

fn texts(
    fields: &[Field],
    given: &Map<String, Value>,
) -> std::collections::BTreeMap<String, String> {
    let given: HashMap<_, _> = given
        .iter()
        .map(|(key, value)| (key.clone(), go_text(value)))
        .collect();
    with_defaults(fields, &given).collect()
}

fn kind(first: Option<u8>) -> &'static str {
    match first {
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        Some(b'"') => "a text",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operation(schema: Option<Value>) -> Operation {
        let field = |key: &str, value: &str| Field {
            key: key.to_owned(),
            value: value.to_owned(),
            ..Field::default()
        };
        Operation {
            key: "fetch".to_owned(),
            input: vec![field("with_content", "true"), field("page", "")],
            input_schema: schema,
            ..Operation::default()
        }
    }

    fn encoded(operation: &Operation, arguments: &Value) -> String {
        String::from_utf8(encode(operation, arguments).unwrap()).unwrap()
    }

    #[test]
    fn a_go_plugin_gets_texts_and_its_declared_defaults() {
        let go = operation(None);
        assert_eq!(encoded(&go, &Value::Null), r#"{"with_content":"true"}"#);
        let given = json!({"page": 2, "with_content": false, "<": null});
        let texts = r#"{"\u003c":"","page":"2","with_content":"false"}"#;
        assert_eq!(encoded(&go, &given), texts);
        assert_eq!(
            encoded(&go, &json!({"with_content": ""})),
            r#"{"with_content":""}"#
        );
    }

    #[test]
    fn ours_gets_json_as_it_is() {
        let ours = operation(Some(json!({})));
        assert_eq!(encoded(&ours, &Value::Null), "{}");
        assert_eq!(encoded(&ours, &json!({"page": 2})), r#"{"page":2}"#);
    }

    /// V6.
    #[test]
    fn ours_gets_numbers_with_all_their_digits() {
        let ours = operation(Some(json!({})));
        let json = r#"{"page":170141183460469231731687303715884105728.50}"#;
        let given: &serde_json::value::RawValue = serde_json::from_str(json).unwrap();
        assert_eq!(encode(&ours, given).unwrap(), json.as_bytes());
        let given = std::collections::BTreeMap::from([("page", u128::MAX)]);
        let encoded = encode(&ours, &given).unwrap();
        assert_eq!(encoded, format!(r#"{{"page":{}}}"#, u128::MAX).into_bytes());
    }

    #[test]
    fn only_objects_are_arguments() {
        for (arguments, found) in [(json!([]), "an array"), (json!("x"), "a text")] {
            let error = encode(&operation(None), &arguments).unwrap_err();
            assert!(error.to_string().contains(found), "{error}");
        }
    }
}
