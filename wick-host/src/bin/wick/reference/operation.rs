//! One operation.

use wick_host::schema::Document;
use wick_proto::module::Operation;

use super::markdown::{block, code, code_cell, inline, paragraphs, table};
use super::{Page, inputs};
use crate::describe::{Calls, shape};
use crate::output::line;

pub(super) fn add(page: &mut Page, operation: &Operation, calls: &Calls) {
    page.add(format!("### {}", code(&operation.key)));
    page.add(nature(operation));
    page.add(paragraphs(&operation.description));
    page.add(inputs::arguments(operation));
    if let Some(schema) = &operation.output_schema {
        page.add(format!(
            "Result: {}",
            code(&shape(&Document::new(schema), schema))
        ));
    }
    let meanings: Vec<_> = operation
        .output_shape
        .iter()
        .map(|(key, meaning)| vec![code_cell(key), inline(meaning)])
        .collect();
    page.add(table(&["in the result", "meaning"], &meanings));
    page.add(list("Mind:", &operation.quirks));
    page.add(list("Common mistakes:", &operation.common_pitfalls));
    let pairs: Vec<String> = operation.pair_with.iter().map(|key| code(key)).collect();
    if !pairs.is_empty() {
        page.add(format!("Goes well with {}.", pairs.join(", ")));
    }
    for example in &operation.examples {
        page.add(inline(&example.name));
        page.add(block("json", &example.body));
    }
    // The first example of a connector of ours is its sample as well.
    let is_shown = |sample: &str| {
        operation
            .examples
            .iter()
            .any(|example| example.body == sample)
    };
    for (title, sample) in [
        ("Arguments, for example:", &operation.input_sample),
        ("A result, for example:", &operation.output_sample),
    ] {
        if !sample.is_empty() && !is_shown(sample) {
            page.add(title);
            page.add(block("json", sample));
        }
    }
    page.add(block("sh", &line(&calls.call(operation))));
}

/// What people should know before they call it.
fn nature(operation: &Operation) -> String {
    let words = [
        (
            operation.destructive,
            "**Destructive**: it changes or removes something.",
        ),
        (operation.read_only, "Read only."),
        (operation.idempotent, "A second call changes nothing more."),
        (
            operation.closed_world,
            "It touches only what the connector itself keeps.",
        ),
        (
            operation.config_only,
            "For the settings page; models do not see it.",
        ),
    ];
    let words: Vec<&str> = words
        .into_iter()
        .filter_map(|(is, words)| is.then_some(words))
        .collect();
    words.join(" ")
}

fn list(title: &str, items: &[String]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| format!("- {}", inline(item)))
        .collect();
    match items.is_empty() {
        true => String::new(),
        false => format!("{title}\n\n{}", items.join("\n")),
    }
}
