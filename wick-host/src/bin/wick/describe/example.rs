//! A command line that calls an operation.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use wick_host::schema::{self, Document};
use wick_proto::module::{Module, Operation};

use crate::output::plain;

/// Settings that a command line shows; more of them are in a file.
const SHOWN_SETTINGS: usize = 16;

/// How operations of a plugin are called: command lines with what they require, ready for a shell.
///
/// Secrets come from the environment, where other users do not see them.
pub(crate) struct Calls {
    /// Assignments of variables, and then the words before the operation's key.
    before: Vec<String>,
    settings: Vec<String>,
}

impl Calls {
    /// Calls of operations of `module`. `invocation` is the words before an operation's key.
    pub(crate) fn of(module: &Module, invocation: &[&str]) -> Self {
        let schema = schema::of_fields(&module.configs);
        let document = Document::new(&schema);
        let fields = module.configs.iter().map(|field| (&*field.key, field));
        let fields: HashMap<_, _> = fields.collect();
        let required = document.required(&schema).into_iter();
        let required = required.filter_map(|name| fields.get(name).copied());
        let required: Vec<_> = required.filter(|field| field.value.is_empty()).collect();
        let (mut before, mut settings) = (Vec::new(), Vec::new());
        if required.len() > SHOWN_SETTINGS {
            settings.extend(["--settings", "settings.json"].map(str::to_owned));
        } else {
            for field in required {
                let name = &field.key;
                let value = plain(&sample(&document, &schema["properties"][name]));
                let (option, value) = match field.secret {
                    true => {
                        let variable = variable(&module.meta.key, name);
                        before.push(format!("{variable}={}", quoted(&value)));
                        ("--setting-env", variable)
                    }
                    false => ("--setting", value),
                };
                settings.extend([option.to_owned(), quoted(&format!("{name}={value}"))]);
            }
        }
        before.extend(invocation.iter().map(|word| quoted(word)));
        Self { before, settings }
    }

    /// A call of this operation.
    pub(crate) fn call(&self, operation: &Operation) -> String {
        let key = [quoted(&operation.key)];
        let arguments = arguments(operation);
        let words: Vec<&str> = [&self.before[..], &key, &arguments, &self.settings]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        words.join(" ")
    }
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
        Calls::of(module, &["wick", "call", "my desk"]).call(&operation)
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
