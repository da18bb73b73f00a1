//! `list`: the operations.

use std::io::{self, Write};

use serde_json::json;
use wick_proto::module::{Module, Operation};

use super::Stop;
use super::arguments::Arguments;

pub(super) fn run(module: &Module, arguments: &Arguments) -> Result<(), Stop> {
    let text = if arguments.is_json {
        json(module)
    } else {
        text(module)
    };
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(Stop::Output)
}

/// A line for each operation, below the titles of their categories.
fn text(module: &Module) -> String {
    let width = module
        .all_operations()
        .map(|operation| operation.key.len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for category in &module.operations {
        let mut indent = "";
        if !category.title.is_empty() {
            text.push_str(&format!("{}\n", category.title));
            indent = "  ";
        }
        for operation in &category.operations {
            let key = &operation.key;
            let about = first_sentence(&operation.description);
            let mark = match operation.destructive {
                true => "(destructive) ",
                false => "",
            };
            text.push_str(&format!("{indent}{key:width$}  {mark}{about}\n"));
        }
    }
    text
}

fn json(module: &Module) -> String {
    let operation = |category: &str, operation: &Operation| {
        json!({
            "key": operation.key,
            "name": operation.name,
            "description": operation.description,
            "category": category,
            "destructive": operation.destructive,
            "read_only": operation.read_only,
            "input_schema": operation.input_schema,
        })
    };
    let all: Vec<_> = module
        .operations
        .iter()
        .flat_map(|category| {
            let operations = category.operations.iter();
            operations.map(|one| operation(&category.title, one))
        })
        .collect();
    format!("{}\n", json!(all))
}

fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.find(". ").map_or(line, |end| &line[..=end])
}

#[cfg(test)]
mod tests {
    use wick_proto::module::Category;

    use super::*;

    #[test]
    fn operations_stand_below_their_categories() {
        let operation = |key: &str, destructive| Operation {
            key: key.to_owned(),
            description: format!("It does {key}. And more."),
            destructive,
            ..Operation::default()
        };
        let category = |title: &str, operations| Category {
            title: title.to_owned(),
            operations,
            ..Category::default()
        };
        let module = Module {
            operations: vec![
                category(
                    "Papers",
                    vec![operation("shred", true), operation("x", false)],
                ),
                category("", vec![operation("find", false)]),
            ],
            ..Module::default()
        };
        assert_eq!(
            text(&module),
            "Papers\n  shred  (destructive) It does shred.\n  x      It does x.\nfind   It does find.\n"
        );
    }
}
