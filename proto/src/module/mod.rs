//! What a connector is, as its manifest tells it: the `module` object of `plugin.json`.
//!
//! The types have Rust names and are written under the names and in the order of the Go
//! reference's structs, so that what we write is byte for byte what it would write. In JSON an
//! empty list is `null`, as Go writes a nil slice, so read with [`Module::from_json`] or
//! [`gojson`]: another JSON reader takes no `null` for a list.

mod field;
mod operation;
mod timestamp;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::gojson;

pub use field::Field;
pub use operation::{Category, Example, Operation};
pub use timestamp::{Timestamp, TimestampError};

/// A connector: who it is, its settings and its operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Module {
    /// Name, key, icon and tags.
    pub meta: Meta,
    /// The settings of one account, in the order they are shown.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub configs: Vec<Field>,
    /// The operations by category, in the order they are shown.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub operations: Vec<Category>,
    /// How an account is connected by OAuth, if it can be.
    #[serde(rename = "OAuth")]
    pub oauth: Option<OAuth>,
    /// Whether a session may bring settings of its own.
    pub allow_session_config: bool,
    /// What people other than the owner may do until an administrator says otherwise.
    pub default_access: Access,
}

impl Module {
    /// Reads a module as the Go reference does: see [`gojson`].
    ///
    /// # Errors
    ///
    /// Text that is not JSON, or a value of another type than the reference would take.
    pub fn from_json(bytes: &[u8]) -> Result<Self, gojson::Error> {
        gojson::from_slice(bytes)
    }

    /// The module as the Go reference writes it, without spaces or a newline.
    pub fn to_json(&self) -> String {
        gojson::write(self)
    }

    /// The operation with this key. With several, which the reference does not prevent, the first.
    pub fn operation(&self, key: &str) -> Option<&Operation> {
        self.all_operations().find(|operation| operation.key == key)
    }

    /// All operations, category after category.
    pub fn all_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations
            .iter()
            .flat_map(|category| &category.operations)
    }
}

/// Who a connector is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Meta {
    /// The connector's key; a [`crate::ConnectorKey`] in any module that a host accepts.
    pub key: String,
    /// The name that people see.
    pub name: String,
    /// What the connector is for; a language model chooses by it.
    pub description: String,
    /// An emoji, one or two letters, or the address of an image.
    pub icon: String,
    /// Whether there is exactly one account, which cannot be removed.
    pub fixed: bool,
    /// Whether the list of operations may change while the connector runs.
    pub live_catalog: bool,
    /// Whether each account needs a description of its own, for language models to tell them apart.
    #[serde(rename = "RequireAIDescription")]
    pub require_ai_description: bool,
    /// Tags that the connector has unless an administrator changes them.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub default_tags: Vec<Tag>,
}

/// A tag: a group or a filter that connectors are listed under.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Tag {
    /// The name that people see, and the tag's identity.
    pub name: String,
    /// What connectors with this tag have in common.
    pub description: String,
    /// Whether connectors are grouped under it.
    pub is_group: bool,
    /// Whether it narrows who may see the connector.
    pub is_filter: bool,
    /// Whether it belongs to the host and cannot be edited.
    pub is_system: bool,
    /// Position among the tags, lowest first.
    pub sort_order: i64,
}

/// How an account is connected by OAuth 2.0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OAuth {
    /// The authorization endpoint (RFC 6749, 3.1).
    #[serde(rename = "AuthorizeURL")]
    pub authorize_url: String,
    /// The token endpoint (RFC 6749, 3.2).
    #[serde(rename = "TokenURL")]
    pub token_url: String,
    /// Further parameters of the authorization request.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub extra_params: BTreeMap<String, String>,
    /// The scopes to ask for, separated by spaces.
    pub scopes: String,
    /// The name on the button that connects an account.
    pub display_name: String,
    /// The icon on that button.
    pub icon: String,
}

/// What people other than the owner of an account may do, unless an administrator says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Access {
    /// Whether accounts are connected by single sign-on.
    #[serde(rename = "EnableSSO")]
    pub enable_sso: bool,
    /// Whether others may connect accounts of their own by single sign-on.
    #[serde(rename = "AllowOthersConnectSSO")]
    pub allow_others_connect_sso: bool,
    /// Whether one person may connect several accounts.
    pub multi_account: bool,
    /// Whether others may change the settings.
    pub allow_others_configure: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_module_has_all_of_the_reference_keys() {
        assert_eq!(
            Module::default().to_json(),
            r#"{"Meta":{"Key":"","Name":"","Description":"","Icon":"","Fixed":false,"#.to_owned()
                + r#""LiveCatalog":false,"RequireAIDescription":false,"DefaultTags":null},"#
                + r#""Configs":null,"Operations":null,"OAuth":null,"AllowSessionConfig":false,"#
                + r#""DefaultAccess":{"EnableSSO":false,"AllowOthersConnectSSO":false,"#
                + r#""MultiAccount":false,"AllowOthersConfigure":false}}"#
        );
    }

    #[test]
    fn operations_are_found_across_categories() {
        let operation = |key: &str, name: &str| Operation {
            key: key.to_owned(),
            name: name.to_owned(),
            ..Operation::default()
        };
        let category = |operations| Category {
            operations,
            ..Category::default()
        };
        let module = Module {
            operations: vec![
                category(vec![operation("a", "first"), operation("b", "second")]),
                category(vec![operation("c", "third"), operation("a", "hidden")]),
            ],
            ..Module::default()
        };

        let name = |key| module.operation(key).map(|found| found.name.as_str());
        assert_eq!(name("c"), Some("third"));
        assert_eq!(name("a"), Some("first"));
        assert_eq!(name("A"), None);
        assert_eq!(module.all_operations().count(), 4);
    }
}
