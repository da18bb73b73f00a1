//! Where in its file a function stands, which its own tokens do not tell.
//!
//! In an `impl` the registration has no place to stand, and the compiler would only say that "`const` items in
//! this context need a name". So the file is read for functions that do not begin their line, which those of
//! an `impl` do not.

use std::fs;
use std::sync::{Mutex, PoisonError};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::symbol::OPERATION;

/// Whether the operation with this name stands in an `impl` or a trait, as far as its file tells.
pub(super) fn is_in_impl(name: &Ident) -> bool {
    // One file for all of its operations. What is kept holds no tokens, which end with their macro.
    static LAST: Mutex<Option<(String, Vec<Found>)>> = Mutex::new(None);
    let Some(text) = indented_source() else {
        return false;
    };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_none_or(|(known, _)| *known != text) {
        let found = text.parse().map(functions).unwrap_or_default();
        *last = Some((text, found));
    }
    let found = last.as_ref().map(|(_, found)| found.as_slice());
    stands_in_impl(found.unwrap_or_default(), &name.to_string())
}

/// The text of the file, unless the attribute begins its line.
fn indented_source() -> Option<String> {
    // Not in the unit tests of this crate.
    if !proc_macro::is_available() {
        return None;
    }
    let attribute = proc_macro::Span::call_site();
    if attribute.column() <= 1 {
        return None;
    }
    fs::read_to_string(attribute.local_file()?).ok()
}

/// A function of a file.
struct Found {
    name: String,
    is_in_impl: bool,
    is_operation: bool,
}

/// A function that is not an operation may have the name of one.
fn stands_in_impl(functions: &[Found], name: &str) -> bool {
    let mut named = functions
        .iter()
        .filter(|function| function.name == name && function.is_operation)
        .peekable();
    named.peek().is_some() && named.all(|function| function.is_in_impl)
}

fn functions(file: TokenStream) -> Vec<Found> {
    let mut found = Vec::new();
    collect(file, false, &mut found);
    found
}

/// Reads the items of one pair of braces, and those within.
fn collect(tokens: TokenStream, is_in_impl: bool, found: &mut Vec<Found>) {
    let mut is_operation = false;
    let mut opens_impl = false;
    let mut previous: Option<TokenTree> = None;
    for token in tokens {
        match &token {
            TokenTree::Ident(word) if is_word(previous.as_ref(), "fn") => found.push(Found {
                name: word.to_string(),
                is_in_impl,
                is_operation,
            }),
            TokenTree::Ident(word) if word == "trait" => opens_impl = true,
            TokenTree::Ident(word) if word == "impl" => {
                opens_impl |= begins_item(previous.as_ref())
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                is_operation |= is_punct(previous.as_ref(), '#') && names_operation(group.stream());
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                collect(group.stream(), opens_impl, found);
                (is_operation, opens_impl) = (false, false);
            }
            TokenTree::Group(group) => collect(group.stream(), false, found),
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                (is_operation, opens_impl) = (false, false);
            }
            _ => {}
        }
        previous = Some(token);
    }
}

/// Whether an `impl` after this token is an item, and no `impl Trait`.
fn begins_item(previous: Option<&TokenTree>) -> bool {
    match previous {
        None => true,
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Parenthesis,
        Some(TokenTree::Ident(word)) => word == "unsafe" || word == "default",
        previous => is_punct(previous, ';'),
    }
}

fn is_word(token: Option<&TokenTree>, wanted: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(word)) if word == wanted)
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether an attribute is `operation` under any path, also in a `cfg_attr`.
fn names_operation(attribute: TokenStream) -> bool {
    attribute.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == OPERATION,
        TokenTree::Group(group) => names_operation(group.stream()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn is_refused(file: TokenStream) -> bool {
        stands_in_impl(&functions(file), "search")
    }

    #[test]
    fn operation_in_an_impl_is_found() {
        for file in [
            quote!(
                impl<T: Into<String>> Desk<T>
                where
                    T: Clone,
                {
                    #[operation]
                    pub async fn search() {}
                }
            ),
            quote!(
                fn before() {}
                unsafe impl Find for Desk {
                    #[wick::operation(read_only)]
                    fn search() {}
                }
            ),
            quote!(
                pub trait Find {
                    const N: u8 = 1;
                    #[cfg_attr(all(), operation)]
                    fn search() {}
                }
            ),
            quote!(
                mod desk {
                    fn make() {
                        impl Desk {
                            #[operation]
                            fn search() {}
                        }
                    }
                }
            ),
        ] {
            assert!(is_refused(file.clone()), "{file}");
        }
    }

    #[test]
    fn operation_anywhere_else_is_not() {
        for file in [
            quote!(
                mod desk {
                    #[operation]
                    fn search() {}
                }
            ),
            quote!(impl Desk { fn search(&self) {} } #[operation] fn search() {}),
            quote!(impl Desk { fn new() { #[operation] fn search() {} } }),
            quote!(
                fn all() -> impl Iterator<Item = u8> {
                    #[operation]
                    fn search() {}
                }
            ),
            quote!(
                macro_rules! all {
                    ($name:ident) => {
                        impl Desk {
                            #[operation]
                            fn $name() {}
                        }
                    };
                }
            ),
        ] {
            assert!(!is_refused(file.clone()), "{file}");
        }
    }
}
