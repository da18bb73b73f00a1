//! Tables of settings and arguments.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use wick_host::schema::{self, Document};
use wick_proto::module::{Field, Operation};

use super::markdown::{code_cell as code, inline, table};
use crate::describe::{choice_texts, shape};
use crate::output::plain;

/// One row for each setting.
pub(super) fn settings(fields: &[Field]) -> String {
    let schema = schema::of_fields(fields);
    let document = Document::new(&schema);
    let titles = ["setting", "type", "required", "default", "description"];
    let row = |field: &Field| {
        let schema = &schema["properties"][&field.key];
        let kind = match field.secret {
            true => "secret".to_owned(),
            false => code(&shape(&document, schema)),
        };
        vec![
            code(&field.key),
            kind,
            required(
                field,
                field.required && field.value.is_empty() && field.visible_when.is_empty(),
            ),
            default(schema.get("default")),
            description(field, &field.description, &[]),
        ]
    };
    let rows: Vec<_> = fields.iter().map(row).collect();
    table(&titles, &rows)
}

/// One row for each argument.
pub(super) fn arguments(operation: &Operation) -> String {
    let schema = schema::of_input(operation);
    let document = Document::new(&schema);
    let names: HashSet<_> = document.required(&schema).into_iter().collect();
    let mut fields = HashMap::new();
    for field in &operation.input {
        fields.entry(&*field.key).or_insert(field);
    }
    let unknown = Field::default();
    let row = |(name, schema): (&str, _)| {
        let field = fields.get(name).copied().unwrap_or(&unknown);
        let parts = document.parts(schema);
        let find = |keyword: &str| parts.iter().find_map(|part| part.get(keyword));
        let text = find("description").and_then(Value::as_str);
        vec![
            code(name),
            code(&shape(&document, schema)),
            required(field, names.contains(name)),
            default(find("default")),
            limits(find),
            description(
                field,
                text.unwrap_or(&field.description),
                &choice_texts(&document, schema),
            ),
        ]
    };
    let rows: Vec<_> = document.properties(&schema).into_iter().map(row).collect();
    let titles = [
        "argument",
        "type",
        "required",
        "default",
        "limits",
        "description",
    ];
    table(&titles, &rows)
}

fn required(field: &Field, is_always: bool) -> String {
    let is_then = field.required && !field.visible_when.is_empty();
    match (is_always, is_then) {
        (true, _) => "yes".to_owned(),
        (false, true) => "when shown".to_owned(),
        (false, false) => String::new(),
    }
}

fn default(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(value) => code(&plain(value)),
    }
}

fn description(field: &Field, text: &str, choices: &[(String, String)]) -> String {
    let mut words = vec![inline(text)];
    let more =
        !choices.is_empty() || !field.visible_when.is_empty() || !field.env_override.is_empty();
    if let Some(first) = words.first_mut()
        && more
        && first.ends_with(char::is_alphanumeric)
    {
        first.push('.');
    }
    let choices = choices
        .iter()
        .map(|(choice, text)| format!("{}: {}", code(choice), inline(text)));
    words.extend(choices);
    if let Some((key, values)) = field.visible_when.split_once(':') {
        let values: Vec<String> = values.split('|').map(|value| code(value.trim())).collect();
        words.push(format!(
            "Shown when {} is {}.",
            code(key.trim()),
            values.join(" or ")
        ));
    }
    if !field.env_override.is_empty() {
        words.push(format!("Overridden by {}.", code(&field.env_override)));
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// What a schema says beyond the type; `find` gives the value of a keyword.
fn limits<'a>(find: impl Fn(&str) -> Option<&'a Value>) -> String {
    let least_and_most = |least: &str, most: &str, what: &str| {
        let text = match (find(least), find(most)) {
            (None, None) => return None,
            (Some(least), None) => format!("at least {least}"),
            (None, Some(most)) => format!("at most {most}"),
            (Some(least), Some(most)) if least == most => format!("exactly {least}"),
            (Some(least), Some(most)) => format!("{least} to {most}"),
        };
        Some(format!("{text} {what}").trim_end().to_owned())
    };
    let pattern = find("pattern").and_then(Value::as_str);
    let parts = [
        least_and_most("minimum", "maximum", ""),
        least_and_most("minLength", "maxLength", "characters"),
        least_and_most("minItems", "maxItems", "items"),
        pattern.map(|pattern| format!("matches {}", code(pattern))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
