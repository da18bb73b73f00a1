//! Mistakes are collected, so that an author sees all of them at once.

use std::fmt::{self, Display};

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The mistakes found so far in one annotated item.
///
/// Dropping it unchecked panics: a mistake that is found but not shown would let a broken
/// connector compile.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    checked: bool,
}

impl Errors {
    /// Notes a mistake of `subject` at the author's `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, subject: &Subject, message: impl Display) {
        self.found.push(syn::Error::new_spanned(
            tokens,
            format_args!("{subject}: {message}"),
        ));
    }

    /// Notes that the parser stopped inside of `subject`.
    pub(crate) fn syntax(&mut self, subject: &Subject, error: &syn::Error) {
        self.found.push(syn::Error::new(
            error.span(),
            format_args!("{subject}: {error}"),
        ));
    }

    /// Ends a stage: the list goes on to the next stage only when it is empty.
    pub(crate) fn none(&mut self) -> bool {
        self.checked = true;
        self.found.is_empty()
    }

    /// All mistakes as `compile_error!` invocations.
    pub(crate) fn into_compile_errors(mut self) -> TokenStream {
        self.checked = true;
        self.found
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }

    /// The messages alone, for unit tests.
    #[cfg(test)]
    pub(crate) fn into_messages(mut self) -> Vec<String> {
        self.checked = true;
        self.found.iter().map(ToString::to_string).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if !self.checked && !std::thread::panicking() {
            panic!("the errors of an annotated item were never checked");
        }
    }
}

/// What a message is about; every message starts with it: "operation `close`, input `number`".
#[derive(Clone, Debug)]
pub(crate) struct Subject(String);

impl Subject {
    pub(crate) fn new(kind: &str, name: impl Display) -> Self {
        Self(format!("{kind} `{name}`"))
    }

    /// A part of this item.
    pub(crate) fn part(&self, kind: &str, name: impl Display) -> Self {
        Self(format!("{self}, {kind} `{name}`"))
    }
}

impl Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::Ident;

    use super::*;

    #[test]
    fn messages_start_with_their_subject() {
        let mut errors = Errors::default();
        let close = Subject::new("operation", "close");
        errors.at(Ident::new("x", Span::call_site()), &close, "no");
        errors.at(
            Ident::new("x", Span::call_site()),
            &close.part("input", "number"),
            "no",
        );
        assert!(!errors.none());
        assert_eq!(
            errors.into_messages(),
            [
                "operation `close`: no",
                "operation `close`, input `number`: no"
            ]
        );
    }

    #[test]
    #[should_panic(expected = "never checked")]
    fn unchecked_errors_are_a_bug() {
        drop(Errors::default());
    }
}
