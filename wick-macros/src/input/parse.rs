//! From a parameter or field with its attributes to [`Input`].

use syn::ext::IdentExt;
use syn::{Attribute, Expr, Ident, Type};

use super::literals::example;
use super::{At, Default, Input, Key, Length, Widget};
use crate::attribute::Words;
use crate::docs::Docs;
use crate::errors::{Errors, Subject};
use crate::number::Range;
use crate::setter::{Entry, Setter};
use crate::symbol::{
    ARG, CONFIG, DEFAULT, ENV, FLATTEN, GROUP, HIDDEN, KEY, LENGTH, LOCKED, MODE, PATTERN, PREFILL,
    RANGE, REGENERABLE, REQUIRED, SECRET, Symbol, VISIBLE_WHEN,
};
use crate::types::Shape;

const FLAGS: [Entry; 1] = [(HIDDEN, "hidden")];
/// Hosts store settings only.
const SETTING_FLAGS: [Entry; 1] = [(LOCKED, "locked")];

/// Reads one input. The `helper` attribute is taken out of `attributes`, the rest stays.
pub(crate) fn parse(
    subject: Subject,
    ident: Ident,
    ty: Type,
    attributes: &mut Vec<Attribute>,
    helper: Symbol,
    errors: &mut Errors,
) -> Input {
    refuse_cfg(attributes, &subject, errors);
    refuse_other_helpers(attributes, helper, &subject, errors);
    let mut words = Words::take_from(attributes, helper, &subject, errors);
    let key = match words.text(KEY, errors) {
        Some(text) => Key::Given(text),
        None => Key::Derived(ident.unraw().to_string()),
    };
    let shape = Shape::of(&ty);
    let default = literal(DEFAULT, &shape, &mut words, &subject, errors);
    let prefill = literal(PREFILL, &shape, &mut words, &subject, errors);
    let required = words.flag(REQUIRED, errors);
    let group = words.text(GROUP, errors);
    let range = range(&mut words, &subject, errors);
    let length = length(&mut words, &subject, errors);
    let pattern = words.text(PATTERN, errors);
    let flatten = words.flag(FLATTEN, errors);
    let visible_when = words.text(VISIBLE_WHEN, errors);
    let widget = Widget::parse(&mut words, errors);
    let secret = words.flag(SECRET, errors);
    let mut form = Setter::flags(&FLAGS, &mut words, errors);
    let (mut env, mut regenerable) = (None, None);
    if helper == CONFIG {
        env = words.text(ENV, errors);
        regenerable = words.flag(REGENERABLE, errors);
        form.extend(mode(&mut words, errors));
        form.extend(Setter::flags(&SETTING_FLAGS, &mut words, errors));
    }
    words.finish(errors);
    let docs = Docs::of(attributes);
    Input {
        subject,
        helper,
        ident,
        ty,
        docs,
        key,
        default,
        range,
        length,
        pattern,
        prefill,
        required,
        group,
        visible_when,
        widget,
        secret,
        regenerable,
        env,
        form,
        flatten,
    }
}

/// The compiler would remove the parameter only after the macro has described it.
pub(crate) fn refuse_cfg(attributes: &[Attribute], subject: &Subject, errors: &mut Errors) {
    for attribute in attributes {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            let message = "it cannot depend on `cfg`; put the `cfg` on the whole item";
            errors.at(attribute, subject, message);
        }
    }
}

/// What the compiler takes on a parameter.
const BUILT_IN: [&str; 8] = [
    "allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn",
];

/// Takes out what describes inputs elsewhere, because the compiler would not say what to write.
pub(crate) fn refuse_other_helpers(
    attributes: &mut Vec<Attribute>,
    helper: Symbol,
    subject: &Subject,
    errors: &mut Errors,
) {
    let is_other = |attribute: &Attribute| {
        let path = attribute.path();
        match helper {
            CONFIG => *path == ARG,
            // On the field of a struct they are the author's; on a parameter the compiler knows no others.
            _ => *path != ARG && !BUILT_IN.iter().any(|known| path.is_ident(known)),
        }
    };
    for attribute in attributes.extract_if(.., |attribute| is_other(attribute)) {
        let what = match helper {
            CONFIG => "a setting",
            _ => "a parameter",
        };
        let message = format!("{what} is described with `#[{helper}(…)]`");
        errors.at(attribute, subject, message);
    }
}

/// Any other mode is none to hosts.
fn mode(words: &mut Words, errors: &mut Errors) -> Option<Setter> {
    let mode = words.text(MODE, errors)?;
    if !matches!(mode.value().as_str(), "fixed" | "expression") {
        let message = "the mode is `fixed` or `expression`";
        errors.at(&mode, words.subject(), message);
    }
    Some(Setter::new("mode", vec![mode]))
}

fn literal(
    word: Symbol,
    shape: &Shape,
    words: &mut Words,
    subject: &Subject,
    errors: &mut Errors,
) -> Option<Default> {
    let example = example(shape);
    let written = words.value(word, example, errors)?;
    let default = Default::of(written.clone());
    if default.is_none() {
        let message = match (&written, shape) {
            (Expr::Path(_) | Expr::Call(_), Shape::Optional(_)) if is_option(&written) => {
                format!("an `Option` is absent unless it is given; remove the {word}")
            }
            (Expr::Path(path), shape)
                if *shape.present() == Shape::Unknown && path.path.segments.len() > 1 =>
            {
                let last = path.path.segments.last();
                let name = last.map_or_else(String::new, |last| last.ident.to_string());
                format!(
                    "a {word} is written as callers send it: `{word} = \"{name}\"`, or as serde \
                     renames it"
                )
            }
            _ => format!(
                "a {word} is written as its value, without code: `{word} = {example}`; it may be \
                 text, a number, a character, true or false, or a list of them"
            ),
        };
        errors.at(written, subject, message);
    }
    default
}

/// `None` or `Some(…)`.
fn is_option(written: &Expr) -> bool {
    let path = match written {
        Expr::Call(call) => &call.func,
        other => other,
    };
    matches!(path, Expr::Path(path) if path.path.segments.last().is_some_and(
        |last| last.ident == "None" || last.ident == "Some"
    ))
}

fn length(words: &mut Words, subject: &Subject, errors: &mut Errors) -> Option<At<Length>> {
    let written = words.value(LENGTH, "1..=80", errors)?;
    match Length::of(&written) {
        Ok(value) => Some(At { value, written }),
        Err(advice) => {
            errors.at(written, subject, advice);
            None
        }
    }
}

fn range(words: &mut Words, subject: &Subject, errors: &mut Errors) -> Option<At<Range>> {
    let written = words.value(RANGE, "1..=100", errors)?;
    match Range::of(&written) {
        Ok(value) => Some(At { value, written }),
        Err(advice) => {
            errors.at(written, subject, advice);
            None
        }
    }
}
