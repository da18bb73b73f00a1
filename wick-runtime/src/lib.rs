//! Write a wick connector: annotate functions, get a plugin binary.
//!
//! A connector is a program that a wick host starts and calls over gRPC: its *settings* say which
//! account to use, its *operations* are what a person or a model can do with it. Write a struct
//! of settings and functions; types and doc comments tell the host the rest.
//!
//! ```no_run
//! use schemars::JsonSchema;
//! use serde::Serialize;
//! use wick_runtime::prelude::*;
//!
//! /// Read and file tickets of a help desk.
//! #[connector(name = "Help Desk", icon = "🎫", tags = [CONNECTOR, PRODUCTIVITY])]
//! struct HelpDesk {
//!     /// Address of the help desk.
//!     #[config(default = "https://desk.example.net")]
//!     base_url: Url,
//!     /// Access token.
//!     token: Secret,
//! }
//!
//! #[derive(Serialize, JsonSchema)]
//! struct Ticket {
//!     number: u64,
//!     title: String,
//! }
//!
//! /// Find tickets. Returns number and title, newest first.
//! #[operation(category = "Tickets", read_only)]
//! async fn find_tickets(
//!     desk: &HelpDesk,
//!     /// Words to look for.
//!     query: String,
//!     /// At most this many.
//!     #[arg(default = 30, range = 1..=100)]
//!     limit: u8,
//! ) -> Result<Vec<Ticket>> {
//!     let address = desk.base_url.join("tickets")?;
//!     # let (_, _) = (address, desk.token.expose());
//!     // … ask the service …
//!     # let title = query;
//!     Ok(vec![Ticket { number: limit.into(), title }])
//! }
//!
//! fn main() -> ExitCode {
//!     wick_runtime::serve::<HelpDesk>()
//! }
//! ```
//!
//! `helpdesk --dump-manifest` prints what a host needs to know before it starts the program. Inputs
//! and results derive `serde::Deserialize` or `serde::Serialize` and `schemars::JsonSchema`, so a
//! connector that has types of its own depends on `serde` and `schemars` 1 as well.
//!
//! # What is where
//!
//! - The attributes are [`connector`] and [`operation`]; their pages list every word. They write
//!   a [`Connector`] and its [`Operation`]s, which can be written by hand too.
//! - What a parameter or a setting may be is an [`Argument`], what a function returns an
//!   [`Outcome`]. [`Input`] and [`Output`] describe them.
//! - A long list or text is [`Streamed`] or [`StreamedText`]: sent while it is made.
//! - A function may ask for its [`Context`]: request, deadline, cancellation, progress, data
//!   directory. It fails with an [`Error`]; [`error::code`] lists the codes of the runtime.
//! - [`serve`] is the whole `main`. [`Dispatcher`] does without a process what a host does through
//!   one.
//! - Connectors are tested with the kit behind the feature `testing`, whose attribute
//!   `#[wick_runtime::test]` runs a test body in process and over a real plugin process.
//!
//! ```standalone_crate
//! # use wick_runtime::prelude::*;
//! # /// Greets.
//! # #[connector]
//! # struct Greeter;
//! # /// Say hello.
//! # #[operation]
//! # fn greet(
//! #     /// Whom to greet.
//! #     name: String,
//! # ) -> Result<String> {
//! #     Ok(format!("Hello, {name}!"))
//! # }
//! use wick_runtime::{Dispatcher, Request};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let greeter = Dispatcher::of::<Greeter>()?;
//! let request = Request {
//!     operation: "greet".into(),
//!     arguments: br#"{"name": "Ann"}"#.to_vec(),
//!     ..Request::default()
//! };
//! assert_eq!(greeter.execute(request).await?, br#""Hello, Ann!""#);
//! # Ok::<(), wick_runtime::Error>(())
//! # }).unwrap();
//! ```
//!
//! # What hosts send
//!
//! A Go host sends every argument as a text, this project's host sends JSON, and both mean the
//! same: `"50"`, `"5e+01"` and `50` are one number, a list may come as its JSON text. An empty text
//! and `null` are as good as nothing: then the default counts, else `None` or `false`, else
//! the field is reported as missing. Everything that is wrong with a request is told in one
//! answer. Arguments that no input asks for are ignored, since forms send them
//! along, unless the caller asks to be told of them.

#![deny(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod about;
mod argument;
mod attributes;
mod by_hand;
mod call;
mod connector;
pub mod context;
mod decode;
mod definition;
mod dispatch;
pub mod error;
mod input;
mod limits;
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
mod reply;
mod request;
mod schema;
mod secret;
mod serve;
mod serving;
mod start;
mod streamed;
pub mod tags;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod values;

pub use about::About;
pub use argument::{Argument, Setting};
#[cfg(feature = "testing")]
pub use attributes::test;
pub use attributes::{connector, operation};
pub use call::{Call, CallFuture};
pub use connector::{Connector, Identity};
pub use context::Context;
pub use definition::{DefinitionError, Problem};
pub use dispatch::Dispatcher;
pub use error::{Error, Result};
pub use futures_util::Stream;
pub use input::{Input, InputSpec};
pub use number::Number;
pub use operation::Operation;
pub use outcome::{Failure, Outcome, Output, ResultValue};
pub use permissions::{OperationHealth, Permissions};
pub use registration::Registration;
pub use reply::Reply;
pub use request::Request;
pub use secret::Secret;
pub use serve::{serve, serve_with};
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub use serving::fuzzing;
pub use streamed::{Streamed, StreamedText};
pub use url::Url;
pub use values::Values;
pub use wick_proto::manifest::Kind;
pub use wick_proto::module::{Access, OAuth};
pub use wick_proto::trace::{TraceContext, TraceParent};

/// The code of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
