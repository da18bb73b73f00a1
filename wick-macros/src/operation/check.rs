//! The rules of operations. What concerns one word or one parameter is checked where it is read.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericParam, ReturnType, Safety, Signature};

use super::model::{Borrowed, Operation, Output, Parameter};
use super::parse::Function;
use super::place;
use crate::errors::{Errors, Subject};
use crate::input;
use crate::nearest::nearest;
use crate::setter::Setter;
use crate::symbol::ARG;
use crate::types::{
    Shape, boxed_stream_item, first_argument, has_impl, last_segment, short_reference, source,
};

pub(crate) fn check(function: &Function, operation: &Operation, errors: &mut Errors) {
    let subject = &operation.subject;
    check_place(function, subject, errors);
    check_qualifiers(&function.signature, subject, errors);
    check_generics(&function.signature, subject, errors);
    check_output(&function.signature, operation, errors);
    check_docs(operation, errors);
    check_hints(operation, errors);
    check_guide(operation, errors);
    check_borrowed(operation, errors);
    check_inputs(operation, errors);
}

/// In an `impl` or a trait the registration would have no place to stand.
fn check_place(function: &Function, subject: &Subject, errors: &mut Errors) {
    if let Some(word) = named_self(function.signature.to_token_stream()) {
        let message = "an operation is a function outside of any `impl`; name the type in place \
                       of `Self`";
        errors.at(word, subject, message);
    } else if let Some(end) = function.missing_body() {
        let message = "it has no body; an operation is a function outside of any trait";
        errors.at(end, subject, message);
    } else if function.signature.receiver().is_none()
        && place::is_in_impl(&function.signature.ident)
    {
        let message = "an operation is a function outside of any `impl` or trait; move it out";
        errors.at(&function.signature.ident, subject, message);
    }
}

fn named_self(tokens: TokenStream) -> Option<TokenTree> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => Some(TokenTree::Ident(word)),
        TokenTree::Group(group) => named_self(group.stream()),
        _ => None,
    })
}

/// A host calls a plain, safe Rust function.
fn check_qualifiers(signature: &Signature, subject: &Subject, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.at(
            constness,
            subject,
            "it runs in a process of its own; remove `const`",
        );
    }
    if let Safety::Unsafe(token) = &signature.safety {
        errors.at(
            token,
            subject,
            "no host can keep the promises of an `unsafe` function; make it safe",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, subject, "it is called from Rust; remove `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(
            variadic.dots,
            subject,
            "its inputs are known beforehand; take a `Vec<…>`",
        );
    }
}

/// There is one set of inputs, so there is nothing to be generic over.
fn check_generics(signature: &Signature, subject: &Subject, errors: &mut Errors) {
    for parameter in &signature.generics.params {
        let message = match parameter {
            GenericParam::Lifetime(lifetime) => {
                format!(
                    "what is borrowed needs no name; remove `{}`",
                    lifetime.lifetime
                )
            }
            GenericParam::Type(ty) => {
                format!(
                    "it cannot be generic; write the type that `{}` stands for",
                    ty.ident
                )
            }
            GenericParam::Const(constant) => {
                format!(
                    "it cannot be generic; write the value that `{}` stands for",
                    constant.ident
                )
            }
        };
        errors.at(parameter, subject, message);
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(
            clause,
            subject,
            "it cannot be generic; remove the `where` clause",
        );
    }
}

fn check_output(signature: &Signature, operation: &Operation, errors: &mut Errors) {
    let subject = &operation.subject;
    if let Output::Stream { item, .. } = &operation.output {
        // Of another name it may be an alias of one.
        if Shape::of(item) != Shape::Unknown {
            let item_type = source(item);
            let message = format!("each item may fail; write `Item = Result<{item_type}>`");
            errors.at(item, subject, message);
        }
        return;
    }
    match &signature.output {
        ReturnType::Default => {
            let message = "it returns nothing; let it return `Result<…>`, or `Result<()>` when \
                           there is nothing to say";
            errors.at(&signature.ident, subject, message);
        }
        ReturnType::Type(_, ty) if has_impl(ty) => {
            let message = "the type that it returns has no name; write it out, and `async fn` in \
                           place of `impl Future`; only `impl Stream<Item = Result<…>>` is known";
            errors.at(ty, subject, message);
        }
        ReturnType::Type(_, ty) if boxed_stream_item(ty).is_some() => {
            let item = boxed_stream_item(ty).map_or_else(String::new, source);
            let message = format!(
                "a stream is returned without a box, as `impl Stream<Item = {item}>`; one that has to \
                 be boxed is a `Streamed<…>`, which `Streamed::new` makes"
            );
            errors.at(ty, subject, message);
        }
        ReturnType::Type(_, ty) => {
            let value = last_segment(ty).and_then(first_argument);
            if value.is_some_and(|value| *Shape::of(value).present() == Shape::Secret) {
                let message = "a secret is never sent back; return what callers may see";
                errors.at(ty, subject, message);
            } else if let Some(reference) = short_reference(ty) {
                let message = "what it returns outlives what it borrows; return an owned type, \
                               such as `String` in place of `&str`";
                errors.at(reference, subject, message);
            }
        }
    }
}

/// A model chooses among operations by this text alone.
fn check_docs(operation: &Operation, errors: &mut Errors) {
    if operation.docs.is_empty() {
        let message = "say what it does in a doc comment (`/// …`) above it; models choose by it";
        errors.at(&operation.ident, &operation.subject, message);
    }
}

fn check_hints(operation: &Operation, errors: &mut Errors) {
    if let (Some(_), Some(read_only)) = (&operation.hints.destructive, &operation.hints.read_only) {
        let message = "it cannot be both `destructive` and `read_only`; keep one";
        errors.at(read_only, &operation.subject, message);
    }
}

/// What names inputs and operations; other operations are known only to the whole connector.
fn check_guide(operation: &Operation, errors: &mut Errors) {
    let subject = &operation.subject;
    for pair in Setter::texts_for(&operation.guide, "pair_with") {
        if pair.value() == operation.key {
            errors.at(pair, subject, "it cannot go well with itself; name another");
        }
    }
    if operation.inputs().any(|input| input.flatten.is_some()) {
        return;
    }
    let keys: Vec<String> = operation.inputs().map(|input| input.key.text()).collect();
    for field in Setter::texts_for(&operation.guide, "templateable_field") {
        let name = field.value();
        if keys.contains(&name) {
            continue;
        }
        let message = match nearest(&name, keys.iter().map(String::as_str)) {
            Some(meant) => format!("there is no input `{name}`; did you mean `{meant}`?"),
            None => format!("there is no input `{name}`"),
        };
        errors.at(field, subject, message);
    }
}

fn check_borrowed(operation: &Operation, errors: &mut Errors) {
    let connectors = operation
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Connector(borrowed) => Some(borrowed),
            _ => None,
        });
    let contexts = operation
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Context(borrowed) => Some(borrowed),
            _ => None,
        });
    check_one(connectors, "connector", operation, errors);
    check_one(contexts, "context", operation, errors);
}

fn check_one<'a>(
    mut borrowed: impl Iterator<Item = &'a Borrowed>,
    kind: &str,
    operation: &Operation,
    errors: &mut Errors,
) {
    let Some(first) = borrowed.next() else { return };
    for second in borrowed {
        let message = format!(
            "it has one {kind}, which is `{}`; if `{}` is an input, take it owned",
            first.ident, second.ident
        );
        let Borrowed { ident, referent } = second;
        let tokens: TokenStream = [ident.to_token_stream(), referent.to_token_stream()]
            .into_iter()
            .collect();
        errors.at(tokens, &operation.subject, message);
    }
}

fn check_inputs(operation: &Operation, errors: &mut Errors) {
    for input in operation.inputs() {
        let is_context = last_segment(&input.ty).is_some_and(|last| last.ident == "Context");
        if is_context {
            errors.at(
                &input.ty,
                &input.subject,
                "the host gives the context; take `&Context`",
            );
        } else if has_impl(&input.ty) {
            errors.at(
                &input.ty,
                &input.subject,
                "its type has no name; write the type itself",
            );
        } else {
            input::check(input, ARG, errors);
        }
    }
    input::check_keys(operation.inputs(), errors);
    input::check_conditions(&operation.inputs().collect::<Vec<_>>(), errors);
}
