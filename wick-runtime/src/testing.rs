//! The test kit: one test body, run in process and over a real plugin process.
//!
//! It is behind the feature `testing`, for dev-dependencies only:
//!
//! ```toml
//! [dev-dependencies]
//! wick-runtime = { version = "0.1", features = ["testing"] }
//! ```
//!
//! A test takes a [`Plugin`] of the connector:
//!
//! ```standalone_crate
//! # use wick_runtime::prelude::*;
//! # /// Greets.
//! # #[connector]
//! # pub struct Greeter {
//! #     /// How.
//! #     #[config(default = "Hello")]
//! #     words: String,
//! # }
//! # /// Say hello.
//! # #[operation]
//! # async fn greet(
//! #     greeter: &Greeter,
//! #     /// Whom to greet.
//! #     name: String,
//! # ) -> Result<String> {
//! #     Ok(format!("{}, {name}!", greeter.words))
//! # }
//! use serde_json::json;
//! use wick_runtime::testing::Plugin;
//!
//! # wick_runtime::testing::in_process(greets);
//! # /*
//! #[wick_runtime::test]
//! # */
//! async fn greets(greeter: Plugin<Greeter>) -> Result<()> {
//!     let greeter = greeter.setting("words", "Good day");
//!     let greeting = greeter.call("greet", json!({ "name": "Ann" })).await?;
//!     assert_eq!(greeting, "Good day, Ann!");
//!     Ok(())
//! }
//! ```
//!
//! [`#[wick_runtime::test]`](macro@crate::test) makes two tests of it:
//!
//! - `greets::in_process` calls the connector of the test's own program: fast, and a debugger stops in it.
//! - `greets::over_process` runs the plugin's binary as a host does: dumps its manifest, hashes the
//!   file and verifies it, starts it with a scrubbed environment and AutoMTLS, calls it over gRPC,
//!   shuts it down, and fails if anything is [left behind](#leaks).
//!
//! Both send the same messages, so an answer, an error with its fields, a report of progress or a
//! log record is the same.
//!
//! # What a test can do
//!
//! | | |
//! |---|---|
//! | settings | [`Plugin::setting`], [`settings!`](crate::settings); defaults count, keys are checked |
//! | a call | [`Plugin::call`], then `.await`: [`Answer`] or [`Error`](crate::Error) with code, fields, hint |
//! | a call under control | [`Call::start`]: its [progress](Running::progressed) and [pieces](Running::piece) as they come, [cancelled](Running::cancel) or [out of time](Running::time_is_up) when the test says so |
//! | as a Go host calls | [`Plugin::as_go_host`], `#[wick_runtime::test(go_host)]`: all arguments are texts |
//! | permissions, identity, description | [`Plugin::check_permissions`], [`Plugin::resolve_identity`], [`Plugin::module`] |
//! | logs | [`Plugin::logged`] waits for a record; [`Plugin::logs`] has all so far |
//! | files | [`Plugin::data_dir`], in a temporary directory of this test |
//! | the service behind it | [`Upstream`] records a real one and replays it offline |
//! | examples in the attributes | [`examples`] runs all of them |
//!
//! # Leaks
//!
//! When the body has ended without failing, the kit ends the plugin and fails when something is left, by name:
//!
//! - *in process*: tasks that operations spawned and that still run, beyond the one of an HTTP client
//! - *over the process*, on Linux: files and sockets that were not open when the plugin was ready and are now; child processes; and after the end of the plugin, its socket and anything else in its
//!   temporary directory but its data
//! - *over the process*: an exit status other than 0
//!
//! What an operation keeps open on purpose, such as a pool of connections, [`Plugin::keeps_open`]
//! and [`Plugin::keeps_tasks`] permit.
//!
//! # Which binary
//!
//! In an integration test (`tests/*.rs`) it is the one that Cargo built for it, if it has the name
//! of the package; `#[wick_runtime::test(binary = "name")]` names another. The connector is then in the
//! package's library, and `main.rs` only serves it. In the unit tests of a package without a
//! library there is no such binary yet, so `over_process` has Cargo build it (`cargo build --bin`,
//! with the profile of the test); where it is fresh that takes a moment.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test"
)]

mod answer;
mod backend;
mod build;
mod call;
mod examples;
mod executable;
mod leaks;
mod logs;
mod plugin;
pub mod process;
mod run;
mod running;
mod scrub;
mod settings;
mod upstream;

pub use answer::Answer;
pub use call::Call;
pub use examples::examples;
pub use executable::Executable;
pub use logs::LogRecord;
pub use plugin::Plugin;
pub use run::{Way, in_process, over_process, run};
pub use running::Running;
pub use settings::Settings;
pub use upstream::{Builder as UpstreamBuilder, Seen, Upstream};

/// The code of the error of a call whose time is up.
pub const DEADLINE_EXCEEDED: &str = "deadline_exceeded";

/// The code of the error of a call that did not get through, or was broken off.
pub const TRANSPORT: &str = "transport";
