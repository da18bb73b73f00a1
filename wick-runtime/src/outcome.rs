//! What an operation returns.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::error::{Error, code};

/// The return type of an operation: `Result<T>`, where `T` implements `Serialize` and
/// `JsonSchema`. Its error may be any type that turns into [`Error`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an operation",
    label = "not a result",
    note = "an operation returns `Result<T>`, where `T` derives `serde::Serialize` and `schemars::JsonSchema`; `Result<()>` is fine"
)]
pub trait Outcome: Send {
    /// The result as JSON text.
    #[doc(hidden)]
    fn reply(self) -> Result<Vec<u8>, Error>;

    #[doc(hidden)]
    fn json_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send, E: Into<Error> + Send> Outcome for Result<T, E> {
    fn reply(self) -> Result<Vec<u8>, Error> {
        let value = self.map_err(Into::into)?;
        serde_json::to_vec(&value)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// What is known of the return type `R`. Constant, so that it can be a `static`.
pub struct Output<R> {
    reply: fn(R) -> Result<Vec<u8>, Error>,
    pub(crate) json_schema: fn(&mut SchemaGenerator) -> Schema,
}

impl<R> Output<R> {
    /// The return type `R`.
    // The only place that demands `Outcome`: a type that is none gives exactly one error.
    #[expect(clippy::new_without_default, reason = "`Default` is not constant")]
    pub const fn new() -> Self
    where
        R: Outcome,
    {
        Self {
            reply: <R as Outcome>::reply,
            json_schema: <R as Outcome>::json_schema,
        }
    }

    /// Turns a returned value into the answer to the call: JSON text or an error.
    ///
    /// # Errors
    ///
    /// The operation's own, or one with the code `marshal_error` when its value has no JSON.
    pub fn reply(&self, returned: R) -> Result<Vec<u8>, Error> {
        (self.reply)(returned)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_value_has_some_json() {
        assert_eq!(Ok::<(), Error>(()).reply().unwrap(), b"null");
        assert_eq!(
            Ok::<_, Error>(vec!["a", "b"]).reply().unwrap(),
            br#"["a","b"]"#
        );
        let failed: Result<u8, std::num::ParseIntError> = "x".parse::<u8>();
        assert_eq!(failed.reply().unwrap_err().code(), "exec_error");
    }

    #[test]
    fn a_value_without_json_is_an_error() {
        let map: HashMap<Vec<u8>, u8> = HashMap::from([(vec![1], 1)]);
        assert_eq!(
            Ok::<_, Error>(map).reply().unwrap_err().code(),
            "marshal_error"
        );
    }
}
