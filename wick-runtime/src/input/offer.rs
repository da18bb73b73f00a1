//! What a form offers to choose from, which a call must be able to carry.

use serde_json::Value;

use super::Property;
use super::widget;
use crate::schema;

impl Property {
    /// The values of a dropdown, and of a box that is on or off.
    pub(crate) fn offer(&self) -> Vec<String> {
        match self.spec.widget {
            Some(("dropdown", options)) => values(options),
            Some(("bool" | "boolean" | "checkbox", _)) => values("true|false"),
            Some(_) => Vec::new(),
            None => {
                let choices = schema::choices(&self.schema).unwrap_or_default();
                choices.into_iter().map(str::to_owned).collect()
            }
        }
    }

    /// Why a row of the columns that the author lists is no item of the list.
    pub(crate) fn columns_fault(&self) -> Option<String> {
        let ("kvlist", options) = self.spec.widget? else {
            return None;
        };
        let listed = values(options);
        let fields = widget::columns(&self.schema).filter(|_| !listed.is_empty())?;
        let names = || {
            fields
                .keys()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("|")
        };
        if let Some(unknown) = listed.iter().find(|name| !fields.contains_key(*name)) {
            return Some(format!(
                "unknown column `{unknown}`; its rows have `{}`",
                names()
            ));
        }
        let required = self.schema.get("items")?.get("required")?.as_array()?;
        let mut required = required.iter().filter_map(Value::as_str);
        let left_out = required.find(|name| !listed.iter().any(|column| column == name))?;
        Some(format!(
            "the column `{left_out}` is missing; each row must have it"
        ))
    }
}

/// `new|old` or `new,old`, or with titles `Not read::new|Read::old`.
fn values(options: &str) -> Vec<String> {
    let values = options.split(['|', ',']).map(|option| {
        let value = option.split_once("::").map_or(option, |(_, value)| value);
        value.trim().to_owned()
    });
    values.filter(|value| !value.is_empty()).collect()
}
