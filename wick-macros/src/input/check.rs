//! The rules of inputs and settings.

use std::collections::HashMap;

use quote::ToTokens;
use syn::Type;

use super::form::check_form;
use super::literals::{check_values, expected};
use super::{Input, Key};
use crate::errors::Errors;
use crate::names::is_key;
use crate::symbol::{ARG, Symbol};
use crate::types::{Shape, is_named, last_segment, owned, source, within};

/// Checks one input by itself; `helper` is the attribute that advice names.
pub(crate) fn check(input: &Input, helper: Symbol, errors: &mut Errors) {
    if let Some(flatten) = &input.flatten {
        check_flattened(input, flatten, errors);
        return;
    }
    let shape = Shape::of(&input.ty);
    check_docs(input, &shape, errors);
    check_key(input, helper, errors);
    check_data(input, errors);
    check_type(input, &shape, errors);
    check_values(input, &shape, errors);
    check_text(input, &shape, errors);
    check_presence(input, &shape, errors);
    check_form(input, &shape, errors);
}

/// What a caller sends is data, and owned.
fn check_data(input: &Input, errors: &mut Errors) {
    let what = if input.helper == ARG {
        "an input"
    } else {
        "a setting"
    };
    let is_object = |ty: &Type| matches!(ty, Type::TraitObject(_));
    let is_bytes = |ty: &Type| is_named(ty, "Vec") && source(ty).ends_with("Vec<u8>");
    let message = if let Some(owned) = owned(&input.ty) {
        format!("{what} is owned; take `{}`", source(&owned))
    } else if let Some(object) = within(&input.ty, &is_object) {
        format!(
            "{what} is data, which a `{}` is not; take a type that derives `serde::Deserialize` and \
             `schemars::JsonSchema`",
            source(object)
        )
    } else if within(&input.ty, &is_bytes).is_some() {
        "bytes would be a list of numbers to callers; take `String`, in base64 for bytes that are no \
         text, or `Vec<u16>` for a list of numbers"
            .to_owned()
    } else {
        return;
    };
    errors.at(&input.ty, &input.subject, message);
}

/// Hosts send a value or none, and nothing in between; it goes to the thread that needs it.
fn check_type(input: &Input, shape: &Shape, errors: &mut Errors) {
    if last_segment(&input.ty).is_some_and(|last| last.ident == "Rc") {
        let message = "an `Rc` stays on its thread, but values go to others; take `Arc`";
        errors.at(&input.ty, &input.subject, message);
    }
    if let Shape::Optional(inner) = shape
        && let Shape::Optional(_) = **inner
    {
        let message = "it is absent or not; one `Option` is enough";
        errors.at(&input.ty, &input.subject, message);
    }
}

/// What limits texts and lists.
fn check_text(input: &Input, shape: &Shape, errors: &mut Errors) {
    let ty = source(&input.ty);
    let shape = shape.present();
    if let Some(length) = &input.length
        && !matches!(
            shape,
            Shape::Text | Shape::List | Shape::Secret | Shape::Unknown
        )
    {
        let message = format!(
            "a length bounds texts and lists, but `{ty}` is {}; remove it",
            expected(shape)
        );
        errors.at(&length.written, &input.subject, message);
    }
    if let Some(pattern) = &input.pattern
        && !matches!(shape, Shape::Text | Shape::Secret | Shape::Unknown)
    {
        let message = format!(
            "a pattern is that of texts, but `{ty}` is {}; remove it",
            expected(shape)
        );
        errors.at(pattern, &input.subject, message);
    }
    if let (Some(default), Some(length), Shape::Text) = (&input.default, &input.length, shape)
        && !length.value.contains(default.text.chars().count())
    {
        let message = "the default is shorter or longer than its `length`";
        errors.at(&default.written, &input.subject, message);
    }
}

/// Two inputs with one key would receive the same value.
pub(crate) fn check_keys<'a>(inputs: impl Iterator<Item = &'a Input>, errors: &mut Errors) {
    let mut seen: HashMap<String, &Input> = HashMap::new();
    for input in inputs.filter(|input| input.flatten.is_none()) {
        let key = input.key.text();
        match seen.get(&key) {
            Some(first) => {
                let message = format!(
                    "the key `{key}` is already that of `{}`; rename one",
                    first.ident
                );
                errors.at(key_tokens(input), &input.subject, message);
            }
            None => {
                seen.insert(key, input);
            }
        }
    }
}

/// The struct behind `flatten` says all of it for its own fields.
fn check_flattened(input: &Input, flatten: &syn::Ident, errors: &mut Errors) {
    let given = [
        ("key", matches!(input.key, Key::Given(_))),
        ("default", input.default.is_some()),
        ("range", input.range.is_some()),
        ("length", input.length.is_some()),
        ("pattern", input.pattern.is_some()),
        ("prefill", input.prefill.is_some()),
        ("required", input.required.is_some()),
    ];
    for (word, _) in given.iter().filter(|(_, is_given)| *is_given) {
        let message = format!("`{word}` goes on a field of the flattened type");
        errors.at(flatten, &input.subject, message);
    }
    if !matches!(Shape::of(&input.ty), Shape::Unknown) {
        let message = format!("`{}` has no fields to flatten", source(&input.ty));
        errors.at(&input.ty, &input.subject, message);
    }
}

/// People choose values and models fill them in by this text alone. A type of the author's may have been
/// meant as something else.
fn check_docs(input: &Input, shape: &Shape, errors: &mut Errors) {
    if !input.docs.is_empty() {
        return;
    }
    let message = "say what it is for in a doc comment (`/// …`) above it";
    let ty = source(&input.ty);
    let message = match shape {
        Shape::Unknown if input.helper == ARG => {
            format!("{message}; if it is the connector, borrow it: `&{ty}`")
        }
        Shape::Unknown => format!(
            "{message}; every field is a setting that people fill in, so make what is no setting, \
             such as a client, in a function"
        ),
        _ => message.to_owned(),
    };
    errors.at(&input.ident, &input.subject, message);
}

fn check_key(input: &Input, helper: Symbol, errors: &mut Errors) {
    let key = input.key.text();
    let message = match &input.key {
        // An underscore says "unused", and an unused input would be asked for nevertheless.
        Key::Derived(name) if name.starts_with('_') => format!(
            "the name begins with `_`; rename it, or give its key: `#[{helper}(key = \"{}\")]`",
            name.trim_start_matches('_')
        ),
        Key::Derived(name) if !is_key(name) => format!(
            "`{name}` is no key; give one of ASCII letters, digits, `_` and `-`, at most 64, with \
             `#[{helper}(key = \"…\")]`"
        ),
        Key::Given(_) if !is_key(&key) => {
            format!("`{key}` is no key; write ASCII letters, digits, `_` and `-`, at most 64")
        }
        _ => return,
    };
    errors.at(key_tokens(input), &input.subject, message);
}

/// `required` says that a value must be given although the type does without. What is hidden cannot
/// be given, so a type that does not must be allowed to be absent then.
fn check_presence(input: &Input, shape: &Shape, errors: &mut Errors) {
    let ty = source(&input.ty);
    let is_conditional = input.visible_when.is_some();
    let (at, message) = match (&input.required, shape) {
        (Some(required), _) if input.default.is_some() => (
            required.to_token_stream(),
            "it is never absent because of its `default`; write `prefill` in its place".to_owned(),
        ),
        (Some(required), Shape::Optional(_)) if !is_conditional => (
            required.to_token_stream(),
            "without `Option` it is required; remove both".to_owned(),
        ),
        (_, Shape::Optional(_) | Shape::Bool | Shape::Unknown) => return,
        (_, _) if is_conditional && input.default.is_none() => (
            input.ty.to_token_stream(),
            format!(
                "while it is hidden nobody can give it; take `Option<{ty}>`, with `required` if it \
                 must be given when it is visible"
            ),
        ),
        (Some(required), _) => (
            required.to_token_stream(),
            format!("`{ty}` is required; remove the word"),
        ),
        (None, _) => return,
    };
    errors.at(at, &input.subject, message);
}

/// Where the key was written.
fn key_tokens(input: &Input) -> proc_macro2::TokenStream {
    match &input.key {
        Key::Given(text) => text.to_token_stream(),
        Key::Derived(_) => input.ident.to_token_stream(),
    }
}
