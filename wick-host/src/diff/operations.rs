//! What can be called.

use wick_proto::module::{Category, Module, Operation};

use super::schema::{self, Direction};
use super::{Class, Diff, Subject, became, paired};
use crate::schema::of_input;

pub(super) fn compare(diff: &mut Diff, old: &Module, new: &Module) {
    let key = |operation: &Operation| -> String { operation.key.clone() };
    for pair in paired(old.all_operations(), new.all_operations(), |operation| {
        &operation.key
    }) {
        match pair {
            (Some(before), Some(after)) => {
                changed(diff, before, after);
                let titles = (title(old, &key(before)), title(new, &key(after)));
                if titles.0 != titles.1 {
                    let text = format!("is in another category: {}", became(titles.0, titles.1));
                    diff.add(Class::Wording, &subject(after), text);
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

fn changed(diff: &mut Diff, old: &Operation, new: &Operation) {
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
    schema::compare(
        diff,
        &of_input(old),
        &of_input(new),
        Direction::Given,
        &|path| Subject::Input {
            operation: new.key.clone(),
            path: path.to_owned(),
        },
    );
    output(diff, old, new);
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

fn output(diff: &mut Diff, old: &Operation, new: &Operation) {
    let subject = |path: &str| Subject::Output {
        operation: new.key.clone(),
        path: path.to_owned(),
    };
    match (&old.output_schema, &new.output_schema) {
        (Some(old), Some(new)) => schema::compare(diff, old, new, Direction::Returned, &subject),
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

fn title<'a>(module: &'a Module, key: &str) -> &'a str {
    let holds = |category: &&Category| category.operations.iter().any(|found| found.key == key);
    module
        .operations
        .iter()
        .find(holds)
        .map_or("", |category| &category.title)
}

fn subject(operation: &Operation) -> Subject {
    Subject::Operation {
        operation: operation.key.clone(),
    }
}
