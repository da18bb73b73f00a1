//! What a call gave.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::scrub::Scrubber;
use crate::context::Progress;

/// The result of a call. Compares with JSON: `assert_eq!(answer, json!([1, 2]))`.
#[derive(Clone)]
pub struct Answer {
    pub(super) operation: String,
    pub(super) bytes: Vec<u8>,
    pub(super) progress: Vec<Progress>,
    pub(super) scrubber: Arc<Scrubber>,
}

impl Answer {
    /// The result as a type.
    ///
    /// # Panics
    ///
    /// When it is none of that type; the message names the place.
    pub fn get<T: DeserializeOwned>(&self) -> T {
        let mut json = serde_json::Deserializer::from_slice(&self.bytes);
        match serde_path_to_error::deserialize(&mut json) {
            Ok(value) => value,
            Err(error) => panic!(
                "the result of `{}` is no {}: {}\n{self:?}",
                self.operation,
                std::any::type_name::<T>(),
                self.scrubber.text(&error.to_string())
            ),
        }
    }

    /// The result as JSON.
    ///
    /// # Panics
    ///
    /// When it is no JSON.
    pub fn json(&self) -> Value {
        self.get()
    }

    /// The result as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The reports that came before it, as far as they were not replaced by later ones.
    pub fn progress(&self) -> &[Progress] {
        &self.progress
    }
}

impl PartialEq<Value> for Answer {
    fn eq(&self, other: &Value) -> bool {
        self.json() == *other
    }
}

impl PartialEq<&str> for Answer {
    fn eq(&self, other: &&str) -> bool {
        self.json() == **other
    }
}

/// The JSON, with dots for the secrets of the settings.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        f.write_str(&self.scrubber.text(&text))
    }
}
