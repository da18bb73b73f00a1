//! What an operation returns.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::call::Call;
use crate::error::{Error, code};
use crate::reply::{Reply, Sink};
use crate::streamed::{self, Streamed, StreamedText};

/// The return type of an operation: `Result<T>`, where `T` implements `Serialize` and
/// `JsonSchema`, or is a [`Streamed`] or [`StreamedText`]. Its error may be any type that turns
/// into [`Error`]. A `Streamed` needs no `Result` around it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an operation",
    label = "not a result",
    note = "an operation returns `Result<T>`, where `T` derives `serde::Serialize` and `schemars::JsonSchema`; `Result<()>` is fine"
)]
pub trait Outcome: Send {
    /// The result as JSON text, or as pieces of it. Of a long text, the beginning may be in `sink` already.
    #[doc(hidden)]
    fn reply(self, sink: &Sink) -> Result<Reply, Error>;

    #[doc(hidden)]
    fn json_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send, E: Into<Error> + Send> Outcome for Result<T, E> {
    fn reply(self, sink: &Sink) -> Result<Reply, Error> {
        let value = self.map_err(Into::into)?;
        sink.document(&value)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> Outcome for Streamed<T> {
    fn reply(self, _: &Sink) -> Result<Reply, Error> {
        Ok(Reply::pieces(streamed::items(self)))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static, E: Into<Error> + Send> Outcome
    for Result<Streamed<T>, E>
{
    fn reply(self, sink: &Sink) -> Result<Reply, Error> {
        self.map_err(Into::into)?.reply(sink)
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <Streamed<T> as Outcome>::json_schema(generator)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error> + Send> Outcome for Result<StreamedText, E> {
    fn reply(self, _: &Sink) -> Result<Reply, Error> {
        Ok(self.map_err(Into::into)?.reply())
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<String>()
    }
}

/// What is known of the return type `R`. Constant, so that it can be a `static`.
pub struct Output<R> {
    reply: fn(R, &Sink) -> Result<Reply, Error>,
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

    /// Turns a returned value into the answer to `call`: JSON text or an error. What is written of a long
    /// text is sent while the rest is being written.
    ///
    /// # Errors
    ///
    /// The operation's own, or one with the code `marshal_error` when its value has no JSON.
    pub fn reply(&self, returned: R, call: &Call) -> Result<Reply, Error> {
        (self.reply)(returned, call.sink())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn json(returned: impl Outcome) -> Result<Vec<u8>, Error> {
        let whole = Sink::Whole { limit: usize::MAX };
        futures_util::FutureExt::now_or_never(whole.finish(returned.reply(&whole)?)).unwrap()
    }

    #[test]
    fn every_value_has_some_json() {
        assert_eq!(json(Ok::<(), Error>(())).unwrap(), b"null");
        assert_eq!(
            json(Ok::<_, Error>(vec!["a", "b"])).unwrap(),
            br#"["a","b"]"#
        );
        let failed: Result<u8, std::num::ParseIntError> = "x".parse::<u8>();
        assert_eq!(json(failed).unwrap_err().code(), "exec_error");
    }

    #[test]
    fn a_stream_is_a_list() {
        let items = || Streamed::new(futures_util::stream::iter([1, 2].map(Ok::<u8, Error>)));
        assert_eq!(json(items()).unwrap(), b"[1,2]");
        assert_eq!(json(Ok::<_, Error>(items())).unwrap(), b"[1,2]");
        let mut generator = SchemaGenerator::default();
        let schema = <Result<Streamed<u8>, Error> as Outcome>::json_schema(&mut generator);
        assert_eq!(schema.get("type").unwrap(), "array");
        assert_eq!(schema.get("items").unwrap()["type"], "integer");
    }

    #[test]
    fn a_value_without_json_is_an_error() {
        let map: HashMap<Vec<u8>, u8> = HashMap::from([(vec![1], 1)]);
        assert_eq!(
            json(Ok::<_, Error>(map)).unwrap_err().code(),
            "marshal_error"
        );
    }
}
