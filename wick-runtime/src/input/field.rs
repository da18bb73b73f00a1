//! Fields of the manifest, which draw forms.

use wick_proto::module::Field;

use super::widget::{Names, Widget};
use super::{Property, form};

impl Property {
    /// The field of an input. Hosts make a schema for models of it, so it has no words that only
    /// people understand.
    pub(crate) fn field(&self) -> Field {
        self.drawn_by(Widget::of(self, Names::Values), form::of(&self.schema))
    }

    /// The field of a setting, where people choose by the titles of values.
    pub(crate) fn setting(&self) -> Field {
        // A widget that the author chose may have its own way to enter it.
        let form = form::of(&self.schema).filter(|_| self.spec.widget.is_none());
        self.drawn_by(Widget::of(self, Names::Titles), form)
    }

    fn drawn_by(&self, widget: Widget, form: Option<String>) -> Field {
        let spec = &self.spec;
        let form = form.map(|form| format!("{form}."));
        let described = [Some(self.description.clone()), form];
        let described: Vec<String> = described.into_iter().flatten().collect();
        Field {
            key: self.key.clone(),
            value: self.value(),
            kind: widget.kind,
            options: widget.options,
            col_options: widget.column_options,
            secret: self.is_secret(),
            can_regenerate: spec.regenerable,
            locked: spec.locked,
            required: self.required || spec.required,
            description: described.join(" ").trim().to_owned(),
            hidden: spec.hidden,
            visible_when: spec.visible_when.to_owned(),
            group: spec.group.to_owned(),
            mode: spec.mode.to_owned(),
            env_override: spec.env_override.to_owned(),
            ..Field::default()
        }
    }

    fn value(&self) -> String {
        match self.default.as_deref().or(self.spec.prefill) {
            Some(text) => text.to_owned(),
            None if self.is_boolean() && !self.nullable => "false".to_owned(),
            None => String::new(),
        }
    }
}
