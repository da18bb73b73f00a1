//! Widgets: what a form shows for an input.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Property;
use crate::schema;

/// What a form shows for an input.
pub(super) struct Widget {
    pub(super) kind: String,
    pub(super) options: String,
    /// The choices of the columns of a list of rows, by column.
    pub(super) column_options: BTreeMap<String, String>,
}

/// What people choose by.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// The values themselves.
    Values,
    /// The titles of the values, where they have some.
    Titles,
}

impl Widget {
    /// The input's own widget, else that of its type.
    pub(super) fn of(property: &Property, names: Names) -> Self {
        match property.spec.widget {
            Some((kind @ "kvlist", "")) => Self::rows(kind, &property.schema),
            Some((kind, options)) => Self::new(kind, options),
            None => Self::of_type(property, names),
        }
    }

    fn new(kind: &str, options: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            options: options.into(),
            column_options: BTreeMap::new(),
        }
    }

    fn of_type(property: &Property, names: Names) -> Self {
        let schema = &property.schema;
        if let Some(choices) = schema::choices(schema) {
            let options = match names {
                Names::Values => choices.join("|"),
                Names::Titles => schema::titled_choices(schema).join("|"),
            };
            return Self::new("dropdown", options);
        }
        let text = |name: &str| schema.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = match (text("type"), text("format")) {
            _ if schema::is_secret(schema) => "secret",
            ("boolean", _) => "checkbox",
            ("integer" | "number", _) => "number",
            ("string", "uri") => "url",
            ("string", "date-time") => "datetime",
            ("string", format @ ("color" | "date" | "email" | "textarea")) => format,
            ("string", _) if property.spec.secret => "secret",
            ("string", _) => "text",
            // Lists and objects, and what may be several things, are typed in as JSON.
            _ => "textarea",
        };
        Self::new(kind, "")
    }

    /// A list of rows, whose columns are the fields of the structs in the list.
    fn rows(kind: &str, schema: &Map<String, Value>) -> Self {
        let Some(columns) = columns(schema) else {
            return Self::new(kind, "value");
        };
        let names: Vec<&str> = columns.keys().map(String::as_str).collect();
        let choices = columns.iter().filter_map(|(name, column)| {
            let column = schema::without_null(column.clone());
            Some((name.clone(), schema::choices(&column)?.join("|")))
        });
        Self {
            column_options: choices.collect(),
            ..Self::new(kind, names.join("|"))
        }
    }
}

/// The fields of the structs in a list, by the names of their columns.
pub(super) fn columns(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    let items = schema.get("items")?.as_object()?.clone();
    let definitions = schema.get("$defs").and_then(Value::as_object);
    let items = schema::resolved(items, definitions.unwrap_or(&Map::new()));
    items.get("properties")?.as_object().cloned()
}
