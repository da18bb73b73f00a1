//! Write a wick connector: annotate functions, get a plugin binary.

#![deny(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod about;
mod argument;
mod attributes;
mod call;
mod connector;
pub mod context;
mod decode;
mod definition;
mod dispatch;
pub mod error;
mod input;
mod logs;
mod names;
mod number;
mod operation;
mod outcome;
mod permissions;
mod place;
pub mod prelude;
mod process;
mod registration;
mod request;
mod schema;
mod secret;
mod serve;
mod serving;
pub mod tags;
mod values;

pub use about::About;
pub use argument::Argument;
pub use attributes::{connector, operation};
pub use call::{Call, CallFuture};
pub use connector::{Connector, Identity};
pub use context::Context;
pub use definition::{DefinitionError, Problem};
pub use dispatch::Dispatcher;
pub use error::{Error, Result};
pub use input::{Input, InputSpec};
pub use number::Number;
pub use operation::Operation;
pub use outcome::{Outcome, Output};
pub use permissions::{OperationHealth, Permissions};
pub use registration::Registration;
pub use request::Request;
pub use secret::Secret;
pub use serve::serve;
pub use url::Url;
pub use values::Values;
