//! Other attributes, conditions and macros around ours.

use wick_runtime::prelude::*;

/// Issues.
#[derive(Clone, Debug)]
#[connector]
#[cfg(not(doc))]
#[non_exhaustive]
pub struct Tracker {
    /// The token.
    #[expect(dead_code, reason = "kept for later")]
    token: Secret,
}

#[doc = include_str!("../README.md")]
#[operation]
#[expect(clippy::unused_async, reason = "waits later")]
#[must_use = "it may have failed"]
pub async fn described() -> Result<()> {
    Ok(())
}

/// Is on no system.
#[operation]
#[cfg(any())]
fn nowhere(missing: Missing) -> Missing {}

/// Looks at a parameter.
#[operation]
fn looks(
    /// The number.
    #[expect(unused_variables, reason = "not yet")]
    #[arg(default = 1)]
    number: u8,
) -> Result<()> {
    Ok(())
}

macro_rules! operations {
    ($($(#[$attribute:meta])* $name:ident($input:ident: $ty:ty = $default:expr, $text:literal);)*) => {$(
        $(#[$attribute])*
        #[operation(category = $text)]
        fn $name(
            /// Made by a macro.
            #[arg(default = $default)]
            $input: $ty,
        ) -> Result<$ty> {
            Ok($input)
        }
    )*};
}

operations! {
    /// One.
    one(number: u8 = 1, "Numbers");
    /// Two.
    two(text: String = "two", "Texts");
}

fn main() {
    assert_eq!(one(1).ok(), Some(1));
    assert_eq!(two("two".to_owned()).ok().as_deref(), Some("two"));

    /// Lives in a function.
    #[connector]
    #[derive(Debug)]
    struct Inner {}

    /// Lives in a function too.
    #[operation]
    fn inner(inner: &Inner) -> Result<String> {
        Ok(format!("{inner:?}"))
    }

    assert_eq!(inner(&Inner {}).ok().as_deref(), Some("Inner"));
}
