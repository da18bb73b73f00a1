//! A whole plugin.

use serde_json::Value;
use wick_proto::manifest::Manifest;
use wick_proto::module::{Field, Operation};

use super::{Calls, NAME, TITLE, indented, paragraphs, section};
use crate::output::{columns, line, prose};

/// The description for people. `invocation` is how it is called, without the operation.
pub(crate) fn text(manifest: &Manifest, invocation: &[&str], width: Option<u16>) -> String {
    let module = &manifest.module;
    let meta = &module.meta;
    let name = [meta.icon.as_str(), meta.name.as_str()].join(" ");
    let mut text = format!(
        "{TITLE}{}{TITLE:#} ({NAME}{}{NAME:#}) {}",
        line(name.trim()),
        line(&meta.key),
        line(&manifest.version)
    );
    if !meta.description.is_empty() {
        text.push('\n');
        text.push_str(&paragraphs(&meta.description));
    }

    let inner = indented(width);
    let settings = module.configs.iter().map(setting_row);
    section(&mut text, "Settings", &columns(settings, inner));
    for category in &module.operations {
        let title = match category.title.as_str() {
            "" => "Operations".to_owned(),
            title => format!("Operations: {}", line(title)),
        };
        let rows = category.operations.iter().map(operation_row);
        section(&mut text, &title, &columns(rows, inner));
    }
    let first = module
        .all_operations()
        .find(|operation| !operation.config_only);
    if let Some(first) = first.or(module.all_operations().next()) {
        let call = Calls::of(module, invocation).call(first);
        section(&mut text, "Call", &line(&call));
    }
    text
}

/// The description for programs.
pub(crate) fn json(manifest: &Manifest) -> Value {
    super::manifest::whole(manifest)
}

fn setting_row(field: &Field) -> Vec<String> {
    let mut about = Vec::new();
    if field.secret && field.kind != "secret" {
        about.push("secret".to_owned());
    }
    if field.required && field.value.is_empty() {
        about.push("required".to_owned());
    }
    if !field.value.is_empty() && !field.secret {
        about.push(format!("default {}", field.value));
    }
    if let Some((key, values)) = field.visible_when.split_once(':') {
        about.push(format!("with {key} {values}"));
    }
    let kind = match field.kind.as_str() {
        "dropdown" => field.options.clone(),
        kind => kind.to_owned(),
    };
    vec![
        field.key.clone(),
        kind,
        about.join(", "),
        prose(&field.description),
    ]
}

fn operation_row(operation: &Operation) -> Vec<String> {
    let mut description = first_sentence(&operation.description).to_owned();
    if operation.destructive {
        description.insert_str(0, "[destructive] ");
    }
    if operation.config_only {
        description.insert_str(0, "[settings page] ");
    }
    vec![operation.key.clone(), description]
}

/// The first sentence, which is enough in a list.
fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    match line.find(". ") {
        Some(end) => &line[..=end],
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::module::{Category, Module};

    use super::*;

    fn manifest() -> Manifest {
        let mut module = Module {
            configs: vec![
                Field {
                    key: "base_url".to_owned(),
                    kind: "url".to_owned(),
                    value: "https://example.org".to_owned(),
                    ..Field::default()
                },
                Field {
                    key: "token".to_owned(),
                    kind: "secret".to_owned(),
                    value: "hunter2".to_owned(),
                    secret: true,
                    required: true,
                    ..Field::default()
                },
            ],
            operations: vec![Category {
                title: "Desk\u{1b}[2J".to_owned(),
                operations: vec![Operation {
                    key: "wipe".to_owned(),
                    description: "Wipes it. For good.".to_owned(),
                    destructive: true,
                    ..Operation::default()
                }],
                ..Category::default()
            }],
            ..Module::default()
        };
        module.meta.key = "desk".to_owned();
        module.meta.name = "Desk".to_owned();
        Manifest {
            version: "1.2.0".to_owned(),
            module,
            ..Manifest::default()
        }
    }

    #[test]
    fn text_tells_settings_operations_and_how_to_call() {
        let text = text(&manifest(), &["wick", "call", "desk"], None);
        let plain = anstream::adapter::strip_str(&text).to_string();
        for part in [
            "Desk (desk) 1.2.0",
            "default https://example.org",
            "[destructive] Wipes it.",
            "wick call desk wipe",
        ] {
            assert!(plain.contains(part), "{part:?} is missing:\n{plain}");
        }
        assert!(!plain.contains("For good"), "{plain}");
        assert!(!plain.contains("hunter2"), "{plain}");
        assert!(!plain.contains('\u{1b}'), "{plain:?}");
    }

    #[test]
    fn json_carries_schemas_and_no_secret() {
        let json = json(&manifest());
        assert_eq!(json["operations"][0]["category"], "Desk\u{1b}[2J");
        assert_eq!(
            json["settings_schema"]["properties"]["token"]["writeOnly"],
            true
        );
        assert_eq!(
            json["operations"][0]["input_schema"]["additionalProperties"],
            false
        );
        assert!(!json.to_string().contains("hunter2"));
    }
}
