//! Schemas that are too long to be told to a model, although each type stands in them once.

use serde_json::{Map, Value};
use wick_proto::module::{Module, Operation};

use super::Problem;

/// The bytes of JSON that the inputs or the result of one operation may be described in: 256 KiB, which
/// is more than most models read at all.
const LIMIT: usize = 256 << 10;

pub(super) fn check(module: &Module) -> Vec<Problem> {
    let categories = module.operations.iter();
    let operations = categories.flat_map(|category| &category.operations);
    operations.flat_map(of_operation).collect()
}

fn of_operation(operation: &Operation) -> impl Iterator<Item = Problem> {
    let of = |part: &str, schema: &Option<Value>| {
        let schema = schema.as_ref()?;
        let bytes = bytes(schema);
        (bytes > LIMIT).then(|| Problem::Schema {
            what: format!("the {part} of operation `{}`", operation.key),
            bytes,
            largest: largest(schema).to_owned(),
            limit: LIMIT,
        })
    };
    let inputs = of("inputs", &operation.input_schema);
    inputs
        .into_iter()
        .chain(of("result", &operation.output_schema))
}

/// The largest definition, else the largest property.
fn largest(schema: &Value) -> &str {
    let part = |word| schema.get(word).and_then(Value::as_object);
    let parts: Option<&Map<String, Value>> = part("$defs").or_else(|| part("properties"));
    let parts = parts.into_iter().flatten();
    parts
        .max_by_key(|(_, part)| bytes(part))
        .map_or("", |(name, _)| name)
}

fn bytes(schema: &Value) -> usize {
    schema.to_string().len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Fault row S4.
    #[test]
    fn schema_that_is_too_long_is_told_with_its_type() {
        let words = "x".repeat(LIMIT);
        let operation = Operation {
            key: "find".to_owned(),
            input_schema: Some(
                json!({ "properties": { "short": {}, "long": { "title": words } } }),
            ),
            output_schema: Some(json!({ "$defs": { "Short": {}, "Long": { "title": words } } })),
            ..Operation::default()
        };
        let told: Vec<String> = of_operation(&operation)
            .map(|problem| problem.to_string())
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("the schema of the inputs of operation `find` has 2621"));
        assert!(told[0].contains("for the type `long`"), "{told:?}");
        assert!(
            told[1].contains("the result of operation `find`"),
            "{told:?}"
        );
        assert!(told[1].contains("for the type `Long`"), "{told:?}");
    }
}
