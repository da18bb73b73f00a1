//! The rules of what is written as a value: defaults, prefills and ranges must fit the type.

use syn::Type;

use super::default::Literal;
use super::{Default, Input};
use crate::errors::Errors;
use crate::number::{Number, Range};
use crate::symbol::{DEFAULT, PREFILL, Symbol};
use crate::types::{Shape, first_argument, last_segment, source};

/// Checks what is written as a value of an input of this shape.
pub(super) fn check_values(input: &Input, shape: &Shape, errors: &mut Errors) {
    if let Some(default) = &input.default {
        check_default(input, shape, default, errors);
    }
    if let Some(range) = &input.range {
        check_range(input, shape, &range.value, errors);
    }
    check_prefill(input, shape, errors);
}

fn check_default(input: &Input, shape: &Shape, default: &Default, errors: &mut Errors) {
    if let Shape::Optional(_) = shape {
        let message =
            "an optional value with a default is never absent; remove `Option` or the default";
        errors.at(&default.written, &input.subject, message);
    } else {
        check_literal(input, shape, default, DEFAULT, errors);
    }
}

/// What a form holds at first has to be a value, but it is none until somebody sends it.
fn check_prefill(input: &Input, shape: &Shape, errors: &mut Errors) {
    let Some(prefill) = &input.prefill else {
        return;
    };
    if input.default.is_some() {
        let message = "forms hold the `default` at first; keep one of `default` and `prefill`";
        errors.at(&prefill.written, &input.subject, message);
    } else if let Shape::Optional(inner) = shape {
        check_literal(input, inner, prefill, PREFILL, errors);
    } else {
        check_literal(input, shape, prefill, PREFILL, errors);
    }
}

/// Checks a literal for the type; `word` is the one that it was given to.
fn check_literal(
    input: &Input,
    shape: &Shape,
    default: &Default,
    word: Symbol,
    errors: &mut Errors,
) {
    let ty = source(&input.ty);
    let problem = match (shape, &default.literal) {
        _ if *shape == Shape::Secret || input.is_marked_secret() => Some(format!(
            "a secret has no {word}: the source code would disclose it"
        )),
        (_, Literal::Text) if default.text.is_empty() => Some(
            match word {
                DEFAULT => "an empty text counts as absent; remove the default and make the type `Option<…>`",
                _ => "an empty text counts as absent; remove it",
            }
            .to_owned(),
        ),
        (Shape::Text, Literal::Text) if is_url(&input.ty) && !has_scheme(&default.text) => {
            Some(format!(
                "a `{ty}` begins with its scheme; write `{word} = \"https://{}\"`",
                default.text.trim_start_matches('/')
            ))
        }
        (Shape::List, Literal::Text) if !default.text.trim_start().starts_with('[') => {
            Some(format!(
                "the {word} of a list is its JSON text: `{word} = \"[…]\"`"
            ))
        }
        (Shape::Text | Shape::List, Literal::Text)
        | (Shape::Bool, Literal::Bool)
        | (Shape::Char, Literal::Char)
        | (Shape::List, Literal::List)
        | (Shape::Float, Literal::Number(_))
        | (Shape::Unknown, _) => None,
        (Shape::Integer { name, .. }, Literal::Vast) if name == "u128" => None,
        (Shape::Integer { range, .. }, Literal::Vast) => Some(format!(
            "the {word} {} does not fit `{ty}`, which is {range}",
            default.text
        )),
        (Shape::Integer { range, .. }, Literal::Number(number @ Number::Int(_))) => (!range
            .contains(*number))
        .then(|| format!("the {word} {number} does not fit `{ty}`, which is {range}")),
        (_, literal) => Some(format!(
            "the {word} is {}, but `{ty}` is {}; write `{word} = {}`",
            literal.kind(),
            expected(shape),
            example(shape)
        )),
    };
    match problem {
        Some(message) => errors.at(&default.written, &input.subject, message),
        None => check_in_range(input, default, word, errors),
    }
}

fn is_url(ty: &Type) -> bool {
    last_segment(ty)
        .is_some_and(|last| last.ident == "Url" || first_argument(last).is_some_and(is_url))
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(allowed)
    })
}

fn check_in_range(input: &Input, default: &Default, word: Symbol, errors: &mut Errors) {
    let (Literal::Number(number), Some(range)) = (&default.literal, &input.range) else {
        return;
    };
    if !range.value.is_empty() && !range.value.contains(*number) {
        let message = format!(
            "the {word} {number} is outside of its range, which is {}",
            range.value
        );
        errors.at(&default.written, &input.subject, message);
    }
}

fn check_range(input: &Input, shape: &Shape, range: &Range, errors: &mut Errors) {
    let ty = source(&input.ty);
    let shape = shape.present();
    let problem = match shape {
        _ if range.is_empty() => Some("the range is empty; write its lower end first".to_owned()),
        Shape::Float | Shape::Unknown => None,
        Shape::Integer {
            range: possible, ..
        } => range.ends().find_map(|end| match end {
            Number::Float(_) => Some(format!(
                "the range has fractions, but `{ty}` is a whole number"
            )),
            Number::Int(_) => (!possible.contains(end))
                .then(|| format!("{end} of the range does not fit `{ty}`, which is {possible}")),
        }),
        other => Some(format!(
            "a range bounds numbers, but `{ty}` is {}; remove it",
            expected(other)
        )),
    };
    if let (Some(message), Some(at)) = (problem, &input.range) {
        errors.at(&at.written, &input.subject, message);
    }
}

/// What values of this shape are, as literals.
pub(super) fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Bool => "true or false",
        Shape::Char => "a character",
        Shape::Float => "a number",
        Shape::Integer { .. } => "a whole number",
        Shape::List => "a list",
        Shape::Optional(_) => "optional",
        Shape::Secret => "a secret",
        Shape::Text => "text",
        Shape::Unknown => "something else",
    }
}

/// A default of this shape.
pub(super) fn example(shape: &Shape) -> &'static str {
    match shape.present() {
        Shape::List => r#"["…"]"#,
        Shape::Bool => "true",
        Shape::Char => "'x'",
        Shape::Float => "0.5",
        Shape::Integer { .. } => "30",
        _ => r#""…""#,
    }
}
