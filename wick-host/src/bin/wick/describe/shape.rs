//! A JSON Schema in a few words.

use std::cell::Cell;

use serde_json::{Map, Value};
use wick_host::schema::Document;

use crate::output::plain;

/// Deeper objects are just called objects: this is a summary, the schema itself is in the JSON.
const DEPTH: usize = 3;
/// Members, alternatives and choices that are named of one schema.
const NAMED: usize = 40;
/// Schemas that are summed up in one summary.
const SCHEMAS: usize = 400;

/// What values of `schema`, a part of `document`, look like: `list of {number: integer, title: string}`.
pub(crate) fn shape<'a>(document: &Document<'a>, schema: &'a Value) -> String {
    let summary = Summary {
        document,
        left: Cell::new(SCHEMAS),
    };
    summary.of(schema, DEPTH)
}

/// What the schema says of single choices, of the value itself or of those in it, as pairs of a
/// choice and a text. A choice of a member is `member: choice`.
pub(crate) fn choice_texts<'a>(
    document: &Document<'a>,
    schema: &'a Value,
) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    add_texts(document, schema, "", DEPTH, &mut texts);
    texts
}

fn add_texts<'a>(
    document: &Document<'a>,
    schema: &'a Value,
    member: &str,
    depth: usize,
    texts: &mut Vec<(String, String)>,
) {
    if let Some(choices) = document.choices(schema) {
        let said = choices.iter().filter_map(|choice| {
            let value = plain(choice.value);
            let name = match member {
                "" => value,
                member => format!("{member}: {value}"),
            };
            Some((name, choice.text?.to_owned()))
        });
        texts.extend(said.take(NAMED));
        return;
    }
    if depth == 0 || texts.len() >= NAMED {
        return;
    }
    for (name, schema) in document.properties(schema).into_iter().take(NAMED) {
        let path = match member {
            "" => name.to_owned(),
            member => format!("{member}.{name}"),
        };
        add_texts(document, schema, &path, depth - 1, texts);
    }
    let parts = document.parts(schema).into_iter();
    let elements = parts.filter_map(|part| part.get("items"));
    for elements in elements.take(1) {
        add_texts(document, elements, member, depth - 1, texts);
    }
    if let Some(only) = only_alternative(document, schema) {
        add_texts(document, only, member, depth - 1, texts);
    }
}

/// `T` of `anyOf: [T, null]`.
fn only_alternative<'a>(document: &Document<'a>, schema: &'a Value) -> Option<&'a Value> {
    let parts = document.parts(schema);
    let found = parts.into_iter().find_map(alternatives)?;
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

struct Summary<'a, 'd> {
    document: &'d Document<'a>,
    /// How many schemas may still be looked at: their number may double with each level.
    left: Cell<usize>,
}

impl<'a> Summary<'a, '_> {
    fn of(&self, schema: &'a Value, depth: usize) -> String {
        let Some(left) = self.left.get().checked_sub(1) else {
            return "…".to_owned();
        };
        self.left.set(left);
        if let Some(choices) = self.document.choices(schema) {
            let names = choices.iter().map(|choice| plain(choice.value));
            return joined(names, "|");
        }
        let parts = self.document.parts(schema);
        if let Some(alternatives) = parts.iter().find_map(|part| alternatives(part)) {
            return match alternatives.as_slice() {
                [only] if depth > 0 => self.of(only, depth - usize::from(is_endless(only))),
                several if depth > 0 => {
                    let mut shapes: Vec<String> = Vec::new();
                    for alternative in several.iter().take(NAMED) {
                        let shape = self.of(alternative, depth - 1);
                        if !shapes.contains(&shape) {
                            shapes.push(shape);
                        }
                    }
                    joined(shapes.into_iter(), " or ")
                }
                _ => "any".to_owned(),
            };
        }
        let types = self.document.types(schema);
        let types = types.into_iter().filter(|name| *name != "null");
        let shapes: Vec<_> = types
            .map(|name| self.of_type(name, schema, depth))
            .collect();
        match shapes.is_empty() {
            false => shapes.join(" or "),
            true if parts.iter().any(|part| part.contains_key("properties")) => {
                self.of_type("object", schema, depth)
            }
            true => "any".to_owned(),
        }
    }

    fn of_type(&self, name: &str, schema: &'a Value, depth: usize) -> String {
        let parts = self.document.parts(schema);
        let text = |keyword: &str| parts.iter().find_map(|part| part.get(keyword)?.as_str());
        match name {
            "array" if depth > 0 => {
                let items = parts.iter().find_map(|part| part.get("items"));
                match items.filter(|items| items.is_object()) {
                    Some(items) => format!("list of {}", self.of(items, depth - 1)),
                    None => "list".to_owned(),
                }
            }
            "array" => "list".to_owned(),
            "object" if depth > 0 => {
                let properties = self.document.properties(schema);
                if properties.is_empty() {
                    return "object".to_owned();
                }
                let more = properties.len().saturating_sub(NAMED);
                let members = properties.into_iter().take(NAMED);
                let mut members: Vec<_> = members
                    .map(|(key, schema)| format!("{key}: {}", self.of(schema, depth - 1)))
                    .collect();
                if more > 0 {
                    members.push(format!("{more} more"));
                }
                format!("{{{}}}", members.join(", "))
            }
            "string" => text("format").unwrap_or("string").to_owned(),
            other => other.to_owned(),
        }
    }
}

/// Whether following it again and again may never end.
fn is_endless(schema: &Value) -> bool {
    schema.get("$ref").is_some() || schema.get("anyOf").is_some() || schema.get("oneOf").is_some()
}

fn joined(mut names: impl Iterator<Item = String>, separator: &str) -> String {
    let mut shown: Vec<_> = names.by_ref().take(NAMED).collect();
    match names.count() {
        0 => {}
        more => shown.push(format!("… ({more} more)")),
    }
    shown.join(separator)
}

/// The alternatives but for `null`, if there are any.
fn alternatives(schema: &Map<String, Value>) -> Option<Vec<&Value>> {
    let all = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    let is_null = |schema: &&Value| schema["type"] != "null";
    let others: Vec<_> = all.as_array()?.iter().filter(is_null).collect();
    (!others.is_empty()).then_some(others)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(schema: &Value) -> String {
        super::shape(&Document::new(schema), schema)
    }

    #[test]
    fn schemas_are_summed_up() {
        for (schema, expected) in [
            (json!({"type": "string"}), "string"),
            (json!({"type": ["integer", "null"]}), "integer"),
            (json!({"type": "string", "format": "uri"}), "uri"),
            (json!({"enum": ["open", "closed"]}), "open|closed"),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                "string",
            ),
            (
                json!({"type": "array", "items": {"type": "number"}}),
                "list of number",
            ),
            (json!({"type": "object"}), "object"),
            (
                json!({"properties": {"a": {"$ref": "#/x"}}, "x": {"type": "string"}}),
                "{a: string}",
            ),
            (json!({}), "any"),
            (json!(true), "any"),
        ] {
            assert_eq!(shape(&schema), expected, "{schema}");
        }
    }

    /// N1: an enum whose variants have doc comments.
    #[test]
    fn choices_are_named_with_what_is_said_of_them() {
        let mode = json!({"oneOf": [
            {"type": "string", "const": "always", "description": "Whatever is there."},
            {"type": "string", "const": "if-absent", "description": "Only what is new."},
            {"type": "string", "enum": ["if-present"]},
        ]});
        let nullable = json!({"anyOf": [mode, {"type": "null"}]});
        let list = json!({"type": "array", "items": {"anyOf": [{"type": "null"}, mode]}});
        let nested = json!({"type": "object", "properties": {"mode": nullable}});
        let referred =
            json!({"anyOf": [{"$ref": "#/$defs/Mode"}, {"type": "null"}], "$defs": {"Mode": mode}});
        let names = "always|if-absent|if-present";
        for (schema, expected, first) in [
            (&mode, names.to_owned(), "always"),
            (&nullable, names.to_owned(), "always"),
            (&referred, names.to_owned(), "always"),
            (&list, format!("list of {names}"), "always"),
            (&nested, format!("{{mode: {names}}}"), "mode: always"),
        ] {
            assert_eq!(shape(schema), expected, "{schema}");
            let texts = choice_texts(&Document::new(schema), schema);
            assert_eq!(texts.len(), 2, "{schema}");
            assert_eq!(
                texts[0],
                (first.to_owned(), "Whatever is there.".to_owned())
            );
        }
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let mut schema = json!({"type": "string"});
        for _ in 0..50 {
            schema = json!({"type": "object", "properties": {"a": schema}});
        }
        assert_eq!(shape(&schema), "{a: {a: {a: object}}}");
        let endless = json!({"anyOf": [{"$ref": "#"}, {"type": "null"}]});
        assert_eq!(shape(&endless), "any");
        let members = (0..1000).map(|index| (format!("m{index}"), json!({"$ref": "#"})));
        let wide = json!({"type": "object", "properties": members.collect::<Map<_, _>>()});
        assert!(shape(&wide).len() < 20_000);
        let choices: Vec<_> = (0..1000).collect();
        assert!(shape(&json!({"enum": choices})).ends_with("|39|… (960 more)"));
    }
}
