//! The members of an object, and which of them have to be there.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::parts::required;
use super::place::{PlaceId, Step};
use super::{Comparison, Direction, Sense};
use crate::diff::Class;

impl<'a> Comparison<'a, '_> {
    pub(super) fn properties(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        let members =
            |schema: &'a Map<String, Value>| schema.get("properties").and_then(Value::as_object);
        let (before, after) = (members(old), members(new));
        let (needed, needs) = (required(old), required(new));
        for (name, schema) in after.into_iter().flatten() {
            let place = self.places.step(place, Step::Property(name));
            let is_needed = needs.contains(name.as_str());
            let Some(former) = before.and_then(|before| before.get(name)) else {
                let (class, text) = match (self.direction, is_needed) {
                    (Direction::Given, true) => (Class::Breaking, "is new and has to be given"),
                    _ => (self.wider_or_same(sense), "is new"),
                };
                self.add(class, place, text);
                continue;
            };
            self.need(place, needed.contains(name.as_str()), is_needed, sense);
            self.visit(place, former, schema, sense);
        }
        let is_gone = |name: &&String| !after.is_some_and(|after| after.contains_key(*name));
        for name in before.into_iter().flat_map(Map::keys).filter(is_gone) {
            let place = self.places.step(place, Step::Property(name));
            self.add(Class::Breaking, place, "is gone");
        }
        // Names that are required and not described.
        let names: BTreeSet<_> = needed.symmetric_difference(&needs).copied().collect();
        let is_described = |members: Option<&'a Map<String, Value>>, name: &str| {
            members.is_some_and(|members| members.contains_key(name))
        };
        for name in names {
            if !is_described(before, name) && !is_described(after, name) {
                let place = self.places.step(place, Step::Property(name));
                self.need(place, needed.contains(name), needs.contains(name), sense);
            }
        }
    }

    fn need(&mut self, place: PlaceId, before: bool, after: bool, sense: Sense) {
        match (before, after) {
            (false, true) => self.add(self.narrower(sense), place, self.required_now()),
            (true, false) => self.add(self.wider(sense), place, self.optional_now()),
            _ => {}
        }
    }

    fn required_now(&self) -> &'static str {
        match self.direction {
            Direction::Given => "has to be given now",
            Direction::Returned => "is always there now",
        }
    }

    fn optional_now(&self) -> &'static str {
        match self.direction {
            Direction::Given => "may be left out now",
            Direction::Returned => "may be missing now",
        }
    }
}
