//! What generated code names. Not for people: it may change with any release.

pub use std::boxed::Box;
pub use std::vec::Vec;

pub use inventory;

pub use crate::about::About;
pub use crate::argument::Argument;
pub use crate::call::{Call, CallFuture};
pub use crate::connector::{Connector, Identity};
pub use crate::context::Context;
pub use crate::decode::{Fault, Given};
pub use crate::definition::assert_sound;
pub use crate::error::{Describer, Error};
pub use crate::input::{Clear, Input, InputSpec, IsClear};
pub use crate::number::Number;
pub use crate::operation::Operation;
pub use crate::outcome::{Failure, FailureOf, Outcome, Output, ResultValue, ValueOf, into_error};
pub use crate::permissions::Permissions;
pub use crate::registration::Registration;
pub use crate::secret::Secret;
pub use crate::streamed::{ItemOf, Items};
pub use crate::tags;
pub use crate::values::Values;
