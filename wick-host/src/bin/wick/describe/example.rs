//! A command line that calls an operation.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use wick_host::schema::{self, Document};
use wick_proto::module::{Module, Operation};

use crate::output::plain;

/// A command line that calls the operation with what it requires, ready for a shell. `invocation`
/// is the words before the operation's key.
///
/// Secrets come from the environment, where other users do not see them.
pub(crate) fn example_call(module: &Module, operation: &Operation, invocation: &[&str]) -> String {
    let mut variables = Vec::new();
    let mut words: Vec<String> = invocation.iter().map(|word| quoted(word)).collect();
    words.push(quoted(&operation.key));
    words.extend(arguments(operation));
    let schema = schema::of_fields(&module.configs);
    let document = Document::new(&schema);
    let fields: HashMap<_, _> = module
        .configs
        .iter()
        .map(|field| (&*field.key, field))
        .collect();
    for name in document.required(&schema) {
        let Some(field) = fields.get(name).filter(|field| field.value.is_empty()) else {
            continue;
        };
        let value = plain(&sample(&document, &schema["properties"][name]));
        if field.secret {
            let variable = variable(&module.meta.key, name);
            words.extend([
                "--setting-env".to_owned(),
                quoted(&format!("{name}={variable}")),
            ]);
            variables.push(format!("{variable}={}", quoted(&value)));
        } else {
            words.extend(["--setting".to_owned(), quoted(&format!("{name}={value}"))]);
        }
    }
    variables.extend(words);
    variables.join(" ")
}

fn arguments(operation: &Operation) -> Vec<String> {
    let schema = schema::of_input(operation);
    let document = Document::new(&schema);
    let required = document.required(&schema);
    let properties: HashMap<_, _> = document.properties(&schema).into_iter().collect();
    let given = authors(operation);
    let values: Map<String, Value> = required
        .into_iter()
        .map(|name| {
            let value = given.get(name).cloned();
            let schema = properties.get(name).copied().unwrap_or(&Value::Null);
            (
                name.to_owned(),
                value.unwrap_or_else(|| sample(&document, schema)),
            )
        })
        .collect();
    // What `--arg` would take for something else.
    let is_plain = |(name, value): (&String, &Value)| {
        let text = plain(value);
        let is_name = !name.contains('=') && name.trim() == name && !name.is_empty();
        let is_text = value.is_string() == takes_text(&document, properties.get(&**name));
        is_name && is_text && !text.starts_with('@') && text != "-"
    };
    if !values.iter().all(is_plain) {
        return vec![
            "--args".to_owned(),
            quoted(&Value::Object(values).to_string()),
        ];
    }
    let words = values.iter().flat_map(|(name, value)| {
        let value = plain(value);
        ["--arg".to_owned(), quoted(&format!("{name}={value}"))]
    });
    words.collect()
}

/// Whether a text on the command line is taken as it is.
fn takes_text<'a>(document: &Document<'a>, schema: Option<&&'a Value>) -> bool {
    let types = schema
        .map(|schema| document.types(schema))
        .unwrap_or_default();
    types.is_empty() || types.contains(&"string")
}

/// The arguments that the author gives as an example.
fn authors(operation: &Operation) -> Map<String, Value> {
    let examples = operation.examples.iter().map(|example| &example.body);
    let mut samples = std::iter::once(&operation.input_sample).chain(examples);
    let object = |text: &String| match serde_json::from_str(text) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    };
    samples.find_map(object).unwrap_or_default()
}

/// A value that the schema takes, as far as it says which.
fn sample<'a>(document: &Document<'a>, schema: &'a Value) -> Value {
    let parts = document.parts(schema);
    let find = |keyword: &str| parts.iter().find_map(|part| part.get(keyword));
    let examples = find("examples").and_then(|examples| examples.get(0));
    if let Some(value) = examples.or_else(|| find("default")) {
        return value.clone();
    }
    if let Some(first) = document.choices(schema).as_deref().and_then(<[_]>::first) {
        return first.value.clone();
    }
    let types = document.types(schema);
    match types.into_iter().find(|name| *name != "null") {
        Some("array") => json!([]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => match (find("minimum"), find("maximum")) {
            (Some(least), _) => least.clone(),
            (None, Some(most)) if most.as_f64() < Some(1.0) => most.clone(),
            _ => json!(1),
        },
        Some("object") => json!({}),
        _ => json!(match find("format").and_then(Value::as_str) {
            Some("date") => "2024-01-31",
            Some("date-time") => "2024-01-31T12:00:00Z",
            Some("email") => "name@example.com",
            Some("uri") => "https://example.com",
            _ => "…",
        }),
    }
}

/// The environment variable that a secret is given in: `DESK_TOKEN`.
fn variable(connector: &str, setting: &str) -> String {
    let name = format!("{connector}_{setting}").to_uppercase();
    let name = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// A word as a shell takes it for one.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./:=@%+,…".contains(letter);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::module::Field;

    use super::*;

    fn module() -> Module {
        let field = |key: &str, kind: &str| Field {
            key: key.to_owned(),
            kind: kind.to_owned(),
            required: true,
            secret: kind == "secret",
            ..Field::default()
        };
        let mut module = Module {
            configs: vec![
                field("base_url", "url"),
                field("token", "secret"),
                Field {
                    value: "7".to_owned(),
                    ..field("given", "number")
                },
                Field {
                    visible_when: "mode:x".to_owned(),
                    ..field("conditional", "text")
                },
                Field {
                    options: "It's::it's|b".to_owned(),
                    ..field("mode", "dropdown")
                },
            ],
            ..Module::default()
        };
        module.meta.key = "desk".to_owned();
        module
    }

    fn call(module: &Module, schema: Value) -> String {
        let operation = Operation {
            key: "add".to_owned(),
            input_schema: Some(schema),
            ..Operation::default()
        };
        example_call(module, &operation, &["wick", "call", "my desk"])
    }

    /// N15.
    #[test]
    fn a_call_has_all_that_is_required_quoted_for_a_shell() {
        let schema = json!({
            "properties": {
                "title": {"type": "string"},
                "count": {"type": "integer", "minimum": 3},
                "tags": {"$ref": "#/$defs/Tags"},
                "free": {"type": "string"},
            },
            "required": ["title", "count", "tags"],
            "$defs": {"Tags": {"type": "array"}},
        });
        assert_eq!(
            call(&module(), schema),
            "DESK_TOKEN=… wick call 'my desk' add --arg title=… --arg count=3 --arg 'tags=[]' \
             --setting base_url=https://example.com --setting-env token=DESK_TOKEN \
             --setting 'mode=it'\\''s'"
        );
    }

    #[test]
    fn what_single_arguments_cannot_say_is_json() {
        let odd = json!({"properties": {"a=b": {"type": "string"}}, "required": ["a=b"]});
        let call = call(&Module::default(), odd);
        assert!(call.ends_with(r#"add --args '{"a=b":"…"}'"#), "{call}");
    }
}
