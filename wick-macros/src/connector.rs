//! `#[connector]`: from an annotated struct to that struct and its implementation of `Connector`.

mod check;
mod expand;
mod fallback;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use self::parse::Source;
use crate::errors::Errors;

/// Expands the attribute with these `words` on this `item`.
///
/// The struct is always part of the result, with an implementation even when there are mistakes,
/// so that its users see no errors of their own.
pub(crate) fn attribute(words: TokenStream, item: TokenStream) -> TokenStream {
    let mut source: Source = match syn::parse2(item.clone()) {
        Ok(source) => source,
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::default();
    let connector = parse::parse(words, &mut source, &mut errors);
    check::check(&source, &connector, &mut errors);
    let beside = if errors.none() {
        expand::implementation(&connector)
    } else {
        let stub = fallback::implementation(&source, &connector.runtime);
        let errors = errors.into_compile_errors();
        quote!(#stub #errors)
    };
    // Settings are what people set, however many of them are switches.
    quote!(#[allow(clippy::struct_excessive_bools)] #source #beside)
}
