//! Of which types values are, and which ones they may be.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::parts::{canonical, choices, described, types};
use super::place::PlaceId;
use super::site::Site;
use super::{Comparison, Seen, Sense, address};
use crate::diff::Class;
use crate::diff::text::{became, listed};

impl<'a> Comparison<'a, '_> {
    /// `null` beside other values, which does not belong to any of the parts.
    pub(super) fn null(&mut self, place: PlaceId, old: &Site<'a>, new: &Site<'a>, sense: Sense) {
        let class = match (old.takes_null(), new.takes_null()) {
            (false, true) => self.wider(sense),
            (true, false) => self.narrower(sense),
            _ => return,
        };
        let names = |site: &Site<'a>| {
            let mut names = types(site.typed()?.keywords)?;
            names.remove("null");
            if site.takes_null() {
                names.insert("null");
            }
            Some(names)
        };
        match (names(old), names(new)) {
            (Some(before), Some(after)) => {
                if let (Some(old), Some(new)) = (old.typed(), new.typed()) {
                    let (old, new) = (address(old.keywords), address(new.keywords));
                    self.seen.insert(Seen::Types(old, new, sense));
                }
                self.other_types(place, &before, &after, sense);
            }
            _ => self.add(class, place, "differs in whether it can be null"),
        }
    }

    /// `type`. Without one, any type.
    pub(super) fn types(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        if !self.is_new(Seen::Types(address(old), address(new), sense)) {
            return;
        }
        let is_counted = choices(old).is_some() && choices(new).is_some();
        let is_said = old.contains_key("type") && new.contains_key("type");
        if is_counted && !is_said {
            return;
        }
        let (Some(mut before), Some(mut after)) = (types(old), types(new)) else {
            return self.presence(place, "a type", old.get("type"), new.get("type"), sense);
        };
        // Compared for all parts together.
        if before.len() > 1 || after.len() > 1 {
            before.remove("null");
            after.remove("null");
        }
        self.other_types(place, &before, &after, sense);
    }

    fn other_types(
        &mut self,
        place: PlaceId,
        old: &BTreeSet<&str>,
        new: &BTreeSet<&str>,
        sense: Sense,
    ) {
        if old == new {
            return;
        }
        // Every integer is a number.
        let covers = |outer: &BTreeSet<&str>, inner: &BTreeSet<&str>| {
            let mut names = inner.iter();
            names.all(|&name| {
                outer.contains(name) || (name == "integer" && outer.contains("number"))
            })
        };
        let class = match (covers(new, old), covers(old, new)) {
            (true, _) => self.wider(sense),
            (false, true) => self.narrower(sense),
            (false, false) => Class::Breaking,
        };
        let names = |types: &BTreeSet<&str>| {
            let names: Vec<_> = types.iter().copied().collect();
            names.join(" or ")
        };
        let text = format!("is of another type: {}", became(names(old), names(new)));
        self.add(class, place, text);
    }

    /// `enum`, `const`, and alternatives that are such.
    pub(super) fn choices(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        let (before, after) = match (choices(old), choices(new)) {
            (None, None) => return,
            (Some(before), Some(after)) => (before, after),
            (None, Some(_)) => {
                return self.add(self.narrower(sense), place, "has a list of choices now");
            }
            (Some(_), None) => {
                return self.add(self.wider(sense), place, "no longer has a list of choices");
            }
        };
        let missing = |from: &[&'a Value], to: &[&'a Value]| -> Vec<&'a Value> {
            let to: HashSet<_> = to.iter().map(|value| canonical(value)).collect();
            let values = from.iter().copied();
            values
                .filter(|value| !value.is_null() && !to.contains(&canonical(value)))
                .collect()
        };
        let (gone, more) = (missing(&before, &after), missing(&after, &before));
        if !gone.is_empty() {
            let text = format!("can no longer be {}", listed(&gone));
            self.add(self.narrower(sense), place, text);
        }
        if !more.is_empty() {
            let text = format!("can be {} too", listed(&more));
            self.add(self.wider(sense), place, text);
        }
        if gone.is_empty() && more.is_empty() && words_of_choices(old) != words_of_choices(new) {
            self.add(
                Class::Wording,
                place,
                "its choices are described differently",
            );
        }
    }
}

/// What is said of each choice of which something is.
fn words_of_choices(schema: &Map<String, Value>) -> Vec<(String, &Value)> {
    let alternatives = described(schema).unwrap_or_default().iter();
    let mut words: Vec<_> = alternatives
        .filter_map(|one| Some((canonical(one.get("const")?), one.get("description")?)))
        .collect();
    words.sort_by(|one, other| one.0.cmp(&other.0));
    words
}
