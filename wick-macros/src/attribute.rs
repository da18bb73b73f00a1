//! The words inside of an attribute: `category = "Issues", destructive`.
//!
//! No reader here stops at a mistake: it is noted, and reading goes on with the next word.

mod elsewhere;
mod syntax;

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path};

use self::elsewhere::elsewhere;
use self::syntax::Word;
use crate::errors::{Errors, Subject};
use crate::nearest::nearest;
use crate::symbol::Symbol;

/// The words given to one item, taken out one by one by those who know them.
pub(crate) struct Words {
    subject: Subject,
    given: Vec<Word>,
    known: Vec<Symbol>,
}

impl Words {
    /// Reads what stands inside of the parentheses of an attribute.
    pub(crate) fn parse(subject: &Subject, tokens: TokenStream, errors: &mut Errors) -> Self {
        Self {
            subject: subject.clone(),
            given: syntax::words(subject, tokens, errors),
            known: Vec::new(),
        }
    }

    /// Moves the words of all attributes called `helper` out of `attributes`.
    pub(crate) fn take_from(
        attributes: &mut Vec<Attribute>,
        helper: Symbol,
        subject: &Subject,
        errors: &mut Errors,
    ) -> Self {
        let mut words = Self {
            subject: subject.clone(),
            given: Vec::new(),
            known: Vec::new(),
        };
        for attribute in attributes.extract_if(.., |attribute| *attribute.path() == helper) {
            match attribute.meta {
                Meta::List(list) => {
                    words
                        .given
                        .extend(Self::parse(subject, list.tokens, errors).given);
                }
                other => errors.at(other, subject, format!("write `#[{helper}(…)]`")),
            }
        }
        words
    }

    /// The item that the words were given to.
    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The value of a word that is still to be taken.
    pub(crate) fn peek(&self, word: Symbol) -> Option<&Expr> {
        let given = self.given.iter().find(|given| given.name == word)?;
        given.value.as_ref()
    }

    /// A word that is either there or not.
    pub(crate) fn flag(&mut self, word: Symbol, errors: &mut Errors) -> Option<Ident> {
        let Word { name, value } = self.take(word, errors)?;
        if let Some(value) = value {
            errors.at(
                value,
                &self.subject,
                format!("`{word}` stands alone, without a value"),
            );
        }
        Some(name)
    }

    /// A word whose value is text that is not blank.
    pub(crate) fn text(&mut self, word: Symbol, errors: &mut Errors) -> Option<LitStr> {
        match self.value(word, r#""…""#, errors)? {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if text.value().trim().is_empty() => {
                let message = format!("`{word}` is blank; write text or remove it");
                errors.at(text, &self.subject, message);
                None
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text),
            other => {
                errors.at(
                    other,
                    &self.subject,
                    format!(r#"`{word}` takes text: `{word} = "…"`"#),
                );
                None
            }
        }
    }

    /// A word whose value is a list in brackets.
    pub(crate) fn list(
        &mut self,
        word: Symbol,
        example: &str,
        errors: &mut Errors,
    ) -> Option<Vec<Expr>> {
        match self.value(word, example, errors)? {
            Expr::Array(array) => Some(array.elems.into_iter().collect()),
            other => {
                let message = format!("`{word}` takes a list: `{word} = {example}`");
                errors.at(other, &self.subject, message);
                None
            }
        }
    }

    /// A word whose value is the name of a function.
    pub(crate) fn path(&mut self, word: Symbol, errors: &mut Errors) -> Option<Path> {
        match self.value(word, "function", errors)? {
            Expr::Path(path) if path.qself.is_none() => Some(path.path),
            other => {
                let message = format!("`{word}` takes the name of a function");
                errors.at(other, &self.subject, message);
                None
            }
        }
    }

    /// A word with a value of any kind; `example` is shown when the value is missing.
    pub(crate) fn value(
        &mut self,
        word: Symbol,
        example: &str,
        errors: &mut Errors,
    ) -> Option<Expr> {
        let Word { name, value } = self.take(word, errors)?;
        if value.is_none() {
            errors.at(
                name,
                &self.subject,
                format!("`{word}` needs a value: `{word} = {example}`"),
            );
        }
        value.map(ungrouped)
    }

    /// Adds a word that another reader takes to those that are listed as known.
    pub(crate) fn also_known(&mut self, word: Symbol) {
        self.known.push(word);
    }

    /// Reports the words that no reader asked for.
    pub(crate) fn finish(self, errors: &mut Errors) {
        let mut known: Vec<&str> = self.known.iter().map(|word| word.0).collect();
        known.sort_unstable();
        for Word { name, .. } in self.given {
            let text = name.to_string();
            let message = match (elsewhere(&text), nearest(&text, known.iter().copied())) {
                (Some(advice), _) => format!("there is no `{text}` here; {advice}"),
                (None, Some(meant)) => {
                    format!("there is no `{text}` here; did you mean `{meant}`?")
                }
                (None, None) => format!(
                    "there is no `{text}` here; known are `{}`",
                    known.join("`, `")
                ),
            };
            errors.at(name, &self.subject, message);
        }
    }

    fn take(&mut self, wanted: Symbol, errors: &mut Errors) -> Option<Word> {
        self.known.push(wanted);
        let mut found = self.given.extract_if(.., |word| word.name == wanted);
        let first = found.next();
        for repeated in found {
            errors.at(
                repeated.name,
                &self.subject,
                format!("`{wanted}` is given twice; keep one"),
            );
        }
        first
    }
}

/// The expression inside of the invisible group that a `macro_rules!` fragment comes in.
fn ungrouped(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    use super::*;
    use crate::symbol::{CATEGORY, DEFAULT, DESTRUCTIVE, KEY};

    fn read(tokens: TokenStream) -> (Option<String>, bool, Option<String>, Vec<String>) {
        let mut errors = Errors::default();
        let subject = Subject::new("operation", "close");
        let mut words = Words::parse(&subject, tokens, &mut errors);
        let category = words.text(CATEGORY, &mut errors).map(|text| text.value());
        let destructive = words.flag(DESTRUCTIVE, &mut errors).is_some();
        let default = words.value(DEFAULT, "1", &mut errors);
        words.finish(&mut errors);
        let default = default.map(|value| value.to_token_stream().to_string());
        (category, destructive, default, errors.into_messages())
    }

    #[test]
    fn words_in_any_order() {
        let (category, destructive, default, errors) =
            read(quote!(default = 1..=2, destructive, category = "Issues",));
        assert_eq!(category.as_deref(), Some("Issues"));
        assert!(destructive);
        assert_eq!(default.as_deref(), Some("1 ..= 2"));
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn every_mistake_is_reported() {
        let (.., errors) = read(quote!(
            category = 1,
            default,
            destructive = true,
            destructive,
            categroy = "x",
            timeout = 3
        ));
        assert_eq!(
            errors,
            [
                r#"operation `close`: `category` takes text: `category = "…"`"#,
                "operation `close`: `destructive` is given twice; keep one",
                "operation `close`: `destructive` stands alone, without a value",
                "operation `close`: `default` needs a value: `default = 1`",
                "operation `close`: there is no `categroy` here; did you mean `category`?",
                "operation `close`: there is no `timeout` here; known are `category`, `default`, \
                 `destructive`",
            ]
        );
    }

    #[test]
    fn helper_attributes_are_taken_out() {
        let mut errors = Errors::default();
        let subject = Subject::new("setting", "token");
        let mut attributes: Vec<Attribute> = vec![
            syn::parse_quote!(#[cfg(unix)]),
            syn::parse_quote!(#[config(key = "a")]),
            syn::parse_quote!(#[config]),
        ];
        let helper = crate::symbol::CONFIG;
        let mut words = Words::take_from(&mut attributes, helper, &subject, &mut errors);
        let key = words.text(KEY, &mut errors).map(|text| text.value());
        words.finish(&mut errors);
        assert_eq!(key.as_deref(), Some("a"));
        assert_eq!(attributes.len(), 1);
        assert_eq!(
            errors.into_messages(),
            ["setting `token`: write `#[config(…)]`"]
        );
    }
}
