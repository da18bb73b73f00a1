//! A company's own crate, behind which its connectors find `wick-runtime`.

pub use wick_runtime::*;

/// Not at the root either.
pub mod parts {
    pub use wick_runtime as wick;
}
