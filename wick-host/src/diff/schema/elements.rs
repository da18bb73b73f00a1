//! Schemas within a schema, but for members of an object.

use serde_json::{Map, Value};

use super::place::{PlaceId, Step};
use super::{ANYTHING, Comparison, Sense};
use crate::diff::Class;

impl<'a> Comparison<'a, '_> {
    /// What elements of a list and further members of an object are.
    pub(super) fn elements(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        let (before, after) = (Elements::of(old), Elements::of(new));
        for index in 0..before.first.len().max(after.first.len()) {
            let place = self.places.step(place, Step::Index(index));
            self.visit(place, before.at(index), after.at(index), sense);
        }
        let others = [
            ("[]", before.rest, after.rest),
            (
                "{}",
                or_anything(old, "additionalProperties"),
                or_anything(new, "additionalProperties"),
            ),
            (
                "{name}",
                or_anything(old, "propertyNames"),
                or_anything(new, "propertyNames"),
            ),
            (
                "[]",
                or_anything(old, "unevaluatedItems"),
                or_anything(new, "unevaluatedItems"),
            ),
            (
                "{}",
                or_anything(old, "unevaluatedProperties"),
                or_anything(new, "unevaluatedProperties"),
            ),
        ];
        for (suffix, before, after) in others {
            let is_said = !std::ptr::eq(before, after);
            if is_said {
                let place = self.places.step(place, Step::Other(suffix));
                self.visit(place, before, after, sense);
            }
        }
        self.patterns(place, old, new, sense);
    }

    /// `patternProperties`. One that comes takes values away from open objects and gives values to
    /// closed ones.
    fn patterns(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        let patterns = |schema: &'a Map<String, Value>| {
            let patterns = schema.get("patternProperties");
            patterns.and_then(Value::as_object)
        };
        let (before, after) = (patterns(old), patterns(new));
        for (pattern, schema) in after.into_iter().flatten() {
            let place = self.places.step(place, Step::Pattern(pattern));
            match before.and_then(|before| before.get(pattern)) {
                Some(former) => self.visit(place, former, schema, sense),
                None => self.add(Class::Breaking, place, "is a new pattern of names"),
            }
        }
        for pattern in before.into_iter().flat_map(Map::keys) {
            if !after.is_some_and(|after| after.contains_key(pattern)) {
                let place = self.places.step(place, Step::Pattern(pattern));
                self.add(Class::Breaking, place, "is gone as a pattern of names");
            }
        }
    }

    /// What else has to be true of the same value.
    pub(super) fn conditions(
        &mut self,
        place: PlaceId,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        match (old.get("contains"), new.get("contains")) {
            (Some(before), Some(after)) => {
                let place = self.places.step(place, Step::Other("[?]"));
                self.visit(place, before, after, sense);
            }
            (before, after) => self.presence(place, "a contains", before, after, sense),
        }
        match (old.get("not"), new.get("not")) {
            (Some(before), Some(after)) => self.visit_here(place, before, after, Sense::Unclear),
            (before, after) => self.presence(place, "a not", before, after, sense),
        }
        if let (Some(before), Some(after)) = (old.get("contentSchema"), new.get("contentSchema")) {
            self.visit_here(place, before, after, Sense::Unclear);
        }
        match (old.get("if"), new.get("if")) {
            (Some(before), Some(after)) => {
                self.visit_here(place, before, after, Sense::Unclear);
                for keyword in ["then", "else"] {
                    let (before, after) = (or_anything(old, keyword), or_anything(new, keyword));
                    self.visit_here(place, before, after, sense);
                }
            }
            (before, after) => self.presence(place, "a condition", before, after, sense),
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            self.dependencies(place, keyword, old, new, sense);
        }
    }

    /// What has to be true where a member is there.
    fn dependencies(
        &mut self,
        place: PlaceId,
        keyword: &str,
        old: &'a Map<String, Value>,
        new: &'a Map<String, Value>,
        sense: Sense,
    ) {
        let of = |schema: &'a Map<String, Value>| schema.get(keyword).and_then(Value::as_object);
        let (before, after) = (of(old), of(new));
        for (name, schema) in after.into_iter().flatten() {
            match before.and_then(|before| before.get(name)) {
                // A list of the members that have to be there, too.
                Some(former) if former.is_array() || schema.is_array() => {
                    if former != schema {
                        let place = self.places.step(place, Step::Property(name));
                        self.add(Class::Breaking, place, "needs other members beside it");
                    }
                }
                Some(former) => self.visit_here(place, former, schema, sense),
                None => {
                    let place = self.places.step(place, Step::Property(name));
                    self.add(self.narrower(sense), place, "has a condition beside it now");
                }
            }
        }
        for name in before.into_iter().flat_map(Map::keys) {
            if !after.is_some_and(|after| after.contains_key(name)) {
                let place = self.places.step(place, Step::Property(name));
                self.add(
                    self.wider(sense),
                    place,
                    "no longer has a condition beside it",
                );
            }
        }
    }
}

/// What the elements of a list are: the first ones each, and all further ones.
struct Elements<'a> {
    first: &'a [Value],
    rest: &'a Value,
}

impl<'a> Elements<'a> {
    fn of(schema: &'a Map<String, Value>) -> Self {
        let list = |keyword| schema.get(keyword).and_then(Value::as_array);
        match (list("prefixItems"), list("items")) {
            // As it was until 2019-09.
            (None, Some(first)) => Self {
                first,
                rest: or_anything(schema, "additionalItems"),
            },
            (first, _) => Self {
                first: first.map(Vec::as_slice).unwrap_or_default(),
                rest: or_anything(schema, "items"),
            },
        }
    }

    fn at(&self, index: usize) -> &'a Value {
        self.first.get(index).unwrap_or(self.rest)
    }
}

/// Without the keyword, anything is allowed.
fn or_anything<'a>(schema: &'a Map<String, Value>, keyword: &str) -> &'a Value {
    schema.get(keyword).unwrap_or(ANYTHING)
}
