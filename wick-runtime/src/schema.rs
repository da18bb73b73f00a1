//! JSON Schema for people and models: draft 2020-12, subschemas in place.

use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::{Map, Value};

/// The generator of one document. A type that contains itself still becomes a reference; its
/// definition is then in the generator.
pub(crate) fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

/// Puts the definitions of types that contain themselves into the document.
pub(crate) fn with_definitions(mut document: Value, generator: &mut SchemaGenerator) -> Value {
    let definitions = generator.take_definitions(true);
    if let Value::Object(object) = &mut document
        && !definitions.is_empty()
    {
        object.insert("$defs".to_owned(), definitions.into());
    }
    tidy(&mut document);
    document
}

/// Removes what says nothing to a reader: the width of a number, which its bounds tell.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is_width = |format: &Value| {
                format.as_str().is_some_and(|format| {
                    format.starts_with("int")
                        || format.starts_with("uint")
                        || matches!(format, "float" | "double")
                })
            };
            // Under `properties` the keys are the author's, so only a text is a format.
            if object.get("format").is_some_and(is_width) {
                object.remove("format");
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// The object behind a schema that may be a reference.
pub(crate) fn resolved(
    schema: Map<String, Value>,
    generator: &SchemaGenerator,
) -> Map<String, Value> {
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.rsplit('/').next());
    match name.and_then(|name| generator.definitions().get(name)) {
        Some(Value::Object(definition)) => definition.clone(),
        _ => schema,
    }
}

/// Whether `null` is accepted beside other values.
pub(crate) fn is_nullable(schema: &Value) -> bool {
    let Value::Object(object) = schema else {
        return false;
    };
    let lists = |word: &str, test: fn(&Value) -> bool| {
        object
            .get(word)
            .and_then(Value::as_array)
            .is_some_and(|cases| cases.iter().any(test))
    };
    lists("type", |name| name == "null")
        || lists("enum", Value::is_null)
        || lists("anyOf", is_null)
        || lists("oneOf", is_null)
}

fn is_null(case: &Value) -> bool {
    case.get("type").is_some_and(|name| name == "null")
        || case.get("const").is_some_and(Value::is_null)
}

/// The schema of the value when there is one: `null` means absent, which `required` tells.
pub(crate) fn without_null(schema: Value) -> Map<String, Value> {
    let Value::Object(mut schema) = schema else {
        return Map::new();
    };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    for word in ["anyOf", "oneOf"] {
        let Some(Value::Array(cases)) = schema.get_mut(word) else {
            continue;
        };
        cases.retain(|case| !is_null(case));
        if let [Value::Object(only)] = cases.as_slice() {
            let only = only.clone();
            schema.remove(word);
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
    schema
}

/// Whether values are of a JSON type.
pub(crate) fn is(schema: &Map<String, Value>, kind: &str) -> bool {
    schema.get("type").is_some_and(|name| name == kind)
}

/// Whether it is the schema of a [`Secret`](crate::Secret).
pub(crate) fn is_secret(schema: &Map<String, Value>) -> bool {
    schema.get("writeOnly").is_some_and(|flag| flag == true)
        && schema.get("format").is_some_and(|name| name == "password")
}

/// Whether a secret is somewhere within.
pub(crate) fn holds_secret(schema: &Map<String, Value>) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Object(object) => holds_secret(object),
            Value::Array(items) => items.iter().any(within),
            _ => false,
        }
    }
    is_secret(schema) || schema.values().any(within)
}

/// The texts that are accepted, when there are only so many.
pub(crate) fn choices(schema: &Map<String, Value>) -> Option<Vec<&str>> {
    if let Some(Value::Array(values)) = schema.get("enum") {
        return values.iter().map(Value::as_str).collect();
    }
    if let Some(text) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![text]);
    }
    let Some(Value::Array(cases)) = schema.get("oneOf").or_else(|| schema.get("anyOf")) else {
        return None;
    };
    let mut all = Vec::new();
    for case in cases {
        all.extend(choices(case.as_object()?)?);
    }
    Some(all)
}

/// [`choices`] as `title::value` where a value has a title, for people.
pub(crate) fn titled_choices(schema: &Map<String, Value>) -> Vec<String> {
    let title = schema.get("title").and_then(Value::as_str);
    let cases = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    match (schema.get("const").and_then(Value::as_str), title, cases) {
        (Some(value), Some(title), _) => vec![format!("{title}::{value}")],
        (None, _, Some(Value::Array(cases))) => cases
            .iter()
            .filter_map(Value::as_object)
            .flat_map(titled_choices)
            .collect(),
        _ => choices(schema)
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect(),
    }
}

/// A default as the JSON of its type. A text that is no such JSON stays a text: whether the
/// default fits is judged elsewhere.
pub(crate) fn typed(schema: &Map<String, Value>, text: &str) -> Value {
    let as_text = || Value::from(text);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => as_text(),
        None if choices(schema).is_some() => as_text(),
        _ => serde_json::from_str(text).unwrap_or_else(|_| as_text()),
    }
}

/// A JSON value as the text that a form would hold.
pub(crate) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde_json::json;

    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Tree {
        children: Vec<Tree>,
        size: u16,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Leaf {
        color: Option<Color>,
        shade: Option<Shade>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Color {
        Red,
        Green,
    }

    /// With words about each, which makes another schema.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Shade {
        /// Bright.
        Light,
        /// Sinister.
        Dark,
    }

    fn schema_of<T: JsonSchema>() -> Value {
        let mut generator = generator(Contract::Serialize);
        let schema = generator.subschema_for::<T>().to_value();
        with_definitions(schema, &mut generator)
    }

    #[test]
    fn types_that_contain_themselves_have_an_end() {
        let schema = schema_of::<Vec<Tree>>();
        let items = json!({"type": "array", "items": {"$ref": "#/$defs/Tree"}});
        assert_eq!(schema["items"]["properties"]["children"], items);
        assert_eq!(schema["$defs"]["Tree"]["properties"]["children"], items);
        let size = json!({"type": "integer", "minimum": 0, "maximum": 65535});
        assert_eq!(schema["$defs"]["Tree"]["properties"]["size"], size);
    }

    #[test]
    fn other_types_stand_in_place() {
        let schema = schema_of::<Leaf>();
        assert!(schema.get("$defs").is_none() && schema.get("$schema").is_none());
        for (field, expected) in [("color", ["Red", "Green"]), ("shade", ["Light", "Dark"])] {
            let field = &schema["properties"][field];
            assert!(is_nullable(field), "{field}");
            let field = without_null(field.clone());
            assert_eq!(choices(&field).unwrap(), expected);
            assert!(!is_nullable(&field.into()));
        }
    }

    #[test]
    fn defaults_have_the_type_of_their_input() {
        let typed = |schema: Value, text: &str| typed(schema.as_object().unwrap(), text);
        assert_eq!(typed(json!({"type": "integer"}), "30"), json!(30));
        assert_eq!(typed(json!({"type": "string"}), "30"), json!("30"));
        assert_eq!(typed(json!({"oneOf": [{"const": "1"}]}), "1"), json!("1"));
        assert_eq!(typed(json!({"type": "array"}), "[1]"), json!([1]));
        assert_eq!(typed(json!({"type": "boolean"}), "true"), json!(true));
    }
}
