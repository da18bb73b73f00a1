use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Field;
use super::field::is_false;
use crate::gojson;

/// A titled group of operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Category {
    /// The title that people see.
    pub title: String,
    /// What the operations have in common.
    pub description: String,
    /// The operations, in the order they are shown.
    #[serde(rename = "Ops", serialize_with = "gojson::null_if_empty")]
    pub operations: Vec<Operation>,
}

/// One thing that a connector can do.
///
/// From `output_shape` on, nothing is written while it is empty. The last five are not the
/// reference's; it reads past them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Operation {
    /// The name it is called by, unique within the connector.
    pub key: String,
    /// The name that people see.
    pub name: String,
    /// What it does; a language model chooses by it.
    pub description: String,
    /// What it takes.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub input: Vec<Field>,
    /// Whether it changes or deletes something, so that a person should confirm it.
    pub destructive: bool,
    /// Whether only the settings page calls it, never a language model.
    pub config_only: bool,
    /// What the keys of the result mean.
    #[serde(rename = "output_shape", skip_serializing_if = "BTreeMap::is_empty")]
    pub output_shape: BTreeMap<String, String>,
    /// The inputs that a workflow may fill from a template.
    #[serde(rename = "templateable_fields", skip_serializing_if = "Vec::is_empty")]
    pub templateable_fields: Vec<String>,
    /// Limits and surprises that a caller should know.
    #[serde(rename = "quirks", skip_serializing_if = "Vec::is_empty")]
    pub quirks: Vec<String>,
    /// Sample calls.
    #[serde(rename = "examples", skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Operations that go well with it, as `connector.operation`.
    #[serde(rename = "pair_with", skip_serializing_if = "Vec::is_empty")]
    pub pair_with: Vec<String>,
    /// What callers often do wrong.
    #[serde(rename = "common_pitfalls", skip_serializing_if = "Vec::is_empty")]
    pub common_pitfalls: Vec<String>,
    /// Sample arguments, as JSON text.
    #[serde(rename = "input_sample", skip_serializing_if = "String::is_empty")]
    pub input_sample: String,
    /// A sample result, as JSON text.
    #[serde(rename = "output_sample", skip_serializing_if = "String::is_empty")]
    pub output_sample: String,
    /// JSON Schema 2020-12 of the arguments.
    #[serde(rename = "input_schema", skip_serializing_if = "Option::is_none")]
    pub input_schema: Option<Value>,
    /// JSON Schema 2020-12 of the result.
    #[serde(rename = "output_schema", skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Value>,
    /// Whether it changes nothing.
    #[serde(rename = "read_only", skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Whether calling it again with the same arguments changes nothing more.
    #[serde(rename = "idempotent", skip_serializing_if = "is_false")]
    pub idempotent: bool,
    /// Whether it touches nothing outside of what the connector itself keeps.
    #[serde(rename = "closed_world", skip_serializing_if = "is_false")]
    pub closed_world: bool,
}

/// A sample call of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The arguments, as JSON text.
    pub body: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const EMPTY: &str = concat!(
        r#"{"Key":"","Name":"","Description":"","Input":null,"Destructive":false,"#,
        r#""ConfigOnly":false"#
    );

    #[test]
    fn docs_and_extensions_are_omitted_while_empty() {
        assert_eq!(gojson::write(&Operation::default()), format!("{EMPTY}}}"));
    }

    #[test]
    fn docs_come_flat_and_extensions_last() {
        let text = |text: &str| text.to_owned();
        let full = Operation {
            output_shape: [(text("rows"), text("array"))].into(),
            templateable_fields: vec![text("a")],
            quirks: vec![text("b")],
            examples: vec![Example {
                name: text("n"),
                body: text("{}"),
            }],
            pair_with: vec![text("c")],
            common_pitfalls: vec![text("d")],
            input_sample: text("e"),
            output_sample: text("f"),
            input_schema: Some(json!({"type": "object"})),
            output_schema: Some(json!(true)),
            read_only: true,
            idempotent: true,
            closed_world: true,
            ..Operation::default()
        };
        assert_eq!(
            gojson::write(&full),
            format!(
                "{EMPTY}{}",
                concat!(
                    r#","output_shape":{"rows":"array"},"templateable_fields":["a"],"#,
                    r#""quirks":["b"],"examples":[{"name":"n","body":"{}"}],"pair_with":["c"],"#,
                    r#""common_pitfalls":["d"],"input_sample":"e","output_sample":"f","#,
                    r#""input_schema":{"type":"object"},"output_schema":true,"#,
                    r#""read_only":true,"idempotent":true,"closed_world":true}"#
                )
            )
        );
    }
}
