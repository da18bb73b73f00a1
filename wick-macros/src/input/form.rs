//! The rules of what people see: groups, widgets and their options, secrets.

use std::collections::HashSet;

use quote::ToTokens;

use super::literals::expected;
use super::widget::{Draws, draws};
use super::{Default, Input};
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::symbol::{DEFAULT, PREFILL};
use crate::types::{Shape, source};

pub(super) fn check_form(input: &Input, shape: &Shape, errors: &mut Errors) {
    check_group(input, errors);
    check_widget(input, shape, errors);
    check_options(input, errors);
    check_secret(input, shape, errors);
    check_regenerable(input, shape, errors);
    check_env(input, errors);
}

/// A group is a title, alone or with a description, and perhaps with the mark `collapsed`.
fn check_group(input: &Input, errors: &mut Errors) {
    let Some(written) = &input.group else {
        return;
    };
    let text = written.value();
    let mut parts = text.split('|').map(str::trim);
    let title = parts.next().unwrap_or_default();
    let mark = parts.nth(1);
    let message = if title.is_empty() {
        "a group needs a title: `Title`".to_owned()
    } else if mark.is_some_and(|mark| mark != "collapsed") || parts.next().is_some() {
        "a group is `Title`, `Title|Description` or `Title|Description|collapsed`".to_owned()
    } else {
        return;
    };
    errors.at(written, &input.subject, message);
}

/// What people type into the widget has to be a value of the type.
fn check_widget(input: &Input, shape: &Shape, errors: &mut Errors) {
    let Some(widget) = &input.widget else {
        return;
    };
    let name = widget.kind.value();
    let shape = shape.present();
    let (fits, drawn) = match draws(&name) {
        Draws::Anything => return,
        Draws::Flags => (matches!(shape, Shape::Bool | Shape::Text), "true and false"),
        Draws::Numbers => (
            matches!(shape, Shape::Integer { .. } | Shape::Float | Shape::Text),
            "numbers",
        ),
        Draws::Texts => (matches!(shape, Shape::Text | Shape::Secret), "text"),
        Draws::Documents => (
            matches!(shape, Shape::Text | Shape::Secret | Shape::List),
            "text",
        ),
        Draws::Rows => (matches!(shape, Shape::Text | Shape::List), "rows"),
    };
    if !fits && *shape != Shape::Unknown {
        let message = format!(
            "the widget `{name}` is for {drawn}, but `{}` is {}; remove it",
            source(&input.ty),
            expected(shape)
        );
        errors.at(&widget.kind, &input.subject, message);
    }
}

/// The values of a `dropdown`: `new|old` or `new,old`, or with titles `Not read::new|Read::old`.
pub(super) fn choices(input: &Input) -> Vec<String> {
    let widget = input.widget.as_ref();
    let dropdown = widget.filter(|widget| widget.kind.value() == "dropdown");
    let options = dropdown.and_then(|widget| widget.options.as_ref());
    options.map_or_else(Vec::new, |options| {
        let value = |option: &str| match option.split_once("::") {
            Some((_, value)) => value.trim().to_owned(),
            None => option.trim().to_owned(),
        };
        options.value().split(['|', ',']).map(value).collect()
    })
}

fn check_options(input: &Input, errors: &mut Errors) {
    let choices = choices(input);
    let Some(written) = input.widget.as_ref().and_then(|w| w.options.as_ref()) else {
        return;
    };
    let mut seen = HashSet::new();
    for choice in &choices {
        if choice.is_empty() {
            let message = "an option is missing beside `|`";
            errors.at(written, &input.subject, message);
        } else if !seen.insert(choice) {
            let message = format!("the option `{choice}` is listed twice; keep one");
            errors.at(written, &input.subject, message);
        }
    }
    for (word, value) in [(DEFAULT, &input.default), (PREFILL, &input.prefill)] {
        let Some(Default { text, written, .. }) = value else {
            continue;
        };
        // Nothing counts as absent, which is told by itself.
        if choices.is_empty() || text.is_empty() || choices.contains(text) {
            continue;
        }
        let message = match nearest(text, choices.iter().map(String::as_str)) {
            Some(meant) => {
                format!("the {word} `{text}` is no option; did you mean `{meant}`?")
            }
            None => format!(
                "the {word} `{text}` is no option; they are `{}`",
                choices.join("`, `")
            ),
        };
        errors.at(written, &input.subject, message);
    }
}

/// Hosts encrypt and hide texts.
fn check_secret(input: &Input, shape: &Shape, errors: &mut Errors) {
    let Some(secret) = &input.secret else {
        return;
    };
    let message = match shape.present() {
        Shape::Secret => "a `Secret` is one already; remove the word".to_owned(),
        Shape::Text | Shape::Unknown => return,
        other => format!(
            "a secret is text, but `{}` is {}; take `Secret`",
            source(&input.ty),
            expected(other)
        ),
    };
    errors.at(secret, &input.subject, message);
}

fn check_regenerable(input: &Input, shape: &Shape, errors: &mut Errors) {
    if let Some(word) = &input.regenerable
        && let shape = shape.present()
        && !matches!(shape, Shape::Text | Shape::Secret | Shape::Unknown)
    {
        let message = format!(
            "a form makes random text, but `{}` is {}; remove the word",
            source(&input.ty),
            expected(shape)
        );
        errors.at(word.to_token_stream(), &input.subject, message);
    }
}

fn check_env(input: &Input, errors: &mut Errors) {
    if let Some(written) = &input.env {
        let name = written.value();
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !name.starts_with(|first: char| first.is_ascii_digit());
        if !is_name {
            let message = format!(
                "`{name}` is no name of an environment variable; write ASCII letters, digits and `_`"
            );
            errors.at(written, &input.subject, message);
        }
    }
}
