//! Texts that must not be seen.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use zeroize::Zeroizing;

/// A text that must not be seen: a token, a password, a key.
///
/// `Debug` shows dots, there is no `Display` and it cannot be serialized, so it does not end up in
/// a log or a result by accident. Its memory is wiped when it is dropped. Hosts store a setting of
/// this type encrypted and show it as a password field.
///
/// ```
/// use wick_runtime::Secret;
///
/// let token = Secret::from("s3cret");
/// assert_eq!(token.expose(), "s3cret");
/// assert_eq!(format!("{token:?}"), "Secret(…)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. Hand it to what needs it and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SECRET, Text)
    }
}

/// The name under which our own deserializer recognises a secret and hands over the text as it
/// came. Others see a type that takes any scalar: asked for a string, they would show the number
/// that they refuse.
pub(crate) const SECRET: &str = "$wick::Secret";

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, scalar: D) -> Result<Secret, D::Error> {
        scalar.deserialize_any(self)
    }

    fn visit_str<E>(self, text: &str) -> Result<Secret, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Secret, E> {
        Ok(text.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_u128<E>(self, value: u128) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "password", "writeOnly": true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_scalar_is_text_and_no_error_shows_it() {
        for (json, text) in [
            ("\"a\"", "a"),
            ("12345", "12345"),
            ("-1", "-1"),
            ("true", "true"),
        ] {
            assert_eq!(serde_json::from_str::<Secret>(json).unwrap().expose(), text);
        }
        let error = serde_json::from_str::<Secret>(r#"["hunter2"]"#).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }
}
