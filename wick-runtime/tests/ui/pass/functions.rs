//! Every kind of function that can be an operation, called as the functions that they are.
#![expect(
    unused_qualifications,
    reason = "types are named in all the ways that an author may"
)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
pub struct Tracker {
    /// The token.
    token: Secret,
}

/// Blocks.
#[operation]
fn blocking(
    tracker: &Tracker,
    /** Words. */
    words: String,
) -> Result<usize> {
    Ok(tracker.token.expose().len() + words.len())
}

/// Waits.
#[operation]
pub async fn waiting(
    /// Words.
    words: String,
    tracker: &Tracker,
) -> Result<usize> {
    std::future::ready(()).await;
    Ok(tracker.token.expose().len() + words.len())
}

/// Needs no settings, but a connector that has some.
#[operation]
fn unnamed(_: &Tracker, _: &Context) -> Result<()> {
    Ok(())
}

/// Takes nothing.
#[operation]
pub(crate) fn nothing() -> Result<()> {
    Ok(())
}

/// Takes the call before the connector and between inputs.
#[operation]
async fn order(
    /// First.
    first: u8,
    _ctx: &Context,
    /// Second.
    mut second: u8,
    _tracker: &crate::Tracker,
) -> Result<u8> {
    second += first;
    Ok(second)
}

/// Names like those of the expansion.
#[operation]
async fn call(
    /// One.
    call: u8,
    /// Two.
    connector: u8,
    /// Three.
    context: u8,
    /// Four.
    input0: u8,
    ctx: &Context,
) -> Result<u8> {
    let _: &Context = ctx;
    Ok(call + connector + context + input0)
}

/// Keywords.
#[operation]
fn r#match(
    /// One.
    r#type: String,
) -> Result<String> {
    Ok(r#type)
}

mod nested {
    pub(super) mod deeper {
        use wick_runtime::prelude::*;

        /// Lives in a module.
        #[operation]
        pub(in crate::nested) fn hidden(_tracker: &super::super::Tracker) -> Result<()> {
            Ok(())
        }
    }

    pub(super) fn visit(tracker: &super::Tracker) -> bool {
        deeper::hidden(tracker).is_ok()
    }
}

fn main() {
    let tracker = Tracker {
        token: "abc".to_owned().into(),
    };
    assert_eq!(blocking(&tracker, "de".to_owned()).ok(), Some(5));
    assert_eq!(r#match("a".to_owned()).ok().as_deref(), Some("a"));
    assert!(nothing().is_ok() && nested::visit(&tracker));
    drop(waiting("de".to_owned(), &tracker));
}
