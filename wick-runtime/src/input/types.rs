//! The schemas of types, which are made once for all inputs of a connector.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::{InputSpec, Property};
use crate::limits::Limits;
use crate::schema;

/// The types that were met. A thousand operations have a thousand inputs that are a `String`.
#[derive(Default)]
pub(crate) struct Types(HashMap<MakeSchema, TypeSchema>);

/// Stands for its type. Two types may have one function, which then makes the same of both.
type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// What the schema of a type says before an input adds to it.
#[derive(Clone)]
pub(super) struct TypeSchema {
    pub(super) nullable: bool,
    /// Without `null`.
    pub(super) schema: Arc<Map<String, Value>>,
    pub(super) limits: Limits,
}

impl Types {
    /// The properties of an input, for all but a document, whose generator knows which types contain themselves.
    pub(crate) fn properties(&mut self, spec: InputSpec) -> Vec<Property> {
        if spec.flattened {
            return Property::alone(spec);
        }
        let make = spec.json_schema;
        let known = self.0.entry(make);
        let of_type = known.or_insert_with(|| {
            let schema = schema::of_argument(make);
            TypeSchema::of(schema.as_object().cloned().unwrap_or_default())
        });
        vec![Property::whole(spec, of_type.clone())]
    }
}

impl TypeSchema {
    pub(super) fn of(mut schema: Map<String, Value>) -> Self {
        let nullable = schema::is_nullable(&schema);
        schema::remove_null(&mut schema);
        let schema = schema::tidied(schema::resolved_within(schema));
        Self {
            nullable,
            limits: Limits::of(&schema),
            schema: schema.into(),
        }
    }
}
