//! From a parameter or field with its attributes to [`Input`].

use syn::ext::IdentExt;
use syn::{Attribute, Ident, Type};

use super::{At, Default, Input, Key, Length, Widget};
use crate::attribute::Words;
use crate::docs::Docs;
use crate::errors::{Errors, Subject};
use crate::number::Range;
use crate::setter::{Entry, Setter};
use crate::symbol::{
    CONFIG, DEFAULT, ENV, FLATTEN, GROUP, HIDDEN, KEY, LENGTH, LOCKED, MODE, PATTERN, PREFILL,
    RANGE, REGENERABLE, REQUIRED, SECRET, Symbol, VISIBLE_WHEN,
};

const FLAGS: [Entry; 2] = [(HIDDEN, "hidden"), (SECRET, "secret")];
/// Hosts store settings only.
const SETTING_TEXTS: [Entry; 1] = [(ENV, "env_override")];
const SETTING_FLAGS: [Entry; 2] = [(LOCKED, "locked"), (REGENERABLE, "regenerable")];

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
    let mut words = Words::take_from(attributes, helper, &subject, errors);
    let key = match words.text(KEY, errors) {
        Some(text) => Key::Given(text),
        None => Key::Derived(ident.unraw().to_string()),
    };
    let default = literal(DEFAULT, &mut words, &subject, errors);
    let prefill = literal(PREFILL, &mut words, &subject, errors);
    let required = words.flag(REQUIRED, errors);
    let group = words.text(GROUP, errors);
    let range = range(&mut words, &subject, errors);
    let length = length(&mut words, &subject, errors);
    let pattern = words.text(PATTERN, errors);
    let flatten = words.flag(FLATTEN, errors);
    let visible_when = words.text(VISIBLE_WHEN, errors);
    let widget = Widget::parse(&mut words, errors);
    let mut form = Setter::flags(&FLAGS, &mut words, errors);
    if helper == CONFIG {
        form.extend(Setter::texts(&SETTING_TEXTS, &mut words, errors));
        form.extend(mode(&mut words, errors));
        form.extend(Setter::flags(&SETTING_FLAGS, &mut words, errors));
    }
    words.finish(errors);
    let docs = Docs::of(attributes);
    Input {
        subject,
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
    words: &mut Words,
    subject: &Subject,
    errors: &mut Errors,
) -> Option<Default> {
    let written = words.value(word, "30", errors)?;
    let default = Default::of(written.clone());
    if default.is_none() {
        let message =
            format!("a {word} is one literal: text, a number, a character, true or false");
        errors.at(written, subject, message);
    }
    default
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
