//! `#[operation]`: from an annotated function to that function and its registration.

mod check;
mod example;
mod expand;
mod model;
mod parse;
mod place;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use self::parse::Function;
use crate::errors::Errors;

/// Lints of clippy about what an operation has to be: it returns a `Result`, owns its inputs, borrows the
/// connector, and its doc comment is for models.
const FORCED: [&str; 7] = [
    "fn_params_excessive_bools",
    "missing_errors_doc",
    "needless_pass_by_value",
    "too_many_arguments",
    "trivially_copy_pass_by_ref",
    "unnecessary_wraps",
    "unused_async",
];

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
    function.allow_unused(&operation);
    let beside = if errors.none() {
        expand::registration(&operation)
    } else {
        errors.into_compile_errors()
    };
    let forced = FORCED.map(|lint| Ident::new(lint, Span::call_site()));
    quote!(#[allow(#(clippy::#forced),*)] #function #beside)
}
