//! Words that are only passed on: each becomes one call on the runtime's description.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, Ident, Lit, LitStr};

use crate::attribute::Words;
use crate::errors::{Errors, Subject};
use crate::symbol::Symbol;

/// A call such as `.group("Connection")` or `.hidden()`.
pub(crate) struct Setter {
    method: &'static str,
    arguments: Vec<LitStr>,
}

/// A word, and the method of the runtime that it calls.
pub(crate) type Entry = (Symbol, &'static str);

impl Setter {
    pub(crate) fn new(method: &'static str, arguments: Vec<LitStr>) -> Self {
        Self { method, arguments }
    }

    /// The texts that are passed on to this method.
    pub(crate) fn texts_for<'a>(
        setters: &'a [Self],
        method: &'static str,
    ) -> impl Iterator<Item = &'a LitStr> {
        setters
            .iter()
            .filter(move |setter| setter.method == method)
            .flat_map(|setter| &setter.arguments)
    }

    /// Words that stand alone.
    pub(crate) fn flags(table: &[Entry], words: &mut Words, errors: &mut Errors) -> Vec<Self> {
        let mut setters = Vec::new();
        for &(word, method) in table {
            if words.flag(word, errors).is_some() {
                setters.push(Self::new(method, Vec::new()));
            }
        }
        setters
    }

    /// Words with one text.
    pub(crate) fn texts(table: &[Entry], words: &mut Words, errors: &mut Errors) -> Vec<Self> {
        let mut setters = Vec::new();
        for &(word, method) in table {
            if let Some(text) = words.text(word, errors) {
                setters.push(Self::new(method, vec![text]));
            }
        }
        setters
    }

    /// Words with a list of texts, each passed on by itself.
    pub(crate) fn lists(table: &[Entry], words: &mut Words, errors: &mut Errors) -> Vec<Self> {
        let mut setters = Vec::new();
        for &(word, method) in table {
            let elements = words.list(word, r#"["…"]"#, errors).unwrap_or_default();
            for text in texts(elements, word, words.subject(), errors) {
                setters.push(Self::new(method, vec![text]));
            }
        }
        setters
    }

    /// Words with a list of pairs of texts.
    pub(crate) fn pairs(table: &[Entry], words: &mut Words, errors: &mut Errors) -> Vec<Self> {
        let mut setters = Vec::new();
        for &(word, method) in table {
            for element in words
                .list(word, r#"[("…", "…")]"#, errors)
                .unwrap_or_default()
            {
                match pair(&element) {
                    Some(pair) => setters.push(Self::new(method, pair.into())),
                    None => {
                        let message = format!(r#"`{word}` takes pairs of text: `[("…", "…")]`"#);
                        errors.at(element, words.subject(), message);
                    }
                }
            }
        }
        setters
    }
}

impl ToTokens for Setter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let method = Ident::new(self.method, Span::call_site());
        let arguments = &self.arguments;
        tokens.extend(quote!(.#method(#(#arguments),*)));
    }
}

/// The texts of a list; anything else in it is noted.
fn texts(elements: Vec<Expr>, word: Symbol, subject: &Subject, errors: &mut Errors) -> Vec<LitStr> {
    let mut texts: Vec<LitStr> = Vec::new();
    for element in elements {
        match text(&element) {
            Some(text) if texts.contains(&text) => {
                errors.at(text, subject, format!("`{word}` lists it twice; keep one"));
            }
            Some(text) => texts.push(text),
            None => errors.at(element, subject, format!(r#"`{word}` lists text: `["…"]`"#)),
        }
    }
    texts
}

/// `("…", "…")`.
pub(crate) fn pair(expression: &Expr) -> Option<[LitStr; 2]> {
    let Expr::Tuple(tuple) = expression else {
        return None;
    };
    let mut elements = tuple.elems.iter();
    let pair = [text(elements.next()?)?, text(elements.next()?)?];
    elements.next().is_none().then_some(pair)
}

/// `"…"`.
pub(crate) fn text(expression: &Expr) -> Option<LitStr> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::{CATEGORY, DESTRUCTIVE, KEY, NAME};

    #[test]
    fn every_kind_of_word_becomes_calls() {
        let mut errors = Errors::default();
        let subject = Subject::new("operation", "close");
        let tokens = quote!(
            destructive,
            category = "a",
            key = ["b", "c"],
            name = [("d", "e")]
        );
        let mut words = Words::parse(&subject, tokens, &mut errors);
        let mut setters = Setter::flags(&[(DESTRUCTIVE, "flag")], &mut words, &mut errors);
        setters.extend(Setter::texts(
            &[(CATEGORY, "text")],
            &mut words,
            &mut errors,
        ));
        setters.extend(Setter::lists(&[(KEY, "item")], &mut words, &mut errors));
        setters.extend(Setter::pairs(&[(NAME, "pair")], &mut words, &mut errors));
        words.finish(&mut errors);
        assert_eq!(
            quote!(x #(#setters)*).to_string(),
            quote!(x.flag().text("a").item("b").item("c").pair("d", "e")).to_string()
        );
        assert!(errors.none());
    }

    #[test]
    fn other_elements_are_refused() {
        let mut errors = Errors::default();
        let subject = Subject::new("operation", "close");
        let tokens = quote!(key = ["b", 1], name = [("d", "e", "f")]);
        let mut words = Words::parse(&subject, tokens, &mut errors);
        Setter::lists(&[(KEY, "item")], &mut words, &mut errors);
        Setter::pairs(&[(NAME, "pair")], &mut words, &mut errors);
        assert_eq!(
            errors.into_messages(),
            [
                r#"operation `close`: `key` lists text: `["…"]`"#,
                r#"operation `close`: `name` takes pairs of text: `[("…", "…")]`"#,
            ]
        );
    }
}
