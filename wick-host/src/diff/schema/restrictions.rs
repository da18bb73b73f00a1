//! Keywords that only take values away: each that comes narrows, each that goes widens.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

use super::parts::is_silent;
use super::place::PlaceId;
use super::{Comparison, Sense};
use crate::diff::Class;
use crate::diff::text::{became, clipped, json};
use crate::schema::is_reference;

const LOWER: [&str; 6] = [
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
    "minContains",
];
const UPPER: [&str; 6] = [
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "maxContains",
];
const FORMS: [&str; 4] = ["pattern", "format", "multipleOf", "uniqueItems"];
/// Compared by other functions.
const COMPARED: [&str; 23] = [
    "additionalItems",
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "contentSchema",
    "dependencies",
    "dependentSchemas",
    "else",
    "enum",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
];

impl Comparison<'_, '_> {
    pub(super) fn bounds(
        &mut self,
        place: PlaceId,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        sense: Sense,
    ) {
        let keywords = LOWER.map(|keyword| (keyword, Ordering::Greater));
        let keywords = keywords.into_iter();
        let keywords = keywords.chain(UPPER.map(|keyword| (keyword, Ordering::Less)));
        for (keyword, stricter) in keywords {
            let (before, after) = (old.get(keyword), new.get(keyword));
            let class = match (before, after) {
                (None, None) => continue,
                (None, Some(_)) => self.narrower(sense),
                (Some(_), None) => self.wider(sense),
                (Some(before), Some(after)) => {
                    let numbers = before.as_number().zip(after.as_number());
                    match numbers.and_then(|(before, after)| order(after, before)) {
                        Some(Ordering::Equal) => continue,
                        Some(found) if found == stricter => self.narrower(sense),
                        Some(_) => self.wider(sense),
                        // A boolean, as in draft 4.
                        None if before == after => continue,
                        None => Class::Breaking,
                    }
                }
            };
            let (before, after) = (json(before), json(after));
            let text = format!("has another {keyword}: {before} → {after}");
            self.add(class, place, text);
        }
    }

    /// What narrows and cannot be compared further.
    pub(super) fn forms(
        &mut self,
        place: PlaceId,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        sense: Sense,
    ) {
        for keyword in FORMS {
            // `false` is what it is without `uniqueItems`.
            let is_said = |value: &&Value| **value != Value::Bool(false);
            let before = old.get(keyword).filter(is_said);
            let after = new.get(keyword).filter(is_said);
            match (before, after) {
                (Some(before), Some(after)) if before != after => {
                    let text = format!("has another {keyword}: {}", became(before, after));
                    self.add(Class::Breaking, place, text);
                }
                (before, after) => {
                    self.presence(place, &format!("a {keyword}"), before, after, sense);
                }
            }
        }
    }

    /// Every other keyword: that it changed is all that can be said.
    pub(super) fn rest(
        &mut self,
        place: PlaceId,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        let (before, after) = (
            self.documents.0.dangling(old),
            self.documents.1.dangling(new),
        );
        if before != after {
            let what = [before, after].map(|one| one.unwrap_or("none"));
            let text = format!("refers elsewhere: {}", became(what[0], what[1]));
            self.add(Class::Breaking, place, text);
        }
        let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for keyword in keywords {
            let is_compared = [&LOWER[..], &UPPER, &FORMS, &COMPARED]
                .iter()
                .any(|compared| compared.contains(&keyword.as_str()));
            let is_passed_over = is_compared || is_silent(keyword) || is_reference(keyword);
            if !is_passed_over && old.get(keyword) != new.get(keyword) {
                let keyword = clipped(keyword, 40);
                let text = format!("takes another form: its {keyword} changed");
                self.add(Class::Breaking, place, text);
            }
        }
    }

    /// A restriction that came or went.
    pub(super) fn presence(
        &mut self,
        place: PlaceId,
        what: &str,
        old: Option<&Value>,
        new: Option<&Value>,
        sense: Sense,
    ) {
        match (old, new) {
            (None, Some(_)) => {
                self.add(self.narrower(sense), place, format!("has {what} now"));
            }
            (Some(_), None) => {
                self.add(self.wider(sense), place, format!("no longer has {what}"));
            }
            _ => {}
        }
    }
}

/// Exact, also beyond what a float holds.
fn order(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}
