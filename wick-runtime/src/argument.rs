//! What a parameter or a setting may be.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::decode::{self, Fault, Given};

/// A type that can be an input of an operation or a setting of a connector: any owned type that
/// implements `Deserialize` and `JsonSchema`.
///
/// Its JSON Schema decides the widget that people see and what a model is told; its `Deserialize`
/// decides what is accepted. `Option` is not required, and neither is `bool`, whose absence is
/// `false`.
///
/// wick-host sends JSON, a Go host texts, and both mean the same, also inside of lists and objects. A
/// type that takes anything, as decimals, `serde_json::Value` and untagged enums do, gets a JSON string
/// as a string, and as the JSON in it only if it refuses that; of the texts of a Go host and of settings
/// it gets the JSON first. Numbers keep their digits where the type keeps them. A whole number that it
/// does not keep is refused.
///
/// ```
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(rename_all = "lowercase")]
/// enum State {
///     Open,
///     Closed,
/// }
///
/// fn is_argument<T: wick_runtime::Argument>() {}
/// is_argument::<State>();
/// is_argument::<Option<Vec<u8>>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input",
    label = "not an input type",
    note = "if `{Self}` is the connector, borrow it: `&{Self}`",
    note = "an input is an owned type (`String` instead of `&str`) that derives `serde::Deserialize` and `schemars::JsonSchema`; a type of another crate has them with its feature `serde` and one of `schemars`, such as `chrono04`, `jiff02`, `uuid1` or `rust_decimal1`"
)]
pub trait Argument: Sized + Send + 'static {
    #[doc(hidden)]
    fn decode(given: Given<'_>) -> Result<Self, Fault>;

    #[doc(hidden)]
    fn json_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Argument for T {
    fn decode(given: Given<'_>) -> Result<Self, Fault> {
        decode::decode(given, |deserializer| T::deserialize(deserializer))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// A type that can be a setting of a connector, which is any [`Argument`].
// A trait of its own for what the compiler says of a field that is none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a setting",
    label = "not a type of settings",
    note = "a setting is text, a number or another value that people fill in; what an operation makes of settings, such as a client or a pool of connections, is no field: make it in a function, and keep it in a `static` to share it between calls",
    note = "the type of a setting is owned and derives `serde::Deserialize` and `schemars::JsonSchema`; a type of another crate has them with its feature `serde` and one of `schemars`, such as `chrono04`, `jiff02`, `uuid1` or `rust_decimal1`"
)]
pub trait Setting: Argument {}

#[diagnostic::do_not_recommend]
impl<T: Argument> Setting for T {}
