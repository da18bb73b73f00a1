//! The arguments of one call, checked against the operation's schema before anything is started.

use serde_json::{Map, Value};

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
    let nothing = Map::new();
    let known = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&nothing);

    let mut problems = Problems::default();
    for name in arguments.keys() {
        problems.check_name(name, known, schema);
    }
    let mut seen = Vec::new();
    for text in single {
        let (name, text) = assignment::read("--arg", text)?;
        if seen.contains(&name) {
            problems.add(&name, "given twice");
        } else if problems.check_name(&name, known, schema) {
            let schema = known.get(&name).unwrap_or(&Value::Null);
            match typed(&text, schema) {
                Ok(value) => {
                    arguments.insert(name.clone(), value);
                }
                Err(expected) => problems.add(&name, &expected),
            }
        }
        seen.push(name);
    }
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        let is_given = arguments.contains_key(name) || seen.iter().any(|given| given == name);
        if !is_given {
            problems.add(name, "required");
        }
    }
    problems.into_result(operation, known)?;
    Ok(arguments)
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

    fn check_name(&mut self, name: &str, known: &Map<String, Value>, schema: &Value) -> bool {
        let is_open = schema
            .get("additionalProperties")
            .is_some_and(|more| more != false);
        if known.contains_key(name) || is_open {
            return true;
        }
        self.unknown = true;
        let near = suggest::nearest(name, known.keys().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        self.add(
            name,
            &format!("unknown argument{}", near.unwrap_or_default()),
        );
        false
    }

    fn into_result(self, operation: &str, known: &Map<String, Value>) -> Result<(), Failure> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let failure = Failure::usage(format!("the arguments of `{operation}` are wrong"));
        let failure = failure.fields(self.fields);
        Err(if self.unknown {
            let names = suggest::list(known.keys().map(String::as_str));
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
}
