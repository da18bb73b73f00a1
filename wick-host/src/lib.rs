//! Embed wick connectors: find, verify, start and call plugins.
//!
//! ```no_run
//! use std::collections::HashMap;
//! use wick_host::Host;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let host = Host::open("plugins").await?;
//! for problem in host.problems() {
//!     eprintln!("{problem}");
//! }
//! let settings = HashMap::from([("token".to_owned(), "…".to_owned())]);
//! let arguments = serde_json::json!({"query": "crash", "limit": 5});
//! let issues = host.call("github", "search_issues", &arguments, &settings).await?;
//! println!("{issues}");
//! host.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! The way of a plugin, each stage a type of its own, so that none can be skipped:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`scan`](mod@scan) | a directory | [`Candidate`]s, and a [`ScanProblem`] for all else |
//! | [`verify`](mod@verify) | a candidate and a [`TrustPolicy`] | [`Verified`], which holds the open, hashed file |
//! | [`Publishers`] | verified plugins | those that are by whom their key belongs to |
//! | `spawn` | a verified plugin | a process that said where it listens |
//! | `connect` | a process | a client over mutual TLS that has answered once |
//! | [`host`](Host) | a directory | calls by key and operation |
//!
//! Beside it:
//!
//! | module | what it does |
//! |---|---|
//! | [`pack`](mod@pack), [`keys`] | make plugin directories, release zips and key files |
//! | [`mod@archive`] | unpacks releases that nobody has looked at yet |
//! | [`install`] | puts a release where hosts find it, goes back to the version before, removes it, enables and disables it |
//! | `download`, `catalog` | gets releases from elsewhere, by address or by name (feature `download`) |
//! | [`mod@diagnose`] | says why a plugin does not start, and what to do |
//! | [`mod@diff`] | says what changed between two versions of a plugin |
//! | [`inspect`] | looks into hosts that run in other processes |
//! | [`metrics`] | what [`Host::metrics`] counts |
//! | [`schema`] | derives the JSON Schema of operations that bring none |
//!
//! With the feature `watch`, a host takes up by itself what changes in its directory: `HostBuilder::watch`.
//!
//! All of it runs on tokio, with any of its runtimes. Calls, starts, stops and reloads are spans of [`tracing`] with
//! the target `wick::host`; plugins log through it, with the target `wick::plugin` and the field `connector`.
#![deny(unsafe_code)]

pub mod archive;
mod binary;
#[cfg(feature = "download")]
pub mod catalog;
mod client;
mod connect;
pub mod diagnose;
pub mod diff;
mod digests;
#[cfg(feature = "download")]
pub mod download;
mod error;
mod exchange;
mod execution;
mod guard;
mod host;
pub mod inspect;
pub mod install;
pub mod keys;
mod limits;
mod load;
mod logs;
pub mod metrics;
pub mod pack;
mod policy;
mod publishers;
pub mod scan;
pub mod schema;
mod spawn;
mod state;
pub mod verify;

pub use binary::MAX_BINARY_BYTES;
pub use client::{Call, Event, Health, Identity, OperationHealth, Output};
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub use connect::fuzzing;
pub use digests::DigestCache;
pub use error::{AttachError, CallError, Failure, Holder, StartCause, StartError};
pub use execution::Execution;
#[cfg(feature = "watch")]
pub use host::Watch;
pub use host::{
    Change, ConnectorChange, ConnectorStatus, EnvironmentError, Host, HostBuilder, KeptReason,
    LastFailure, OpenError, Outcome, PoolStatus, Reload, State, Status,
};
pub use limits::{Exceeded, PluginLimits};
pub use load::Problem;
#[doc(inline)]
pub use logs::{harmless, harmless_lines, judged};
pub use policy::TrustPolicy;
pub use publishers::{Pin, Publisher, PublisherChanged, Publishers, PublishersError, Signs};
pub use scan::{Candidate, ScanProblem};
pub use spawn::{Encryption, Environment};
pub use verify::{Verified, VerifyError};
pub use wick_proto::verify::{PolicyError, SignatureRequirement};
pub use wick_proto::{ErrorDetail, FieldDetail};
