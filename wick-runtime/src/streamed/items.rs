//! The items of `impl Stream<Item = …>` as a return type.

use futures_util::{Stream, StreamExt as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::json::{self, SEPARATOR};
use crate::call::Call;
use crate::error::{Error, code};
use crate::outcome::{FailureOf, Outcome};
use crate::reply::{self, Reply};

/// The value of an item that the stream of an operation yields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a streamed result",
    label = "not an item",
    note = "items are `Result<T>`, where `T` derives `serde::Serialize` and `schemars::JsonSchema`"
)]
pub trait StreamItem {
    /// Appends its JSON.
    fn write(self, json: &mut Vec<u8>) -> Result<(), Error>;

    /// JSON Schema of a list of such values.
    fn list_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> StreamItem for T {
    fn write(self, json: &mut Vec<u8>) -> Result<(), Error> {
        reply::write(json, &self)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))
    }

    fn list_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

/// What is known of the items `I` of a stream. Constant, so that it can be a `static`.
pub struct Items<I> {
    item: ItemOf<I>,
    failure: FailureOf<I>,
}

impl<I> Items<I> {
    /// Demands nothing of `I` itself, as [`Output::of`](crate::Output::of).
    pub const fn of(item: ItemOf<I>, failure: FailureOf<I>) -> Self {
        Self { item, failure }
    }

    /// Sends the items as a JSON array while they are made.
    ///
    /// # Errors
    ///
    /// The first error among the items, or one with the code `marshal_error`.
    pub async fn reply(
        &self,
        items: impl Stream<Item = I> + Send,
        call: &Call,
    ) -> Result<Reply, Error> {
        let (settle, write) = (self.failure.settle(), self.item.write);
        let pieces = items.map(move |item| {
            let mut piece = SEPARATOR.to_vec();
            write(settle(item)?, &mut piece)?;
            Ok(piece)
        });
        let rest = call.sink().send(json::pieces(pieces)).await?;
        Ok(rest.into())
    }

    pub(crate) fn json_schema(&self) -> fn(&mut SchemaGenerator) -> Schema {
        self.item.list_schema
    }
}

/// What becomes of the value of an item.
pub struct ItemOf<I> {
    write: fn(I, &mut Vec<u8>) -> Result<(), Error>,
    list_schema: fn(&mut SchemaGenerator) -> Schema,
}

impl<I> ItemOf<I> {
    /// The item type `I`.
    #[expect(clippy::new_without_default, reason = "`Default` is not constant")]
    pub const fn new() -> Self
    where
        I: Outcome,
        I::Value: StreamItem,
    {
        Self {
            write: |item, json| item.value()?.write(json),
            list_schema: <I::Value as StreamItem>::list_schema,
        }
    }
}
