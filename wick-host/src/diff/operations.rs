//! What can be called.

use std::collections::{HashMap, HashSet};

use wick_proto::module::{Module, Operation};

use super::budget::Budget;
use super::schema::{self, Direction};
use super::settings::looks;
use super::text::{became, clipped};
use super::{Class, Diff, NAME_CHARACTERS, Subject, paired};
use crate::schema::of_input;

pub(super) fn compare(diff: &mut Diff, budget: &mut Budget, old: &Module, new: &Module) {
    let categories = (categories(old), categories(new));
    // A title is compared once, however many operations are below it.
    let mut renamed: HashMap<_, Option<String>> = HashMap::new();
    for pair in paired(old.all_operations(), new.all_operations(), |operation| {
        &operation.key
    }) {
        match pair {
            (Some(before), Some(after)) => {
                changed(diff, budget, before, after);
                let was = categories.0.get(&*before.key).copied().unwrap_or_default();
                let is = categories.1.get(&*after.key).copied().unwrap_or_default();
                let text = renamed.entry((was, is)).or_insert_with(|| {
                    let title = |module: &Module, index: usize| {
                        module
                            .operations
                            .get(index)
                            .map(|found| found.title.clone())
                    };
                    let (was, is) = (title(old, was), title(new, is));
                    (was != is).then(|| {
                        let names = became(was.unwrap_or_default(), is.unwrap_or_default());
                        format!("is in another category: {names}")
                    })
                });
                if let Some(text) = text {
                    diff.add(Class::Wording, &subject(after), text.as_str());
                }
            }
            (None, Some(added)) => new_operation(diff, added),
            (Some(gone), None) => diff.add(Class::Breaking, &subject(gone), "is gone"),
            (None, None) => {}
        }
    }
}

/// Hosts offer a new operation as soon as it is there, so that one which destroys is not just "more".
fn new_operation(diff: &mut Diff, operation: &Operation) {
    match operation.destructive && !operation.config_only {
        true => diff.add(
            Class::Security,
            &subject(operation),
            "is new, and destructive",
        ),
        false => diff.add(Class::Additive, &subject(operation), "is new"),
    }
}

fn changed(diff: &mut Diff, budget: &mut Budget, old: &Operation, new: &Operation) {
    let subject = &subject(new);
    diff.flag(
        subject,
        old.destructive,
        new.destructive,
        (Class::Security, "is marked as destructive now"),
        (Class::Security, "is no longer marked as destructive"),
    );
    diff.flag(
        subject,
        old.read_only,
        new.read_only,
        (Class::Additive, "is said to change nothing now"),
        (Class::Security, "is no longer said to change nothing"),
    );
    diff.flag(
        subject,
        old.closed_world,
        new.closed_world,
        (Class::Additive, "is said to touch nothing outside now"),
        (
            Class::Security,
            "is no longer said to touch nothing outside",
        ),
    );
    diff.flag(
        subject,
        old.idempotent,
        new.idempotent,
        (Class::Additive, "may be repeated safely now"),
        (Class::Breaking, "can no longer be repeated safely"),
    );
    diff.flag(
        subject,
        old.config_only,
        new.config_only,
        (Class::Breaking, "is only for the settings page now"),
        (Class::Security, "can be called by language models now"),
    );
    inputs(diff, budget, old, new);
    output(diff, budget, old, new);
    diff.wording(subject, "the name", &old.name, &new.name);
    diff.wording(
        subject,
        "the description",
        &old.description,
        &new.description,
    );
    if guide(old) != guide(new) {
        diff.add(
            Class::Wording,
            subject,
            "has another guide: examples, pitfalls or notes",
        );
    }
}

fn inputs(diff: &mut Diff, budget: &mut Budget, old: &Operation, new: &Operation) {
    let operation = shown(&new.key);
    let subject = |path: &str| Subject::Input {
        operation: operation.clone(),
        path: path.to_owned(),
    };
    let schemas = (&of_input(old), &of_input(new));
    let before = diff.changes.len();
    schema::compare(diff, budget, schemas, Direction::Given, &subject);
    let told: HashSet<Subject> = diff.changes[before..]
        .iter()
        .map(|change| change.subject.clone())
        .collect();
    for pair in paired(&old.input, &new.input, |field| &field.key) {
        let (Some(old), Some(new)) = pair else {
            continue;
        };
        let subject = &subject(&shown(&new.key));
        diff.flag(
            subject,
            old.secret,
            new.secret,
            (Class::Additive, "is a secret now"),
            (Class::Security, "is no longer a secret: it is shown"),
        );
        // Where the form starts: of a plugin without schemas, most values are no default.
        let starts_elsewhere = !old.secret && !new.secret && old.value != new.value;
        if !told.contains(subject) && (looks(old) != looks(new) || starts_elsewhere) {
            diff.add(Class::Wording, subject, "looks different in the form");
        }
    }
}

fn output(diff: &mut Diff, budget: &mut Budget, old: &Operation, new: &Operation) {
    let operation = shown(&new.key);
    let subject = |path: &str| Subject::Output {
        operation: operation.clone(),
        path: path.to_owned(),
    };
    match (&old.output_schema, &new.output_schema) {
        (Some(old), Some(new)) => {
            schema::compare(diff, budget, (old, new), Direction::Returned, &subject);
        }
        (Some(_), None) => diff.add(Class::Breaking, &subject(""), "is no longer described"),
        (None, Some(_)) => diff.add(Class::Additive, &subject(""), "is described now"),
        (None, None) => {}
    }
}

/// What helps callers and decides nothing.
fn guide(operation: &Operation) -> Operation {
    Operation {
        key: String::new(),
        name: String::new(),
        description: String::new(),
        input: Vec::new(),
        destructive: false,
        config_only: false,
        input_schema: None,
        output_schema: None,
        read_only: false,
        idempotent: false,
        closed_world: false,
        ..operation.clone()
    }
}

/// The index of the category of each operation, by the keys. Of several, the first.
fn categories(module: &Module) -> HashMap<&str, usize> {
    let mut categories = HashMap::new();
    for (index, category) in module.operations.iter().enumerate() {
        for operation in &category.operations {
            categories.entry(&*operation.key).or_insert(index);
        }
    }
    categories
}

fn subject(operation: &Operation) -> Subject {
    Subject::Operation {
        operation: shown(&operation.key),
    }
}

fn shown(key: &str) -> String {
    clipped(key, NAME_CHARACTERS).into_owned()
}
