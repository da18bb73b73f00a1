//! Tables of settings and arguments.

use serde_json::{Map, Value};
use wick_host::schema;
use wick_proto::module::{Field, Operation};

use super::markdown::{code_cell as code, inline, table};
use crate::describe::shape;
use crate::output::plain;

/// One row for each setting.
pub(super) fn settings(fields: &[Field]) -> String {
    let schema = schema::of_fields(fields);
    let titles = ["setting", "type", "required", "default", "description"];
    let row = |field: &Field| {
        let schema = &schema["properties"][&field.key];
        let kind = match field.secret {
            true => "secret".to_owned(),
            false => code(&shape(schema)),
        };
        vec![
            code(&field.key),
            kind,
            required(
                field,
                field.required && field.value.is_empty() && field.visible_when.is_empty(),
            ),
            default(schema),
            description(field, &field.description),
        ]
    };
    let rows: Vec<_> = fields.iter().map(row).collect();
    table(&titles, &rows)
}

/// One row for each argument.
pub(super) fn arguments(operation: &Operation) -> String {
    let schema = schema::of_input(operation);
    let nothing = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&nothing);
    let names = schema["required"].as_array();
    let is_required = |name: &str| names.is_some_and(|names| names.iter().any(|one| one == name));
    let row = |(name, schema): (&String, &Value)| {
        let unknown = Field::default();
        let field = operation.input.iter().find(|field| field.key == *name);
        let field = field.unwrap_or(&unknown);
        let text = schema["description"].as_str().unwrap_or(&field.description);
        vec![
            code(name),
            code(&shape(schema)),
            required(field, is_required(name)),
            default(schema),
            limits(schema),
            description(field, text),
        ]
    };
    let rows: Vec<_> = properties.iter().map(row).collect();
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

fn default(schema: &Value) -> String {
    match &schema["default"] {
        Value::Null => String::new(),
        value => code(&plain(value)),
    }
}

fn description(field: &Field, text: &str) -> String {
    let mut words = vec![inline(text)];
    let more = !field.visible_when.is_empty() || !field.env_override.is_empty();
    if let Some(first) = words.first_mut()
        && more
        && first.ends_with(char::is_alphanumeric)
    {
        first.push('.');
    }
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

/// What a schema says beyond the type.
fn limits(schema: &Value) -> String {
    let least_and_most = |least: &str, most: &str, what: &str| {
        let text = match (&schema[least], &schema[most]) {
            (Value::Null, Value::Null) => return None,
            (least, Value::Null) => format!("at least {least}"),
            (Value::Null, most) => format!("at most {most}"),
            (least, most) if least == most => format!("exactly {least}"),
            (least, most) => format!("{least} to {most}"),
        };
        Some(format!("{text} {what}").trim_end().to_owned())
    };
    let parts = [
        least_and_most("minimum", "maximum", ""),
        least_and_most("minLength", "maxLength", "characters"),
        least_and_most("minItems", "maxItems", "items"),
        schema["pattern"]
            .as_str()
            .map(|pattern| format!("matches {}", code(pattern))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
