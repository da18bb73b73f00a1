//! Default values, which are literals.

use quote::ToTokens;
use syn::parse::Parser as _;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::json::json;
use crate::number::{Number, is_vast};

/// `default = 30`.
pub(crate) struct Default {
    pub(crate) literal: Literal,
    /// What a host would send to give this value.
    pub(crate) text: String,
    /// The expression, for messages.
    pub(crate) written: Expr,
}

/// A literal by its kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Bool,
    Char,
    /// `["a", "b"]`.
    List,
    Number(Number),
    Text,
    /// A whole number that only a `u128` holds.
    Vast,
}

impl Default {
    /// `None` when it is no literal.
    pub(crate) fn of(written: Expr) -> Option<Self> {
        let (literal, text) = literal(&written)?;
        Some(Self {
            literal,
            text,
            written,
        })
    }
}

impl Literal {
    /// Its kind in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Char => "a character",
            Self::List => "a list",
            Self::Vast => "a whole number",
            Self::Number(Number::Int(_)) => "a whole number",
            Self::Number(Number::Float(_)) => "a fraction",
            Self::Text => "text",
        }
    }
}

fn literal(expression: &Expr) -> Option<(Literal, String)> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some((Literal::Text, text.value())),
        Expr::Lit(ExprLit {
            lit: Lit::Bool(flag),
            ..
        }) => Some((Literal::Bool, flag.value.to_string())),
        Expr::Lit(ExprLit {
            lit: Lit::Char(letter),
            ..
        }) => Some((Literal::Char, letter.value().to_string())),
        Expr::Array(array) => {
            let text = json.parse2(array.to_token_stream()).ok()?;
            Some((Literal::List, text))
        }
        vast if is_vast(vast) => Some((Literal::Vast, digits(vast))),
        other => Some((Literal::Number(Number::of(other)?), digits(other))),
    }
}

/// A number as it was written, because 0.1 is not what a float of it prints as everywhere.
fn digits(expression: &Expr) -> String {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(int), ..
        }) => int.base10_digits().to_owned(),
        Expr::Lit(ExprLit {
            lit: Lit::Float(float),
            ..
        }) => float.base10_digits().to_owned(),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => format!("-{}", digits(expr)),
        Expr::Paren(paren) => digits(&paren.expr),
        Expr::Group(group) => digits(&group.expr),
        other => other.to_token_stream().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn the_text_is_what_a_host_would_send() {
        for (expression, text) in [
            (parse_quote!(1_000u16), "1000"),
            (parse_quote!(-0x10), "-16"),
            (parse_quote!(2.50), "2.50"),
            (parse_quote!(true), "true"),
            (parse_quote!('x'), "x"),
            (parse_quote!("a b"), "a b"),
            (parse_quote!([]), "[]"),
            (parse_quote!(["a", [1, -2.5]]), r#"["a",[1,-2.5]]"#),
            (
                parse_quote!(340282366920938463463374607431768211455),
                "340282366920938463463374607431768211455",
            ),
        ] {
            assert_eq!(
                Default::of(expression)
                    .map(|default| default.text)
                    .as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn other_expressions_are_no_literals() {
        for expression in [parse_quote!(MAX), parse_quote!(1 + 1), parse_quote!(b"x")] {
            assert!(Default::of(expression).is_none());
        }
    }
}
