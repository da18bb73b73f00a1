//! The settings of the account that a test calls for.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use wick_proto::module::{Field, Module};

/// Settings of one account, as a host sends them: the declared defaults, and what a test gave.
#[derive(Clone)]
pub struct Settings {
    declared: Arc<[Field]>,
    given: BTreeMap<String, String>,
}

impl Settings {
    pub(super) fn declared_in(module: &Module) -> Self {
        let given = module
            .configs
            .iter()
            .filter(|field| !field.value.is_empty())
            .map(|field| (field.key.clone(), field.value.clone()))
            .collect();
        Self {
            declared: module.configs.clone().into(),
            given,
        }
    }

    /// Gives one.
    ///
    /// # Panics
    ///
    /// When the connector declares no such setting.
    pub(super) fn set(&mut self, key: &str, value: String) {
        let keys = || self.declared.iter().map(|field| field.key.as_str());
        assert!(
            keys().any(|declared| declared == key),
            "the connector has no setting `{key}`; it has: {}",
            keys().collect::<Vec<_>>().join(", ")
        );
        self.given.insert(key.to_owned(), value);
    }

    /// A value; `None` when there is neither a given one nor a default.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.given.get(key).map(String::as_str)
    }

    /// As they travel.
    pub(super) fn to_wire(&self) -> HashMap<String, String> {
        self.given.clone().into_iter().collect()
    }

    /// The secret ones, by key.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given
            .iter()
            .filter(|(key, _)| self.is_secret(key))
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    fn is_secret(&self, key: &str) -> bool {
        let field = self.declared.iter().find(|field| field.key == key);
        field.is_none_or(|field| field.secret)
    }
}

/// With dots for secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self
            .given
            .iter()
            .map(|(key, value)| match self.is_secret(key) {
                true => (key, "…"),
                false => (key, value.as_str()),
            });
        f.debug_map().entries(shown).finish()
    }
}

/// Settings for [`Plugin::settings`](crate::testing::Plugin::settings): keys and anything that can be
/// shown as a text.
///
/// ```
/// let settings = wick_runtime::settings! {
///     base_url: "http://127.0.0.1:8080",
///     page_size: 50,
/// };
/// assert_eq!(settings[1], ("page_size".to_owned(), "50".to_owned()));
/// ```
#[macro_export]
macro_rules! settings {
    ($($key:ident: $value:expr),* $(,)?) => {
        [$((
            ::std::string::String::from(::core::stringify!($key)),
            ::std::string::ToString::to_string(&$value),
        )),*]
    };
}
