//! What an operation returns.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::call::Call;
use crate::error::{Error, code};
use crate::reply::{Reply, Sink};
use crate::streamed::{self, Streamed, StreamedText};

/// The return type of an operation: `Result<T>`, where `T` is a [`ResultValue`]. Its error may be of any
/// type that turns into [`Error`]. A [`Streamed`] needs no `Result` around it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what an operation returns",
    label = "not a `Result`",
    note = "return `Result<…>` of it, such as `Result<String>` in place of `String`, or `Result<()>`; for a list that is sent while it is made, `impl Stream<Item = Result<…>>` or `Result<Streamed<…>>`"
)]
pub trait Outcome: Sized {
    /// Result of a call that succeeds.
    type Value;
    /// Error of a call that fails.
    type Failure;

    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value, Self::Failure>;

    #[doc(hidden)]
    fn of_value(value: Self::Value) -> Self;

    /// The value that is there: errors were taken out by [`FailureOf`].
    #[doc(hidden)]
    fn value(self) -> Result<Self::Value, Error> {
        self.into_result()
            .map_err(|_| Error::msg("the operation failed"))
    }
}

#[diagnostic::do_not_recommend]
impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Failure = E;

    fn into_result(self) -> Self {
        self
    }

    fn of_value(value: T) -> Self {
        Ok(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> Outcome for Streamed<T> {
    type Value = Self;
    type Failure = Error;

    fn into_result(self) -> Result<Self, Error> {
        Ok(self)
    }

    fn of_value(value: Self) -> Self {
        value
    }
}

/// The result of an operation: any type that implements `Serialize` and `JsonSchema`, or a
/// [`Streamed`] or [`StreamedText`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an operation",
    label = "not a result",
    note = "a result derives `serde::Serialize` and `schemars::JsonSchema`: `#[derive(Serialize, JsonSchema)]`; a type of another crate has them with its feature `serde` and one of `schemars`, such as `chrono04`, `jiff02`, `uuid1` or `rust_decimal1`"
)]
pub trait ResultValue: Send + 'static {
    /// The result as JSON text, or as pieces of it. Of a long text, the beginning may be in `sink` already.
    #[doc(hidden)]
    fn reply(self, sink: &Sink) -> Result<Reply, Error>;

    #[doc(hidden)]
    fn json_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> ResultValue for T {
    fn reply(self, sink: &Sink) -> Result<Reply, Error> {
        sink.document(&self)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> ResultValue for Streamed<T> {
    fn reply(self, _: &Sink) -> Result<Reply, Error> {
        Ok(Reply::pieces(streamed::items(self)))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

#[diagnostic::do_not_recommend]
impl ResultValue for StreamedText {
    fn reply(self, _: &Sink) -> Result<Reply, Error> {
        Ok(Self::reply(self))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<String>()
    }
}

/// The error of an operation: any type that turns into [`Error`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an operation",
    label = "does not turn into `wick_runtime::Error`",
    note = "return `wick_runtime::Result<…>`: `?` turns every `std::error::Error` that is `Send + Sync + 'static` into its error; for a `String` or a `Box<dyn Error + Send + Sync>` write `.map_err(Error::other)?`",
    note = "for an `anyhow::Error`, enable the feature `anyhow` of `wick-runtime`"
)]
pub trait Failure {
    #[doc(hidden)]
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> Failure for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

/// The error that an operation or a hook failed with.
#[doc(hidden)]
pub fn into_error<E: Failure>(failure: E) -> Error {
    failure.into_error()
}

/// What is known of the return type `R`. Constant, so that it can be a `static`.
pub struct Output<R> {
    value: ValueOf<R>,
    failure: FailureOf<R>,
}

impl<R> Output<R> {
    /// The return type `R`.
    #[expect(clippy::new_without_default, reason = "`Default` is not constant")]
    pub const fn new() -> Self
    where
        R: Outcome,
        R::Value: ResultValue,
        R::Failure: Failure,
    {
        Self::of(ValueOf::new(), FailureOf::new())
    }

    /// Like [`new`](Self::new), but demands nothing of `R` itself: each part states what it needs where
    /// the author wrote it, so that a type that does not fit gives exactly one error, at its own place.
    #[doc(hidden)]
    pub const fn of(value: ValueOf<R>, failure: FailureOf<R>) -> Self {
        Self { value, failure }
    }

    /// Turns a returned value into the answer to `call`: JSON text or an error. What is written of a long
    /// text is sent while the rest is being written.
    ///
    /// # Errors
    ///
    /// The operation's own, or one with the code `marshal_error` when its value has no JSON.
    pub fn reply(&self, returned: R, call: &Call) -> Result<Reply, Error> {
        (self.value.reply)((self.failure.0)(returned)?, call.sink())
    }

    /// Runs a function that blocks on a thread where it may, and turns what it returns into the answer to
    /// `call`. Its error is converted on that thread, so that it need not be `Send`.
    ///
    /// # Errors
    ///
    /// As [`reply`](Self::reply).
    pub async fn blocking<F>(&self, call: &Call, function: F) -> Result<Reply, Error>
    where
        F: FnOnce() -> R + Send + 'static,
        R: 'static,
    {
        let (settle, hold) = (self.failure.0, self.value.hold);
        let held = call.blocking(move || settle(function()).map(hold)).await?;
        held(call.sink())
    }

    pub(crate) fn json_schema(&self) -> fn(&mut SchemaGenerator) -> Schema {
        self.value.json_schema
    }
}

/// A result that is not written yet.
type Held = Box<dyn FnOnce(&Sink) -> Result<Reply, Error> + Send>;

/// What becomes of the result in a return type.
#[doc(hidden)]
pub struct ValueOf<R> {
    reply: fn(R, &Sink) -> Result<Reply, Error>,
    hold: fn(R) -> Held,
    json_schema: fn(&mut SchemaGenerator) -> Schema,
}

impl<R> ValueOf<R> {
    /// The return type `R`.
    #[expect(clippy::new_without_default, reason = "`Default` is not constant")]
    pub const fn new() -> Self
    where
        R: Outcome,
        R::Value: ResultValue,
    {
        Self {
            reply: |returned, sink| returned.value()?.reply(sink),
            hold: |returned| match returned.value() {
                Ok(value) => Box::new(|sink| value.reply(sink)),
                Err(error) => Box::new(|_| Err(error)),
            },
            json_schema: <R::Value as ResultValue>::json_schema,
        }
    }
}

/// Takes the error out of a returned value.
#[doc(hidden)]
pub struct FailureOf<R>(fn(R) -> Result<R, Error>);

impl<R> FailureOf<R> {
    /// The return type `R`.
    #[expect(clippy::new_without_default, reason = "`Default` is not constant")]
    pub const fn new() -> Self
    where
        R: Outcome,
        R::Failure: Failure,
    {
        Self(|returned| match returned.into_result() {
            Ok(value) => Ok(R::of_value(value)),
            Err(failure) => Err(failure.into_error()),
        })
    }
}

impl<R> FailureOf<R> {
    pub(crate) fn settle(&self) -> fn(R) -> Result<R, Error> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn json<R: Outcome>(returned: R) -> Result<Vec<u8>, Error>
    where
        R::Value: ResultValue,
        R::Failure: Failure,
    {
        let whole = Sink::Whole { limit: usize::MAX };
        let output = Output::<R>::new();
        let reply = (output.value.reply)((output.failure.0)(returned)?, &whole)?;
        futures_util::FutureExt::now_or_never(whole.finish(reply)).unwrap()
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
        let output = Output::<Result<Streamed<u8>, Error>>::new();
        let schema = output.json_schema()(&mut generator);
        assert_eq!(schema.get("type").unwrap(), "array");
        assert_eq!(schema.get("items").unwrap()["type"], "integer");
    }

    /// V7.
    #[test]
    fn a_number_that_json_lacks_is_an_error() {
        let refused = |error: Error| (error.code().to_owned(), error.message());
        for (error, name) in [
            (json(Ok::<_, Error>(f64::NAN)), "NaN"),
            (json(Ok::<_, Error>(f32::NAN)), "NaN"),
            (json(Ok::<_, Error>(Some(vec![1.0, f64::INFINITY]))), "inf"),
            (
                json(Ok::<_, Error>(std::collections::BTreeMap::from([(
                    "mean",
                    (f32::NEG_INFINITY, "x".repeat(999)),
                )]))),
                "-inf",
            ),
        ] {
            let (code, message) = refused(error.unwrap_err());
            assert_eq!(code, "marshal_error");
            assert!(
                message.contains(&format!("the number {name},")),
                "{message}"
            );
        }
        assert_eq!(json(Ok::<_, Error>(None::<f64>)).unwrap(), b"null");
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
