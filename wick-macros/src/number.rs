//! Literal numbers and ranges of them.

use std::cmp::Ordering;
use std::fmt::{self, Display};

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprRange, ExprUnary, Lit, RangeLimits, UnOp};

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    /// A literal with or without a minus; `None` for anything else.
    pub(crate) fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Lit(ExprLit {
                lit: Lit::Int(int), ..
            }) => int.base10_parse().ok().map(Self::Int),
            Expr::Lit(ExprLit {
                lit: Lit::Float(float),
                ..
            }) => float.base10_parse().ok().map(Self::Float),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match Self::of(expr)? {
                Self::Int(int) => int.checked_neg().map(Self::Int),
                Self::Float(float) => Some(Self::Float(-float)),
            },
            Expr::Paren(paren) => Self::of(&paren.expr),
            Expr::Group(group) => Self::of(&group.expr),
            _ => None,
        }
    }
}

/// Whether it is a whole number that only a `u128` holds.
pub(crate) fn is_vast(expression: &Expr) -> bool {
    matches!(expression, Expr::Lit(ExprLit { lit: Lit::Int(int), .. })
        if int.base10_parse::<i128>().is_err() && int.base10_parse::<u128>().is_ok())
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Int(a), Self::Int(b)) => a.partial_cmp(&b),
            (a, b) => a.as_float().partial_cmp(&b.as_float()),
        }
    }
}

impl Number {
    fn as_float(self) -> f64 {
        match self {
            // Only compared with another float, for which the nearest float is what counts.
            #[expect(clippy::cast_precision_loss, reason = "see the comment above")]
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }
}

/// The text that a host would send for it.
impl Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => write!(formatter, "{int}"),
            Self::Float(float) => write!(formatter, "{float}"),
        }
    }
}

/// An expression of the runtime's type of the same name; `__wick` is in scope where it goes.
impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (variant, literal) = match self {
            Self::Int(int) => (quote!(Int), Literal::u128_unsuffixed(int.unsigned_abs())),
            Self::Float(float) => (quote!(Float), Literal::f64_unsuffixed(float.abs())),
        };
        let minus = (*self < Self::Int(0)).then(|| quote!(-));
        tokens.extend(quote!(__wick::Number::#variant(#minus #literal)));
    }
}

/// The numbers that an input accepts, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) start: Option<Number>,
    pub(crate) end: Option<Number>,
}

impl Range {
    /// Reads `1..=100`, `1..`, `..=100` or, of whole numbers, `1..101`. The error is the advice.
    pub(crate) fn of(expression: &Expr) -> Result<Self, &'static str> {
        let Expr::Range(ExprRange {
            start, end, limits, ..
        }) = expression
        else {
            return Err("`range` takes a range: `range = 1..=100`");
        };
        let literal = |bound: &Option<Box<Expr>>| match bound {
            Some(expression) => Number::of(expression)
                .map(Some)
                .ok_or(if is_vast(expression) {
                    "an end of a `range` fits `i128`; leave it out: `range = 0..`"
                } else {
                    "the ends of a `range` are plain numbers: `range = 1..=100`"
                }),
            None => Ok(None),
        };
        let (start, end) = (literal(start)?, literal(end)?);
        match (limits, start, end) {
            (_, None, None) => Err("a `range` has at least one end: `range = 1..=100`"),
            (RangeLimits::HalfOpen(_), _, Some(Number::Float(_))) => {
                Err("a `range` of fractions includes its end: write `..=`")
            }
            (RangeLimits::HalfOpen(_), _, Some(Number::Int(end))) => Ok(Self {
                start,
                end: Some(Number::Int(end.saturating_sub(1))),
            }),
            _ => Ok(Self { start, end }),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if start > end)
    }

    pub(crate) fn contains(&self, number: Number) -> bool {
        self.start.is_none_or(|start| number >= start) && self.end.is_none_or(|end| number <= end)
    }

    /// Both ends, as far as they were given.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Number> {
        self.start.into_iter().chain(self.end)
    }
}

impl Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.start, self.end) {
            (Some(start), Some(end)) => write!(formatter, "{start} to {end}"),
            (Some(start), None) => write!(formatter, "at least {start}"),
            (None, Some(end)) => write!(formatter, "at most {end}"),
            (None, None) => formatter.write_str("any number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn literals_and_their_negatives_are_numbers() {
        assert_eq!(Number::of(&parse_quote!(1_000)), Some(Number::Int(1000)));
        assert_eq!(Number::of(&parse_quote!(0xff)), Some(Number::Int(255)));
        assert_eq!(Number::of(&parse_quote!(-(5))), Some(Number::Int(-5)));
        assert_eq!(Number::of(&parse_quote!(-1.5)), Some(Number::Float(-1.5)));
        assert_eq!(Number::of(&parse_quote!(MAX)), None);
        assert_eq!(Number::of(&parse_quote!("1")), None);
    }

    #[test]
    fn ranges_include_their_ends() {
        let range = Range::of(&parse_quote!(1..=100)).unwrap();
        assert!(range.contains(Number::Int(100)) && !range.contains(Number::Int(0)));
        assert_eq!(Range::of(&parse_quote!(1..101)), Ok(range));
        let open = Range::of(&parse_quote!(..=0.5)).unwrap();
        assert!(open.contains(Number::Int(-7)) && !open.contains(Number::Int(1)));
        assert!(Range::of(&parse_quote!(5..=1)).unwrap().is_empty());
        assert!(Range::of(&parse_quote!(5..5)).unwrap().is_empty());
    }

    #[test]
    fn other_ranges_are_refused() {
        for (expression, advice) in [
            (
                parse_quote!(100),
                "`range` takes a range: `range = 1..=100`",
            ),
            (
                parse_quote!(..),
                "a `range` has at least one end: `range = 1..=100`",
            ),
            (
                parse_quote!(1..=MAX),
                "the ends of a `range` are plain numbers: `range = 1..=100`",
            ),
            (
                parse_quote!(0.0..1.0),
                "a `range` of fractions includes its end: write `..=`",
            ),
        ] {
            assert_eq!(Range::of(&expression), Err(advice));
        }
    }

    #[test]
    fn numbers_as_code() {
        let tokens = Number::Int(-5).to_token_stream().to_string();
        assert_eq!(tokens, quote!(__wick::Number::Int(-5)).to_string());
        let tokens = Number::Float(0.5).to_token_stream().to_string();
        assert_eq!(tokens, quote!(__wick::Number::Float(0.5)).to_string());
    }
}
