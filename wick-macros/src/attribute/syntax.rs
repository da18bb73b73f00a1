//! `word`, `word = value`, and commas between them.
//!
//! Attributes are read while they are being typed, so reading goes on behind whatever is wrong.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Token, token};

use crate::errors::{Errors, Subject};

/// One word, with its value if it has one.
pub(super) struct Word {
    pub(super) name: Ident,
    pub(super) value: Option<Expr>,
}

/// Reads the words, and notes all that is none.
pub(super) fn words(subject: &Subject, tokens: TokenStream, errors: &mut Errors) -> Vec<Word> {
    let mut words = Vec::new();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            match word(input) {
                Ok((word, written)) => {
                    if let Some(written) = written {
                        let message = format!("words are written with `_`: `{}`", word.name);
                        errors.at(written, subject, message);
                    }
                    words.push(word);
                }
                Err(error) => {
                    errors.syntax(subject, &error);
                    skip_to_comma(input)?;
                }
            }
            if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
                let next: TokenTree = input.fork().parse()?;
                errors.at(next, subject, "write a `,` before it");
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.syntax(subject, &error);
    }
    words
}

/// A word, and how it was written if that was with `-`. One that is followed by nothing but `=` has no
/// value yet; the reader that knows it says which.
fn word(input: ParseStream<'_>) -> syn::Result<(Word, Option<TokenStream>)> {
    let next: TokenTree = input.fork().parse()?;
    let Ok(name) = input.call(Ident::parse_any) else {
        let message = match next {
            TokenTree::Punct(comma) if comma.as_char() == ',' => "this `,` is one too many".into(),
            other => format!("a value comes after its word: `word = {other}`"),
        };
        return Err(input.error(message));
    };
    let (name, written) = joined(name, input)?;
    if input.peek(token::Paren) || input.peek(Token![:]) || input.peek(Token![==]) {
        return Err(input.error(format!("a value comes after `=`: `{name} = …`")));
    }
    let value = match input.parse::<Option<Token![=]>>()? {
        Some(_) if !input.is_empty() && !input.peek(Token![,]) => Some(input.parse()?),
        _ => None,
    };
    Ok((Word { name, value }, written))
}

/// `read-only` as the word `read_only`, and the tokens of it.
fn joined(first: Ident, input: ParseStream<'_>) -> syn::Result<(Ident, Option<TokenStream>)> {
    let mut text = first.to_string();
    let mut written = first.to_token_stream();
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        written.extend(input.parse::<Token![-]>()?.to_token_stream());
        let next = input.call(Ident::parse_any)?;
        text.push_str(&format!("_{next}"));
        written.extend(next.to_token_stream());
    }
    let is_joined = first != text;
    let name = Ident::new(&text, first.span());
    Ok((
        if is_joined { name } else { first },
        is_joined.then_some(written),
    ))
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
