//! One key that a caller can set: its schema, and whether it must be given.

use std::sync::Arc;

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::types::TypeSchema;
use super::{Condition, InputSpec};
use crate::decode::{Accepts, Given, Secrecy};
use crate::limits::{Format, Limits};
use crate::number::Bounds;
use crate::schema;
use crate::text;

/// One key that a caller can set. An input is one property; a flattened one is as many as its
/// type has fields.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) spec: InputSpec,
    pub(crate) key: String,
    pub(crate) description: String,
    /// JSON Schema of the value, without `null`. Inputs of one type share it.
    pub(crate) schema: Arc<Map<String, Value>>,
    /// What an absent one counts as, as a text.
    pub(crate) default: Option<String>,
    /// Whether a caller must always give it. What must be given only while it is visible is no
    /// such property.
    pub(crate) required: bool,
    /// Whether `null` is a value of the type, as it is of an `Option`.
    pub(crate) nullable: bool,
    pub(crate) bounds: Bounds,
    pub(crate) limits: Limits,
}

impl Property {
    /// The properties of an input in a document, whose generator knows which types contain themselves.
    pub(crate) fn of(spec: InputSpec, generator: &mut SchemaGenerator) -> Vec<Self> {
        let schema = (spec.json_schema)(generator).to_value();
        Self::of_schema(spec, schema, generator.definitions())
    }

    /// The properties of an input by itself.
    pub(crate) fn alone(spec: InputSpec) -> Vec<Self> {
        Self::of_schema(spec, schema::of_argument(spec.json_schema), &Map::new())
    }

    fn of_schema(spec: InputSpec, schema: Value, definitions: &Map<String, Value>) -> Vec<Self> {
        let schema = schema.as_object().cloned().unwrap_or_default();
        let schema = schema::resolved(schema, definitions);
        if spec.flattened {
            fields(spec, schema, definitions)
        } else {
            vec![Self::whole(spec, TypeSchema::of(schema))]
        }
    }

    pub(super) fn whole(spec: InputSpec, of_type: TypeSchema) -> Self {
        let TypeSchema {
            nullable,
            mut schema,
            mut limits,
        } = of_type;
        let format = spec.widget.and_then(|(kind, _)| Format::of_widget(kind));
        if spec.length.is_set() || spec.pattern.is_some() || format.is_some() {
            let own = Arc::make_mut(&mut schema);
            spec.length.add_to(own);
            if let Some(pattern) = spec.pattern {
                own.insert("pattern".to_owned(), pattern.into());
            }
            if let Some(format) = format.filter(|_| schema::is(own, "string")) {
                own.entry("format").or_insert_with(|| format.into());
            }
            limits = Limits::of(own);
        }
        let absent_is_fine = (spec.fault)(Given::Absent).is_none();
        Self {
            spec,
            key: spec.key.to_owned(),
            description: text::tidy(spec.description),
            default: spec.default.map(str::to_owned),
            required: spec.default.is_none()
                && (!absent_is_fine || (spec.required && spec.visible_when.is_empty())),
            nullable,
            bounds: spec.bounds,
            limits,
            schema,
        }
    }

    /// Whether it is one of the properties of an input. A flattened input may have the key of
    /// another's property, because its own is never given.
    pub(crate) fn belongs_to(&self, spec: &InputSpec) -> bool {
        self.spec.key == spec.key && self.spec.flattened == spec.flattened
    }

    /// When it must be given although it may be absent otherwise.
    pub(crate) fn required_when(&self) -> Option<Condition<'static>> {
        let condition = Condition::of(self.spec.visible_when);
        condition.filter(|_| self.spec.required && !self.required)
    }

    pub(crate) fn is_secret(&self) -> bool {
        let drawn = self.spec.widget.is_some_and(|(kind, _)| kind == "secret");
        self.spec.secret || drawn || schema::is_secret(&self.schema)
    }

    pub(crate) fn is_boolean(&self) -> bool {
        schema::is(&self.schema, "boolean")
    }

    pub(crate) fn is_number(&self) -> bool {
        schema::is(&self.schema, "integer") || schema::is(&self.schema, "number")
    }

    pub(crate) fn is_text(&self) -> bool {
        schema::is(&self.schema, "string")
    }

    pub(crate) fn is_list(&self) -> bool {
        schema::is(&self.schema, "array")
    }

    /// Whether its keys are the caller's.
    pub(crate) fn is_map(&self) -> bool {
        schema::is(&self.schema, "object") && !self.schema.contains_key("properties")
    }

    /// Whether it is a list whose items are strings, and no secrets.
    pub(crate) fn is_list_of_strings(&self) -> bool {
        let items = self.schema.get("items").and_then(Value::as_object);
        self.is_list()
            && items.is_some_and(|items| {
                (schema::is(items, "string") || schema::choices(items).is_some())
                    && !schema::is_secret(items)
            })
    }

    pub(crate) fn accepts(&self) -> Accepts {
        let secrecy = if self.is_secret() {
            Secrecy::Whole
        } else if schema::holds_secret(&self.schema) {
            Secrecy::Parts
        } else {
            Secrecy::Nothing
        };
        Accepts {
            bounds: self.bounds,
            secrecy,
        }
    }

    /// The schema with what only the input knows.
    pub(crate) fn json_schema(&self) -> Value {
        let mut schema = Map::clone(&self.schema);
        let mut description = self.description.clone();
        // In words, because many clients do not take a schema with conditions.
        if let Some(condition) = self.required_when() {
            description = format!("{description} Required when {condition}.");
        }
        if !description.is_empty() {
            schema.insert("description".to_owned(), description.trim().into());
        }
        if let Some(text) = &self.default
            && !self.is_secret()
        {
            schema.insert("default".to_owned(), schema::typed(&self.schema, text));
        }
        if let Some(lowest) = self.bounds.lowest {
            schema.insert("minimum".to_owned(), lowest.to_json());
        }
        if let Some(highest) = self.bounds.highest {
            schema.insert("maximum".to_owned(), highest.to_json());
        }
        schema.into()
    }
}

/// The fields of a flattened type as properties: doc comments are descriptions, serde's defaults
/// are defaults.
fn fields(
    spec: InputSpec,
    mut schema: Map<String, Value>,
    definitions: &Map<String, Value>,
) -> Vec<Property> {
    schema::remove_null(&mut schema);
    let mut schema = schema::resolved(schema::resolved_within(schema), definitions);
    // Those of a type by itself; its fields refer to them as well.
    let own = schema
        .remove("$defs")
        .and_then(|own| own.as_object().cloned());
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return Vec::new();
    };
    properties
        .iter()
        .map(|(key, schema)| {
            let schema = schema.as_object().cloned().unwrap_or_default();
            let mut schema = schema::resolved(schema, own.as_ref().unwrap_or(definitions));
            let nullable = schema::is_nullable(&schema);
            schema::remove_null(&mut schema);
            let schema = schema::resolved(schema, own.as_ref().unwrap_or(definitions));
            let mut schema = schema::tidied(schema);
            let text =
                |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
            let description = text(schema.remove("description")).unwrap_or_default();
            let default = schema
                .remove("default")
                .filter(|default| !default.is_null())
                .map(schema::text);
            if let Some(own) = own.clone().filter(|_| schema::refers(&schema)) {
                schema.insert("$defs".to_owned(), own.into());
            }
            let property = Property {
                spec,
                key: key.clone(),
                description,
                required: required.contains(&key.as_str()),
                default,
                nullable,
                bounds: Bounds::default(),
                limits: Limits::of(&schema),
                schema: schema.into(),
            };
            Property {
                required: property.required && !property.is_boolean(),
                ..property
            }
        })
        .collect()
}
