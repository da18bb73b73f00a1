//! Which parts of a schema are schemas again. The rest is data, such as a default, and is left alone.

use serde_json::{Map, Value};

type Schema = Map<String, Value>;

/// Where a schema stands within another.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The word of the outer schema.
    pub(super) word: &'a str,
    /// The key below the word: the name of a property, for example.
    pub(super) key: Option<&'a str>,
}

/// The shape of the value of a word.
enum Shape {
    Schema,
    List,
    Map,
    Data,
}

fn shape(word: &str, value: &Value) -> Shape {
    match word {
        // A list is that of older drafts.
        "items" if value.is_array() => Shape::List,
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Shape::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Shape::List,
        "$defs" | "definitions" | "dependentSchemas" | "patternProperties" | "properties" => {
            Shape::Map
        }
        _ => Shape::Data,
    }
}

/// Visits the schemas directly within. `true` and `false` have nothing within.
pub(super) fn each<'a>(schema: &'a Schema, mut visit: impl FnMut(Place<'a>, &'a Schema)) {
    for (word, value) in schema {
        let mut visit = |key, value: &'a Value| {
            if let Value::Object(inner) = value {
                visit(Place { word, key }, inner);
            }
        };
        match (shape(word, value), value) {
            (Shape::Schema, value) => visit(None, value),
            (Shape::List, Value::Array(all)) => all.iter().for_each(|one| visit(None, one)),
            (Shape::Map, Value::Object(all)) => {
                all.iter().for_each(|(key, one)| visit(Some(key), one));
            }
            _ => {}
        }
    }
}

/// Like [`each`], but lets them be changed.
pub(super) fn each_mut(schema: &mut Schema, mut visit: impl FnMut(Place<'_>, &mut Schema)) {
    for (word, value) in schema {
        let shape = shape(word, value);
        let mut visit = |key, value: &mut Value| {
            if let Value::Object(inner) = value {
                visit(Place { word, key }, inner);
            }
        };
        match (shape, value) {
            (Shape::Schema, value) => visit(None, value),
            (Shape::List, Value::Array(all)) => all.iter_mut().for_each(|one| visit(None, one)),
            (Shape::Map, Value::Object(all)) => {
                all.iter_mut().for_each(|(key, one)| visit(Some(key), one));
            }
            _ => {}
        }
    }
}
