//! What an account has to say.

use wick_proto::module::Field;

use super::budget::Budget;
use super::schema::{self, Direction};
use super::text::{became, clipped, quoted};
use super::{Class, Diff, Subject, paired};
use crate::schema::of_fields;

pub(super) fn compare(diff: &mut Diff, budget: &mut Budget, old: &[Field], new: &[Field]) {
    for pair in paired(old, new, |field| &field.key) {
        match pair {
            (Some(old), Some(new)) => changed(diff, budget, old, new),
            (None, Some(new)) => added(diff, new),
            (Some(old), None) => {
                diff.add(Class::Breaking, &subject(old), "is gone");
            }
            (None, None) => {}
        }
    }
}

fn added(diff: &mut Diff, field: &Field) {
    let secret = if field.secret { ", a secret" } else { "" };
    let must_be_given = field.required && field.value.is_empty() && field.visible_when.is_empty();
    match must_be_given {
        true => {
            let text = format!("is new and has to be given{secret}");
            diff.add(Class::Breaking, &subject(field), text);
        }
        false => diff.add(Class::Additive, &subject(field), format!("is new{secret}")),
    }
}

fn changed(diff: &mut Diff, budget: &mut Budget, old: &Field, new: &Field) {
    let subject = &subject(new);
    diff.flag(
        subject,
        old.secret,
        new.secret,
        (Class::Additive, "is a secret now"),
        (
            Class::Security,
            "is no longer a secret: it is shown and stored in the clear",
        ),
    );
    diff.flag(
        subject,
        old.required,
        new.required,
        (Class::Breaking, "has to be given now"),
        (Class::Additive, "may be left out now"),
    );
    diff.flag(
        subject,
        old.locked,
        new.locked,
        (Class::Breaking, "cannot be changed any more"),
        (Class::Security, "can be changed by people now"),
    );
    default(diff, old, new, subject);
    let told = diff.changes.len();
    types(diff, budget, old, new, subject);
    let is_of_another_type = diff.changes.len() > told;
    diff.wording(
        subject,
        "the description",
        &old.description,
        &new.description,
    );
    if looks(old) != looks(new) && !is_of_another_type {
        diff.add(Class::Wording, subject, "looks different in the form");
    }
}

/// What only the form shows.
pub(super) fn looks(field: &Field) -> impl PartialEq {
    (
        (field.kind.clone(), field.hidden, field.can_regenerate),
        (
            field.visible_when.clone(),
            field.group.clone(),
            field.mode.clone(),
        ),
        (field.options.clone(), field.col_options.clone()),
    )
}

/// Where an account left the setting alone, the default decides: also where credentials are sent to.
fn default(diff: &mut Diff, old: &Field, new: &Field, subject: &Subject) {
    // The default of a secret is not for anybody's eyes.
    if old.value == new.value || old.secret || new.secret {
        return;
    }
    let is_address = |field: &Field| field.kind == "url" || field.value.contains("://");
    let class = match is_address(old) || is_address(new) {
        true => Class::Security,
        false => Class::Breaking,
    };
    let text = match (old.value.is_empty(), new.value.is_empty()) {
        (true, _) => format!("has a default now: {}", quoted(&new.value)),
        (_, true) => format!("no longer has the default {}", quoted(&old.value)),
        _ => format!("has another default: {}", became(&old.value, &new.value)),
    };
    diff.add(class, subject, text);
}

/// The types that the widgets mean. Of a setting there is no other schema.
fn types(diff: &mut Diff, budget: &mut Budget, old: &Field, new: &Field, subject: &Subject) {
    // Compared above, each in its own words.
    let bare = |field: &Field| Field {
        value: String::new(),
        description: String::new(),
        required: false,
        ..field.clone()
    };
    let of = |field: &Field| {
        of_fields(std::slice::from_ref(&bare(field)))["properties"][&field.key].clone()
    };
    let schemas = (&of(old), &of(new));
    schema::compare(diff, budget, schemas, Direction::Given, &|_| {
        subject.clone()
    });
}

fn subject(field: &Field) -> Subject {
    Subject::Setting {
        setting: clipped(&field.key, super::NAME_CHARACTERS).into_owned(),
    }
}
