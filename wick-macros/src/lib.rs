//! The attributes `#[connector]` and `#[operation]`; documented where `wick_runtime` re-exports them.

#![forbid(unsafe_code)]

mod attribute;
mod connector;
mod docs;
mod errors;
#[cfg(test)]
mod expansions;
mod input;
mod json;
mod names;
mod nearest;
mod number;
mod operation;
mod runtime;
mod setter;
mod symbol;
mod test;
mod types;

use proc_macro::TokenStream;

/// Makes a struct of settings a connector.
#[proc_macro_attribute]
pub fn connector(words: TokenStream, item: TokenStream) -> TokenStream {
    connector::attribute(words.into(), item.into()).into()
}

/// Makes a function an operation.
#[proc_macro_attribute]
pub fn operation(words: TokenStream, item: TokenStream) -> TokenStream {
    operation::attribute(words.into(), item.into()).into()
}

/// Makes a test body a test in process and a test over a real plugin process.
#[proc_macro_attribute]
pub fn test(words: TokenStream, item: TokenStream) -> TokenStream {
    test::attribute(words.into(), item.into()).into()
}
