//! The module of the manifest.

use schemars::generate::Contract;
use serde_json::{Map, Value, json};
use wick_proto::module::{Category, Meta, Module, Operation};

use super::Defined;
use crate::about::About;
use crate::input::Property;
use crate::schema;

/// What hosts are told about a connector.
pub(super) fn module(about: &About, settings: &[Property], operations: &[Defined]) -> Module {
    let mut categories: Vec<Category> = about
        .categories
        .iter()
        .map(|(title, description)| category(title, description))
        .collect();
    for defined in operations {
        let title = &defined.operation.category;
        let place = categories
            .iter()
            .position(|category| category.title == *title)
            .unwrap_or_else(|| {
                categories.push(category(title, ""));
                categories.len() - 1
            });
        categories[place].operations.push(operation(defined));
    }
    categories.retain(|category| !category.operations.is_empty());
    Module {
        meta: Meta {
            key: about.key.clone(),
            name: about.name.clone(),
            description: about.description.clone(),
            icon: about.icon.clone(),
            fixed: about.fixed,
            live_catalog: about.live_catalog,
            require_ai_description: about.require_ai_description,
            default_tags: about.tags.clone(),
        },
        configs: settings.iter().map(Property::setting).collect(),
        operations: categories,
        oauth: about.oauth.clone(),
        allow_session_config: about.allow_session_config,
        default_access: about.access,
    }
}

fn category(title: &str, description: &str) -> Category {
    Category {
        title: title.to_owned(),
        description: description.to_owned(),
        operations: Vec::new(),
    }
}

fn operation(defined: &Defined) -> Operation {
    let operation = &defined.operation;
    let docs = operation.docs.clone();
    let example = operation.examples.first();
    let or_of_example = |sample: String, own: Option<&String>| match own {
        Some(own) if sample.is_empty() => own.clone(),
        _ => sample,
    };
    Operation {
        key: operation.key.clone(),
        name: operation.title(),
        description: operation.description.clone(),
        input: defined.properties.iter().map(Property::field).collect(),
        destructive: operation.destructive,
        config_only: operation.config_only,
        output_shape: docs.output_shape.into_iter().collect(),
        templateable_fields: docs.templateable_fields,
        quirks: docs.quirks,
        examples: docs.examples,
        pair_with: docs.pair_with,
        common_pitfalls: docs.common_pitfalls,
        input_sample: or_of_example(docs.input_sample, example.map(|example| &example.input)),
        output_sample: or_of_example(
            docs.output_sample,
            example.and_then(|example| example.output.as_ref()),
        ),
        input_schema: Some(input_schema(defined)),
        output_schema: output_schema(defined),
        read_only: operation.read_only,
        idempotent: operation.idempotent,
        closed_world: operation.closed_world,
    }
}

/// One object with all that a caller can set and nothing else.
fn input_schema(defined: &Defined) -> Value {
    schema::document(Contract::Deserialize, |generator| {
        let inputs = defined.operation.inputs.iter();
        object(
            inputs
                .flat_map(|spec| Property::of(*spec, generator))
                .collect(),
        )
    })
}

fn object(properties: Vec<Property>) -> Value {
    let required: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.key.as_str())
        .collect();
    let all: Map<String, Value> = properties
        .iter()
        .map(|property| (property.key.clone(), property.json_schema()))
        .collect();
    let mut document =
        json!({ "type": "object", "properties": all, "additionalProperties": false });
    if !required.is_empty() {
        document["required"] = json!(required);
    }
    document
}

fn output_schema(defined: &Defined) -> Option<Value> {
    let output = defined.operation.output?;
    Some(schema::document(Contract::Serialize, |generator| {
        output(generator).to_value()
    }))
}
