//! One operation.

use std::collections::HashSet;

use serde_json::{Value, json};
use wick_host::schema::{self, Document};
use wick_proto::module::{Module, Operation};

use super::{Calls, NAME, TITLE, choice_texts, indented, manifest, paragraphs, section, shape};
use crate::failure::Failure;
use crate::output::{columns, line, plain, prose};
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
        line(&module.meta.key),
        suggest::list(keys)
    ))
    .maybe_hint(near.map(|near| format!("did you mean `{}`?", line(near)))))
}

/// The description for people.
pub(crate) fn text(
    module: &Module,
    operation: &Operation,
    invocation: &[&str],
    width: Option<u16>,
) -> String {
    let inner = indented(width);
    let schema = schema::of_input(operation);
    let mut text = format!(
        "{NAME}{}{NAME:#} {TITLE}{}{TITLE:#}",
        line(&operation.key),
        line(&operation.name)
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
        text.push_str(&paragraphs(&operation.description));
    }
    section(
        &mut text,
        "Arguments",
        &columns(argument_rows(&Document::new(&schema)), inner),
    );
    if let Some(output) = &operation.output_schema {
        let shape = shape(&Document::new(output), output);
        section(&mut text, "Result", &line(&shape));
    }
    let meanings = operation.output_shape.iter();
    let meanings = meanings.map(|(key, meaning)| vec![key.clone(), prose(meaning)]);
    section(&mut text, "Keys of the result", &columns(meanings, inner));
    section(&mut text, "Mind", &list(&operation.quirks, inner));
    section(
        &mut text,
        "Common mistakes",
        &list(&operation.common_pitfalls, inner),
    );
    let examples = operation.examples.iter();
    let examples = examples.map(|example| vec![prose(&example.name), prose(&example.body)]);
    section(&mut text, "Examples", &columns(examples, inner));
    section(
        &mut text,
        "Call",
        &line(&Calls::of(module, invocation).call(operation)),
    );
    text
}

/// The description for programs.
pub(crate) fn json(operation: &Operation, category: Option<&str>) -> Value {
    let mut json = manifest::operation(operation);
    if let Some(category) = category {
        json["category"] = json!(category);
    }
    json
}

fn argument_rows(document: &Document<'_>) -> impl Iterator<Item = Vec<String>> {
    let required: HashSet<_> = document.required(document.root()).into_iter().collect();
    let row = move |(name, schema): (&str, _)| {
        let mut about = Vec::new();
        if required.contains(name) {
            about.push("required".to_owned());
        }
        let parts = document.parts(schema);
        let find = |keyword: &str| parts.iter().find_map(|part| part.get(keyword));
        match find("default") {
            None | Some(Value::Null) => {}
            Some(default) => about.push(format!("default {}", plain(default))),
        }
        about.extend(range(find("minimum"), find("maximum")));
        let mut texts = vec![prose(
            find("description")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )];
        let choices = choice_texts(document, schema).into_iter();
        texts.extend(choices.map(|(choice, text)| format!("{choice} = {}", prose(&text))));
        texts.retain(|text| !text.is_empty());
        vec![
            name.to_owned(),
            shape(document, schema),
            about.join(", "),
            texts.join(" "),
        ]
    };
    document.properties(document.root()).into_iter().map(row)
}

fn range(least: Option<&Value>, most: Option<&Value>) -> Option<String> {
    match (least, most) {
        (None, None) => None,
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(most)) => Some(format!("at most {most}")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
    }
}

fn list(items: &[String], width: Option<u16>) -> String {
    columns(
        items.iter().map(|item| vec!["-".to_owned(), prose(item)]),
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
        let text = text(
            &Module::default(),
            &operation(),
            &["wick", "call", "desk"],
            None,
        );
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
