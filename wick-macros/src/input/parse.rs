//! From a parameter or field with its attributes to [`Input`].

use syn::ext::IdentExt;
use syn::{Attribute, Ident, Type};

use super::{At, Default, Input, Key};
use crate::attribute::Words;
use crate::docs::Docs;
use crate::errors::{Errors, Subject};
use crate::number::Range;
use crate::symbol::{CONFIG, DEFAULT, FLATTEN, GROUP, KEY, RANGE, Symbol};

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
    let default = default(&mut words, &subject, errors);
    let range = range(&mut words, &subject, errors);
    let flatten = words.flag(FLATTEN, errors);
    let group = if helper == CONFIG {
        words.text(GROUP, errors)
    } else {
        None
    };
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
        group,
        flatten,
    }
}

/// The compiler would remove the parameter only after the macro has described it.
pub(crate) fn refuse_cfg(attributes: &[Attribute], subject: &Subject, errors: &mut Errors) {
    for attribute in attributes {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            let message = "cannot depend on `cfg`; put the `cfg` on the whole item";
            errors.at(attribute, subject, message);
        }
    }
}

fn default(words: &mut Words, subject: &Subject, errors: &mut Errors) -> Option<Default> {
    let written = words.value(DEFAULT, "30", errors)?;
    let default = Default::of(written.clone());
    if default.is_none() {
        let message = "a default is one literal: text, a number, a character, true or false";
        errors.at(written, subject, message);
    }
    default
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
