//! What the whole-process tests share: real binaries, real Go peers, real directories.
//!
//! | module | what it gives |
//! |---|---|
//! | [`cargo`] | the binaries of this workspace, built once |
//! | [`command`] | the real `wick`, in a directory of its own |
//! | [`debugged`] | plugins that a person started, as under a debugger |
//! | [`desk`] | the service behind the example `helpdesk` |
//! | [`go`] | the Go peers of `tests/interop`, built once; a loud skip, or a failure in CI, without Go |
//! | [`go_host`] | a conversation with the Go host |
//! | [`left`] | what is left of plugins: processes, descriptors, memory |
//! | [`plugins`] | plugin directories, packed as a release is |
//! | [`spans`] | what was traced and logged in this process |
//! | [`shape`] | a module without its prose, to compare with one that was written down |
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "only tests use this crate, and a panic fails them"
)]

pub mod cargo;
pub mod command;
#[cfg(unix)]
pub mod debugged;
pub mod desk;
pub mod go;
pub mod go_host;
pub mod left;
pub mod mutation;
pub mod plugins;
pub mod shape;
pub mod spans;

/// Waits for at most two minutes, so that a test fails in place of hanging.
///
/// # Panics
///
/// When the time is up.
pub async fn timely<T>(future: impl Future<Output = T>) -> T {
    let limit = std::time::Duration::from_secs(120);
    tokio::time::timeout(limit, future).await.unwrap()
}

/// Waits until it is so, at most as long as [`timely`]. It is for what another process or task does and nobody
/// tells of.
///
/// # Panics
///
/// When the time is up.
pub async fn until(is_so: impl Fn() -> bool) {
    timely(async {
        while !is_so() {
            left::pause().await;
        }
    })
    .await;
}

/// The program in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
