//! `#[operation]`: from an annotated function to that function and its registration.

mod check;
mod example;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use self::parse::Function;
use crate::errors::Errors;

/// Expands the attribute with these `words` on this `item`.
///
/// The function is always part of the result, so that its callers see no errors of their own.
pub(crate) fn attribute(words: TokenStream, item: TokenStream) -> TokenStream {
    let mut function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::default();
    let operation = parse::parse(words, &mut function, &mut errors);
    check::check(&function, &operation, &mut errors);
    let beside = if errors.none() {
        expand::registration(&operation)
    } else {
        errors.into_compile_errors()
    };
    quote!(#function #beside)
}
