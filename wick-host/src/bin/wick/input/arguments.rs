//! The arguments of one call, checked against the operation's schema before anything is started.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use wick_host::schema::Document;

use super::assignment;
use super::document::{self, Members};
use super::typed::typed;
use crate::failure::Failure;
use crate::suggest;

/// Reads arguments: `whole` is an object or the file of one, `single` are `NAME=VALUE`, which
/// overwrite it. `schema` is the operation's input schema, `operation` its key.
pub(crate) fn arguments(
    operation: &str,
    schema: &Value,
    whole: Option<&str>,
    single: &[String],
) -> Result<Members, Failure> {
    let mut arguments = match whole {
        Some(whole) => document::object("--args", whole)?,
        None => Members::new(),
    };
    let document = Document::new(schema);
    let known = Known::of(&document);
    let mut problems = Problems::default();
    for name in arguments.keys() {
        problems.check_name(name, &known);
    }
    let mut seen = HashSet::new();
    for text in single {
        let (name, text) = assignment::read("--arg", text)?;
        if !seen.insert(name.clone()) {
            problems.add(&name, "given twice");
        } else if problems.check_name(&name, &known) {
            match typed(&text, &document, known.schema(&name)) {
                Ok(value) => {
                    arguments.insert(name, value);
                }
                Err(expected) => problems.add(&name, &expected),
            }
        }
    }
    for name in document.required(schema) {
        if !arguments.contains_key(name) && !seen.contains(name) {
            problems.add(name, "required");
        }
    }
    problems.into_result(operation, &known)?;
    Ok(arguments)
}

/// The arguments that a schema speaks of, wherever it does.
struct Known<'a> {
    names: Vec<&'a str>,
    properties: HashMap<&'a str, &'a Value>,
    parts: Vec<&'a Map<String, Value>>,
}

impl<'a> Known<'a> {
    fn of(document: &Document<'a>) -> Self {
        let properties = document.properties(document.root());
        Self {
            names: properties.iter().map(|(name, _)| *name).collect(),
            properties: properties.into_iter().collect(),
            parts: document.parts(document.root()),
        }
    }

    /// What an argument has to be; anything, if only the plugin knows.
    fn schema(&self, name: &str) -> &'a Value {
        if let Some(schema) = self.properties.get(name) {
            return schema;
        }
        let of_pattern = |part: &&'a Map<String, Value>| {
            let patterns = part.get("patternProperties")?.as_object()?;
            let mut patterns = patterns.iter();
            let found = patterns.find(|(pattern, _)| is_match(pattern, name) == Some(true));
            found.map(|(_, schema)| schema)
        };
        let further = ["additionalProperties", "unevaluatedProperties"];
        let of_others =
            |part: &&'a Map<String, Value>| further.iter().find_map(|keyword| part.get(*keyword));
        let mut parts = self.parts.iter();
        let found = parts.find_map(of_pattern);
        found
            .or_else(|| self.parts.iter().find_map(of_others))
            .unwrap_or(&Value::Null)
    }

    /// Whether the schema refuses an argument of this name. What it does not say, the plugin judges.
    fn refuses(&self, name: &str) -> bool {
        let is_closed =
            |part: &Map<String, Value>, keyword| part.get(keyword) == Some(&Value::Bool(false));
        // `additionalProperties` sees what stands beside it only.
        let by_part = self.parts.iter().any(|part| {
            let members = part.get("properties").and_then(Value::as_object);
            is_closed(part, "additionalProperties")
                && !members.is_some_and(|members| members.contains_key(name))
                && may_not_match(part, name)
        });
        let by_all = self
            .parts
            .iter()
            .any(|part| is_closed(part, "unevaluatedProperties"))
            && !self.properties.contains_key(name)
            && self.parts.iter().all(|part| may_not_match(part, name));
        by_part || by_all
    }
}

/// Whether none of the patterns of names in a schema is known to take the name, or may take it.
fn may_not_match(part: &Map<String, Value>, name: &str) -> bool {
    let patterns = part.get("patternProperties").and_then(Value::as_object);
    let mut patterns = patterns.into_iter().flat_map(Map::keys);
    patterns.all(|pattern| is_match(pattern, name) == Some(false))
}

/// `None` for a pattern that only the plugin can read.
fn is_match(pattern: &str, name: &str) -> Option<bool> {
    let pattern = regex_lite::Regex::new(pattern).ok()?;
    Some(pattern.is_match(name))
}

#[derive(Default)]
struct Problems {
    fields: Vec<(String, String)>,
    unknown: bool,
}

impl Problems {
    fn add(&mut self, name: &str, problem: &str) {
        self.fields.push((name.to_owned(), problem.to_owned()));
    }

    fn check_name(&mut self, name: &str, known: &Known<'_>) -> bool {
        if !known.refuses(name) {
            return true;
        }
        self.unknown = true;
        let near = suggest::nearest(name, known.names.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        self.add(
            name,
            &format!("unknown argument{}", near.unwrap_or_default()),
        );
        false
    }

    fn into_result(self, operation: &str, known: &Known<'_>) -> Result<(), Failure> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let failure = Failure::usage(format!("the arguments of `{operation}` are wrong"));
        let failure = failure.fields(self.fields);
        Err(if self.unknown {
            let names = suggest::list(known.names.iter().copied());
            failure.hint(format!("`{operation}` takes: {names}"))
        } else {
            failure
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {"query": {"type": "string"}, "limit": {"type": "integer"}},
            "required": ["query"],
            "additionalProperties": false,
        })
    }

    fn read(whole: Option<&str>, single: &[&str]) -> Result<Members, Failure> {
        let single: Vec<_> = single.iter().map(|text| (*text).to_owned()).collect();
        arguments("search", &schema(), whole, &single)
    }

    #[test]
    fn single_arguments_overwrite_the_object_and_are_typed() {
        let arguments = read(Some(r#"{"query": "a", "limit": 1}"#), &["limit=20"]).unwrap();
        assert_eq!(json!(arguments), json!({"query": "a", "limit": 20}));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let failure = read(None, &["limt=3", "limit=ten"]).unwrap_err();
        let expected = [
            ("limt", "unknown argument; did you mean `limit`?"),
            ("limit", "expected a whole number"),
            ("query", "required"),
        ];
        let expected = expected.map(|(name, problem)| (name.to_owned(), problem.to_owned()));
        assert_eq!(failure.fields, expected);
        assert_eq!(
            failure.hint.as_deref(),
            Some("`search` takes: `query` and `limit`")
        );
    }

    #[test]
    fn the_object_is_checked_for_names_too() {
        let failure = read(Some(r#"{"query": "a", "x": 1}"#), &[]).unwrap_err();
        assert_eq!(failure.fields.len(), 1);
        let failure = read(None, &["query=a", "query=b"]).unwrap_err();
        assert_eq!(failure.fields[0].1, "given twice");
    }

    fn read_under(schema: &Value, single: &[&str]) -> Result<Value, Failure> {
        let single: Vec<_> = single.iter().map(|text| (*text).to_owned()).collect();
        arguments("search", schema, None, &single).map(|given| serde_json::to_value(given).unwrap())
    }

    /// S6: where the schema says nothing of a name, the plugin judges.
    #[test]
    fn references_and_members_of_all_of_are_followed() {
        let limit =
            json!({"properties": {"limit": {"$ref": "#/$defs/Count"}}, "required": ["limit"]});
        let defs = json!({"Count": {"type": "integer"}, "Limit": limit, "Both": {"allOf": [
            {"$ref": "#/$defs/Limit"},
            {"properties": {"query": {"type": "string"}}},
        ]}});
        for root in [
            json!({"$ref": "#/$defs/Both"}),
            json!({"allOf": [{"$ref": "#/$defs/Limit"}, {"properties": {"query": {"type": "string"}}}]}),
            json!({"$ref": "#/$defs/Both", "unevaluatedProperties": false}),
            json!({"anyOf": [{"$ref": "#/$defs/Both"}], "required": ["limit"]}),
        ] {
            let mut schema = root.clone();
            schema["$defs"] = defs.clone();
            let read = read_under(&schema, &["limit=3", "query=3"]).unwrap();
            assert_eq!(read, json!({"limit": 3, "query": "3"}), "{root}");
            let wrong = read_under(&schema, &["limit=x"]).unwrap_err();
            assert_eq!(wrong.fields[0].1, "expected a whole number", "{root}");
            let missing = read_under(&schema, &[]).unwrap_err();
            assert_eq!(missing.fields[0].1, "required", "{root}");
            let is_closed = root.get("unevaluatedProperties").is_some();
            let unknown = read_under(&schema, &["limit=3", "lmit=4"]);
            assert_eq!(unknown.is_err(), is_closed, "{root}");
        }
    }

    /// S6.
    #[test]
    fn unknown_names_are_the_plugins_unless_the_schema_is_closed() {
        let given = ["x-n=1", "other=[1]"];
        let both = json!({"x-n": 1, "other": [1]});
        for schema in [
            json!({}),
            json!(true),
            json!({"type": "object"}),
            json!({"patternProperties": {"^x-": {"type": "integer"}}}),
            json!({"properties": {}, "additionalProperties": true}),
        ] {
            assert_eq!(read_under(&schema, &given).unwrap(), both, "{schema}");
        }
        let text = json!({"additionalProperties": {"type": "string"}});
        assert_eq!(
            read_under(&text, &given).unwrap(),
            json!({"x-n": "1", "other": "[1]"})
        );
        let mut closed = json!({"patternProperties": {"^x-": {"type": "integer"}}});
        closed["additionalProperties"] = json!(false);
        let failure = read_under(&closed, &given).unwrap_err();
        let refused: Vec<_> = failure.fields.iter().map(|(name, _)| name).collect();
        assert_eq!(refused, ["other"]);
        // What another member of `allOf` describes is unknown to this one.
        let split =
            json!({"allOf": [{"properties": {"other": {}}}, {"additionalProperties": false}]});
        assert!(read_under(&split, &["other=1"]).is_err());
    }
}
