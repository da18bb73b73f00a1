//! What a JSON Schema alone can say against a value.
//!
//! A type stops at the first field that it cannot decode. Its schema then tells which others are
//! wrong too, so that one answer names them all.

use serde_json::{Map, Value};

use super::fault::{Fault, FaultKind};
use super::given::Given;
use super::json;
use super::scalar;
use super::whole::{self, Whole};
use crate::number::{Bounds, Number};
use crate::schema;

/// The fault of a value that is there. `None` when the schema has nothing against it, which does
/// not mean that the type accepts it.
pub(crate) fn fault(schema: &Map<String, Value>, given: Given<'_>) -> Option<Fault> {
    let text = given.as_text()?;
    if let Some(choices) = schema::choices(schema) {
        let is_choice = choices.contains(&text.trim());
        return (!is_choice).then(|| FaultKind::Choice(choices.join(", ")).into());
    }
    match schema.get("type").and_then(Value::as_str)? {
        "boolean" => scalar::truth(text).err(),
        "integer" => whole_number(bounds(schema), text),
        "number" => scalar::real_number(text).err(),
        "array" => structure("a JSON list", '[', text),
        "object" => structure("a JSON object", '{', text),
        _ => None,
    }
}

fn whole_number(bounds: Bounds, text: &str) -> Option<Fault> {
    let whole = whole::parse(text);
    if whole == Whole::No {
        return Some(Fault::not("a whole number", bounds.to_string()));
    }
    let number = whole.narrow::<i128>().map(Number::Int);
    let is_outside = bounds.are_set() && !number.is_some_and(|number| bounds.contain(number));
    is_outside.then(|| {
        FaultKind::OutOfRange {
            accepted: bounds.to_string(),
        }
        .into()
    })
}

fn bounds(schema: &Map<String, Value>) -> Bounds {
    let bound = |word: &str| {
        let bound = schema.get(word)?;
        bound
            .as_i64()
            .map(i128::from)
            .or(bound.as_u64().map(i128::from))
            .map(Number::Int)
            .or(bound.as_f64().map(Number::Float))
    };
    Bounds {
        lowest: bound("minimum"),
        highest: bound("maximum"),
    }
}

fn structure(wanted: &'static str, opening: char, text: &str) -> Option<Fault> {
    let fits = text.trim_start().starts_with(opening) && json::is_json(text);
    (!fits).then(|| Fault::not(wanted, wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_objects_to_the_wrong_kind_only() {
        let object = |schema: Value, text: &str| {
            let Value::Object(schema) = schema else {
                panic!("not an object")
            };
            fault(&schema, Given::Text(text)).map(|fault| fault.to_string())
        };
        let byte = json!({"type": "integer", "minimum": 0, "maximum": 255});
        assert_eq!(object(byte.clone(), "2.55e+02"), None);
        assert_eq!(
            object(byte.clone(), "256").unwrap(),
            "out of range; accepted: 0 to 255"
        );
        assert_eq!(
            object(byte, "x").unwrap(),
            "not a whole number; accepted: 0 to 255"
        );
        assert_eq!(object(json!({"type": "boolean"}), "ON"), None);
        assert!(object(json!({"type": "number"}), "inf").is_some());
        assert_eq!(object(json!({"type": "array"}), "[1]"), None);
        assert!(object(json!({"type": "object"}), "[1]").is_some());
        let choice = json!({"oneOf": [{"const": "a", "description": "A."}, {"const": "b"}]});
        assert_eq!(object(choice.clone(), "b"), None);
        assert_eq!(
            object(choice, "c").unwrap(),
            "not one of the choices; accepted: a, b"
        );
        assert_eq!(
            object(json!({"type": "string", "format": "uri"}), "x"),
            None
        );
        assert_eq!(object(json!({}), "x"), None);
    }
}
