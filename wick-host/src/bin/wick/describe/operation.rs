//! One operation.

use serde_json::{Map, Value, json};
use wick_host::schema;
use wick_proto::module::{Module, Operation};

use super::shape::shape;
use super::{NAME, TITLE, indented, section};
use crate::failure::Failure;
use crate::output::{columns, plain, visible};
use crate::suggest;

/// The operation called `key`.
pub(crate) fn find<'a>(module: &'a Module, key: &str) -> Result<&'a Operation, Failure> {
    if let Some(found) = module.operation(key) {
        return Ok(found);
    }
    let keys: Vec<&str> = module
        .all_operations()
        .map(|operation| operation.key.as_str())
        .collect();
    let near = suggest::nearest(key, keys.iter().copied());
    Err(Failure::usage(format!(
        "`{}` has no operation `{key}`; its operations: {}",
        module.meta.key,
        suggest::list(keys)
    ))
    .maybe_hint(near.map(|near| format!("did you mean `{near}`?"))))
}

/// The description for people.
pub(crate) fn text(operation: &Operation, invocation: &str, width: Option<u16>) -> String {
    let inner = indented(width);
    let schema = schema::of_input(operation);
    let mut text = format!(
        "{NAME}{}{NAME:#} {TITLE}{}{TITLE:#}",
        visible(&operation.key),
        visible(&operation.name)
    );
    let nature: Vec<&str> = [
        (operation.destructive, "destructive"),
        (operation.read_only, "read only"),
        (operation.idempotent, "idempotent"),
        (operation.closed_world, "closed world"),
        (operation.config_only, "for the settings page"),
    ]
    .into_iter()
    .filter_map(|(is, word)| is.then_some(word))
    .collect();
    if !nature.is_empty() {
        text.push_str(&format!(" ({})", nature.join(", ")));
    }
    if !operation.description.is_empty() {
        text.push('\n');
        text.push_str(&visible(&operation.description));
    }
    section(
        &mut text,
        "Arguments",
        &columns(argument_rows(&schema), inner),
    );
    if let Some(output) = &operation.output_schema {
        section(&mut text, "Result", &visible(&shape(output)));
    }
    let meanings = operation.output_shape.iter();
    let meanings = meanings.map(|(key, meaning)| vec![key.clone(), meaning.clone()]);
    section(&mut text, "Keys of the result", &columns(meanings, inner));
    section(&mut text, "Mind", &list(&operation.quirks, inner));
    section(
        &mut text,
        "Common mistakes",
        &list(&operation.common_pitfalls, inner),
    );
    let examples = operation.examples.iter();
    let examples = examples.map(|example| vec![example.name.clone(), example.body.clone()]);
    section(&mut text, "Examples", &columns(examples, inner));
    section(
        &mut text,
        "Call",
        &visible(&example_call(operation, invocation)),
    );
    text
}

/// The description for programs.
pub(crate) fn json(operation: &Operation, category: Option<&str>) -> Value {
    let mut json = json!({
        "key": operation.key,
        "name": operation.name,
        "description": operation.description,
        "destructive": operation.destructive,
        "read_only": operation.read_only,
        "idempotent": operation.idempotent,
        "closed_world": operation.closed_world,
        "config_only": operation.config_only,
        "input_schema": schema::of_input(operation),
        "output_schema": operation.output_schema,
    });
    if let Some(category) = category {
        json["category"] = json!(category);
    }
    json
}

/// A command line that calls the operation with its required arguments.
pub(crate) fn example_call(operation: &Operation, invocation: &str) -> String {
    let schema = schema::of_input(operation);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let mut call = format!("{invocation} {}", operation.key);
    for name in required.iter().filter_map(Value::as_str) {
        call.push_str(&format!(" --arg {name}=…"));
    }
    call
}

fn argument_rows(schema: &Value) -> Vec<Vec<String>> {
    let nothing = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&nothing);
    let required = schema["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|n| n == name));
    let row = |(name, schema): (&String, &Value)| {
        let mut about = Vec::new();
        if is_required(name) {
            about.push("required".to_owned());
        }
        match &schema["default"] {
            Value::Null => {}
            default => about.push(format!("default {}", plain(default))),
        }
        about.extend(range(schema));
        let description = schema["description"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        vec![name.clone(), shape(schema), about.join(", "), description]
    };
    properties.iter().map(row).collect()
}

fn range(schema: &Value) -> Option<String> {
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, Value::Null) => None,
        (least, Value::Null) => Some(format!("at least {least}")),
        (Value::Null, most) => Some(format!("at most {most}")),
        (least, most) => Some(format!("{least} to {most}")),
    }
}

fn list(items: &[String], width: Option<u16>) -> String {
    columns(
        items.iter().map(|item| vec!["-".to_owned(), item.clone()]),
        width,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation() -> Operation {
        Operation {
            key: "search".to_owned(),
            name: "Search".to_owned(),
            description: "Finds things.".to_owned(),
            read_only: true,
            input_schema: Some(json!({
                "type": "object",
                "properties": {
                    "query": {"type": "string", "description": "Words."},
                    "limit": {"type": "integer", "default": 30, "minimum": 1, "maximum": 100},
                },
                "required": ["query"],
            })),
            output_schema: Some(json!({
                "type": "array",
                "items": {"type": "object", "properties": {"title": {"type": "string"}}},
            })),
            quirks: vec!["Slow on Mondays.".to_owned()],
            ..Operation::default()
        }
    }

    #[test]
    fn text_tells_arguments_result_and_how_to_call() {
        let text = text(&operation(), "wick call desk", None);
        let plain = anstream::adapter::strip_str(&text).to_string();
        for part in [
            "search Search (read only)\nFinds things.",
            "default 30, 1 to 100",
            "required",
            "list of {title: string}",
            "Slow on Mondays.",
            "wick call desk search --arg query=…",
        ] {
            assert!(plain.contains(part), "{part:?} is missing:\n{plain}");
        }
    }

    #[test]
    fn an_unknown_operation_lists_the_known_ones() {
        let mut module = Module::default();
        module.meta.key = "desk".to_owned();
        module.operations.push(wick_proto::module::Category {
            operations: vec![operation()],
            ..Default::default()
        });
        let failure = find(&module, "serch").unwrap_err();
        assert_eq!(
            failure.message,
            "`desk` has no operation `serch`; its operations: `search`"
        );
        assert_eq!(failure.hint.as_deref(), Some("did you mean `search`?"));
    }
}
