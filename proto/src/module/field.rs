use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// One setting of a connector or one input of an operation.
///
/// The last six are not written while they are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Field {
    /// The host's: whose row this is. Empty in a manifest.
    pub owner: String,
    /// The name under which the value is sent.
    pub key: String,
    /// The default, as text.
    pub value: String,
    /// The widget: `text`, `textarea`, `number`, `checkbox`, `dropdown`, `secret`, `url` and others.
    #[serde(rename = "Type")]
    pub kind: String,
    /// What the widget offers: the choices of a dropdown or the columns of a list, joined by `|`.
    pub options: String,
    /// Whether the value is encrypted at rest and masked in results.
    #[serde(rename = "IsSecret")]
    pub secret: bool,
    /// Whether the host can make a new value.
    pub can_regenerate: bool,
    /// Whether people cannot change the value.
    pub locked: bool,
    /// Whether a value must be given.
    pub required: bool,
    /// What the value is, for people and language models.
    pub description: String,
    /// The host's: when the row was changed. Zero in a manifest.
    pub updated_at: Timestamp,
    /// Whether it is not shown, because a widget or the host fills it.
    #[serde(rename = "hidden", skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// The choices of each column of a list, joined by `|`.
    #[serde(rename = "col_options", skip_serializing_if = "BTreeMap::is_empty")]
    pub col_options: BTreeMap<String, String>,
    /// The condition for showing it: `key:value|value`.
    #[serde(rename = "visible_when", skip_serializing_if = "String::is_empty")]
    pub visible_when: String,
    /// The group it is shown in: `Title|Description|collapsed`.
    #[serde(rename = "group", skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Whether a workflow takes the value as it is (`fixed`) or computes it (`expression`).
    #[serde(rename = "mode", skip_serializing_if = "String::is_empty")]
    pub mode: String,
    /// The host's: the environment variable that overrides the value.
    #[serde(rename = "env_override", skip_serializing_if = "String::is_empty")]
    pub env_override: String,
}

pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gojson;

    const EMPTY: &str = concat!(
        r#"{"Owner":"","Key":"","Value":"","Type":"","Options":"","IsSecret":false,"#,
        r#""CanRegenerate":false,"Locked":false,"Required":false,"Description":"","#,
        r#""UpdatedAt":"0001-01-01T00:00:00Z""#
    );

    #[test]
    fn the_tail_is_omitted_while_empty() {
        assert_eq!(gojson::write(&Field::default()), format!("{EMPTY}}}"));
    }

    #[test]
    fn the_tail_is_in_snake_case_and_in_order() {
        let full = Field {
            hidden: true,
            col_options: [("b", "1|2"), ("a", "")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            visible_when: "mode:x".to_owned(),
            group: "G".to_owned(),
            mode: "fixed".to_owned(),
            env_override: "E".to_owned(),
            ..Field::default()
        };
        assert_eq!(
            gojson::write(&full),
            format!(
                "{EMPTY}{}",
                concat!(
                    r#","hidden":true,"col_options":{"a":"","b":"1|2"},"visible_when":"mode:x","#,
                    r#""group":"G","mode":"fixed","env_override":"E"}"#
                )
            )
        );
    }
}
