//! Fields of the manifest, which draw forms.

use wick_proto::module::Field;

use super::Property;
use crate::schema;

impl Property {
    /// The field that a host draws.
    pub(crate) fn field(&self) -> Field {
        let (kind, options) = self.widget();
        let spec = &self.spec;
        Field {
            key: self.key.clone(),
            value: self.value(),
            kind,
            options,
            secret: self.is_secret(),
            can_regenerate: spec.regenerable,
            locked: spec.locked,
            required: self.required,
            description: self.description.clone(),
            hidden: spec.hidden,
            visible_when: spec.visible_when.to_owned(),
            group: spec.group.to_owned(),
            mode: spec.mode.to_owned(),
            env_override: spec.env_override.to_owned(),
            ..Field::default()
        }
    }

    /// The widget and its options: the input's own, else by the type.
    fn widget(&self) -> (String, String) {
        if let Some((kind, options)) = self.spec.widget {
            return (kind.to_owned(), options.to_owned());
        }
        if let Some(choices) = schema::choices(&self.schema) {
            return ("dropdown".to_owned(), choices.join("|"));
        }
        let text = |name: &str| {
            self.schema
                .get(name)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
        };
        let kind = match (text("type"), text("format")) {
            _ if schema::is_secret(&self.schema) => "secret",
            ("boolean", _) => "checkbox",
            ("integer" | "number", _) => "number",
            ("string", "uri") => "url",
            ("string", "email") => "email",
            ("string", "date") => "date",
            ("string", "date-time") => "datetime",
            ("string", _) if self.spec.secret => "secret",
            ("string", _) => "text",
            // Lists and objects, and what may be several things, are typed in as JSON.
            _ => "textarea",
        };
        (kind.to_owned(), String::new())
    }

    fn value(&self) -> String {
        match &self.default {
            Some(default) => default.clone(),
            None if self.is_boolean() && !self.nullable => "false".to_owned(),
            None => String::new(),
        }
    }
}
