//! What a connector's source needs: `use wick_runtime::prelude::*;`.

pub use std::process::ExitCode;

pub use futures_util::Stream;
pub use url::Url;
pub use wick_proto::manifest::Kind;
pub use wick_proto::module::{Access, OAuth};

pub use crate::attributes::{connector, operation};
pub use crate::context::Context;
pub use crate::error::{Error, Result};
pub use crate::secret::Secret;
pub use crate::streamed::{Streamed, StreamedText};
pub use crate::tags::{self, *};
