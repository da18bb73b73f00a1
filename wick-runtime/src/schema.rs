//! JSON Schema for people and models: draft 2020-12, subschemas in place unless that is long.

mod document;
mod null;
mod tidy;
mod walk;

use serde_json::{Map, Value};

use schemars::generate::Contract;

pub(crate) use document::{document, of_argument};
pub(crate) use null::{is_nullable, remove as remove_null};

/// The definition that a reference names, and its name.
fn definition<'a>(path: &str, definitions: &'a Map<String, Value>) -> Option<(&'a str, &'a Value)> {
    let (name, value) = match path
        .rsplit('/')
        .next()
        .and_then(|name| definitions.get_key_value(name))
    {
        Some(found) => found,
        None => definitions.iter().find(|(name, _)| names(path, name))?,
    };
    Some((name, value))
}

/// Whether a reference is to this definition: a JSON pointer, percent-encoded.
fn names(path: &str, name: &str) -> bool {
    let Some(last) = path.rsplit('/').next() else {
        return false;
    };
    let mut bytes = Vec::with_capacity(last.len());
    let mut rest = last.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    let decoded = String::from_utf8_lossy(&bytes);
    decoded == name || decoded.replace("~1", "/").replace("~0", "~") == name
}

/// The schema with that of its definition, if it is a reference. What stands beside the reference counts.
pub(crate) fn resolved(
    mut schema: Map<String, Value>,
    definitions: &Map<String, Value>,
) -> Map<String, Value> {
    // A definition may be a reference itself, but not for ever.
    for _ in 0..=definitions.len() {
        let path = schema.get("$ref").and_then(Value::as_str);
        let Some((_, Value::Object(found))) = path.and_then(|path| definition(path, definitions))
        else {
            break;
        };
        schema.remove("$ref");
        let mut whole = found.clone();
        whole.extend(schema);
        schema = whole;
    }
    schema
}

/// Like [`resolved`], but with the definitions that it holds itself.
pub(crate) fn resolved_within(schema: Map<String, Value>) -> Map<String, Value> {
    match schema.get("$defs").and_then(Value::as_object).cloned() {
        Some(definitions) => resolved(schema, &definitions),
        None => schema,
    }
}

/// Whether it refers to a definition, at any depth.
pub(crate) fn refers(schema: &Map<String, Value>) -> bool {
    let mut refers = schema.contains_key("$ref");
    walk::each(schema, |_, inner| refers = refers || self::refers(inner));
    refers
}

/// What a caller gives, without what only a reader of the source needs.
pub(crate) fn tidied(mut schema: Map<String, Value>) -> Map<String, Value> {
    tidy::tidy(&mut schema, &Contract::Deserialize);
    schema
}

/// The schema of the value when there is one: `null` means absent, which `required` tells.
pub(crate) fn without_null(schema: Value) -> Map<String, Value> {
    let Value::Object(mut schema) = schema else {
        return Map::new();
    };
    null::remove(&mut schema);
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
    let mut holds = is_secret(schema);
    walk::each(schema, |_, inner| holds = holds || holds_secret(inner));
    holds
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
        // One that may be a string too, such as a decimal, loses no digit as one.
        None if may_be_string(schema) => as_text(),
        _ => serde_json::from_str(text).unwrap_or_else(|_| as_text()),
    }
}

fn may_be_string(schema: &Map<String, Value>) -> bool {
    let kinds = schema.get("type").and_then(Value::as_array);
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "string"))
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
        document(Contract::Serialize, |generator| {
            generator.subschema_for::<T>().to_value()
        })
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
            assert!(is_nullable(field.as_object().unwrap()), "{field}");
            let field = without_null(field.clone());
            assert_eq!(choices(&field).unwrap(), expected);
            assert!(!is_nullable(&field));
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
        let decimal = json!({"type": ["string", "number"]});
        assert_eq!(typed(decimal, "10.50"), json!("10.50"));
    }
}
