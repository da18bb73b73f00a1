//! The rules of operations. What concerns one word or one parameter is checked where it is read.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericParam, ReturnType, Safety, Signature};

use super::model::{Borrowed, Operation, Output, Parameter};
use super::parse::Function;
use crate::errors::{Errors, Subject};
use crate::input;
use crate::symbol::ARG;
use crate::types::{has_impl, last_segment};

pub(crate) fn check(function: &Function, operation: &Operation, errors: &mut Errors) {
    let subject = &operation.subject;
    check_qualifiers(&function.signature, subject, errors);
    check_generics(&function.signature, subject, errors);
    check_output(&function.signature, operation, errors);
    check_docs(operation, errors);
    check_hints(operation, errors);
    check_borrowed(operation, errors);
    check_inputs(operation, errors);
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
    if let Output::Stream { .. } = operation.output {
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
        ReturnType::Type(..) => {}
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
