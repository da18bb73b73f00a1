//! The rules of connectors. What concerns one word is checked where it is read.

use std::collections::HashSet;

use syn::{Data, Expr, Fields};

use super::model::{Category, Connector};
use super::parse::Source;
use crate::errors::Errors;
use crate::input;
use crate::symbol::CONFIG;

pub(crate) fn check(source: &Source, connector: &Connector, errors: &mut Errors) {
    check_item(source, connector, errors);
    check_generics(source, connector, errors);
    check_docs(connector, errors);
    check_tags(connector, errors);
    check_categories(connector, errors);
    check_settings(connector, errors);
}

/// Settings have names, so they are fields that have names.
fn check_item(source: &Source, connector: &Connector, errors: &mut Errors) {
    let subject = &connector.subject;
    match &source.0.data {
        Data::Struct(data) => {
            if let Fields::Unnamed(fields) = &data.fields {
                let message = "its settings need names; write `struct Name { setting: Type }`";
                errors.at(fields, subject, message);
            }
        }
        Data::Enum(data) => errors.at(
            data.enum_token,
            subject,
            "a connector is a struct of settings",
        ),
        Data::Union(data) => {
            errors.at(
                data.union_token,
                subject,
                "a connector is a struct of settings",
            );
        }
    }
}

/// One process serves one kind of connector, so there is nothing to be generic over.
fn check_generics(source: &Source, connector: &Connector, errors: &mut Errors) {
    let generics = &source.0.generics;
    let message = "it cannot be generic; write the types themselves";
    if !generics.params.is_empty() {
        errors.at(generics, &connector.subject, message);
    } else if let Some(clause) = &generics.where_clause {
        errors.at(clause, &connector.subject, message);
    }
}

/// People and models choose a connector by this text.
fn check_docs(connector: &Connector, errors: &mut Errors) {
    if connector.docs.is_empty() {
        let message = "say what it is for in a doc comment (`/// …`) above it";
        errors.at(&connector.ident, &connector.subject, message);
    }
}

fn check_categories(connector: &Connector, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for Category { title, .. } in &connector.categories {
        if !seen.insert(title.value()) {
            let message = format!("the category `{}` is listed twice; keep one", title.value());
            errors.at(title, &connector.subject, message);
        }
    }
}

/// A text in place of a tag is a mistake that the compiler explains badly.
fn check_tags(connector: &Connector, errors: &mut Errors) {
    for tag in &connector.tags {
        if let Expr::Lit(literal) = tag {
            let message = "a tag is a constant of `wick_runtime::tags`, such as `API`";
            errors.at(literal, &connector.subject, message);
        }
    }
}

fn check_settings(connector: &Connector, errors: &mut Errors) {
    for setting in &connector.settings {
        input::check(setting, CONFIG, errors);
    }
    input::check_keys(connector.settings.iter(), errors);
    input::check_conditions(&connector.settings.iter().collect::<Vec<_>>(), errors);
}
