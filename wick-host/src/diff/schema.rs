//! Two JSON Schemas: which values does one take that the other does not?
//!
//! What a caller gives breaks when less is taken; what a caller gets breaks when more may come.

mod parts;
mod restrictions;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::parts::{choices, join, members, plain, required, resolve, types};
use super::{Class, Diff, Subject, became};

/// Which way the values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the caller to the plugin.
    Given,
    /// From the plugin to the caller.
    Returned,
}

impl Direction {
    fn narrower(self) -> Class {
        match self {
            Self::Given => Class::Breaking,
            Self::Returned => Class::Additive,
        }
    }

    fn wider(self) -> Class {
        match self {
            Self::Given => Class::Additive,
            Self::Returned => Class::Breaking,
        }
    }
}

/// Nested deeper than this, schemas are compared as a whole. Recursive types end here.
const DEEPEST: usize = 24;

/// Adds what changed from `old` to `new`; `subject` names the part at a path.
pub(super) fn compare(
    diff: &mut Diff,
    old: &Value,
    new: &Value,
    direction: Direction,
    subject: &dyn Fn(&str) -> Subject,
) {
    Comparison {
        diff,
        direction,
        subject,
        roots: (old, new),
    }
    .at("", old, new, 0);
}

struct Comparison<'a> {
    diff: &'a mut Diff,
    direction: Direction,
    subject: &'a dyn Fn(&str) -> Subject,
    /// The documents, where `$ref` points into.
    roots: (&'a Value, &'a Value),
}

impl Comparison<'_> {
    fn at(&mut self, path: &str, old: &Value, new: &Value, depth: usize) {
        let (old, new) = (resolve(self.roots.0, old), resolve(self.roots.1, new));
        if old == new && self.roots.0 == self.roots.1 {
            return;
        }
        let ((Some(before), Some(after)), true) =
            ((old.as_object(), new.as_object()), depth < DEEPEST)
        else {
            return self.whole(path, old, new);
        };
        let (before, after) = (&plain(before), &plain(after));
        self.types(path, before, after);
        self.choices(path, before, after);
        self.bounds(path, before, after);
        self.forms(path, before, after);
        self.default(path, before, after);
        self.wording(path, before, after);
        self.properties(path, before, after, depth);
        // Without these, anything is allowed.
        let anything = &Value::Bool(true);
        for (keyword, suffix) in [("items", "[]"), ("additionalProperties", "{}")] {
            let inner =
                |schema: &'_ Map<String, Value>| schema.get(keyword).unwrap_or(anything).clone();
            let (old, new) = (inner(before), inner(after));
            self.at(&format!("{path}{suffix}"), &old, &new, depth + 1);
        }
        self.rest(path, before, after);
    }

    /// Schemas that are `true` (anything), `false` (nothing), or too deep to look into.
    fn whole(&mut self, path: &str, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new => {}
            (Value::Bool(false), _) | (_, Value::Bool(true)) => {
                self.add(self.direction.wider(), path, "is no longer restricted");
            }
            (Value::Bool(true), _) | (_, Value::Bool(false)) => {
                self.add(self.direction.narrower(), path, "is restricted now");
            }
            _ => self.add(Class::Breaking, path, "takes another form"),
        }
    }

    /// `type`. Without one, any type.
    fn types(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        let (Some(old), Some(new)) = (types(old), types(new)) else {
            return self.presence(path, "a type", old.get("type"), new.get("type"));
        };
        // Every integer is a number.
        let covers = |outer: &BTreeSet<String>, inner: &BTreeSet<String>| {
            inner
                .iter()
                .all(|name| outer.contains(name) || (name == "integer" && outer.contains("number")))
        };
        let names = |types: &BTreeSet<String>| {
            types
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" or ")
        };
        if old == new {
            return;
        }
        let class = match (covers(&new, &old), covers(&old, &new)) {
            (true, _) => self.direction.wider(),
            (false, true) => self.direction.narrower(),
            (false, false) => Class::Breaking,
        };
        let text = format!("is of another type: {}", became(names(&old), names(&new)));
        self.add(class, path, text);
    }

    /// `enum` and `const`.
    fn choices(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        let (before, after) = (choices(old), choices(new));
        let (Some(before), Some(after)) = (&before, &after) else {
            let value = |choices: Option<Vec<Value>>| choices.map(Value::Array);
            return self.presence(
                path,
                "a list of choices",
                value(before).as_ref(),
                value(after).as_ref(),
            );
        };
        let missing = |from: &[Value], to: &[Value]| {
            let missing: Vec<String> = from
                .iter()
                .filter(|value| !to.contains(value))
                .map(Value::to_string)
                .collect();
            (!missing.is_empty()).then(|| missing.join(", "))
        };
        if let Some(gone) = missing(before, after) {
            self.add(
                self.direction.narrower(),
                path,
                format!("can no longer be {gone}"),
            );
        }
        if let Some(more) = missing(after, before) {
            self.add(self.direction.wider(), path, format!("can be {more} too"));
        }
    }

    /// Who gives nothing gets the default, which is a promise; of a result it means nothing.
    fn default(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        let text = |schema: &Map<String, Value>| {
            schema
                .get("default")
                .map_or("none".to_owned(), Value::to_string)
        };
        let (before, after) = (text(old), text(new));
        if before != after && self.direction == Direction::Given {
            let class = match old.contains_key("default") {
                true => Class::Breaking,
                false => Class::Additive,
            };
            self.add(
                class,
                path,
                format!("has another default: {before} → {after}"),
            );
        }
    }

    fn wording(&mut self, path: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
        let differs = |keyword: &str| old.get(keyword) != new.get(keyword);
        if ["title", "description", "examples"]
            .into_iter()
            .any(differs)
        {
            self.add(Class::Wording, path, "is described differently");
        }
    }

    fn properties(
        &mut self,
        path: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        depth: usize,
    ) {
        let (before, after) = (members(old), members(new));
        let (needed, needs) = (required(old), required(new));
        for (name, schema) in &after {
            let path = join(path, name);
            let is_needed = needs.contains(name.as_str());
            let Some(former) = before.get(name) else {
                let (class, text) = match (self.direction, is_needed) {
                    (Direction::Given, true) => (Class::Breaking, "is new and has to be given"),
                    _ => (Class::Additive, "is new"),
                };
                self.add(class, &path, text);
                continue;
            };
            match (needed.contains(name.as_str()), is_needed) {
                (false, true) => self.add(self.direction.narrower(), &path, self.required_now()),
                (true, false) => self.add(self.direction.wider(), &path, self.optional_now()),
                _ => {}
            }
            self.at(&path, former, schema, depth + 1);
        }
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            self.add(Class::Breaking, &join(path, name), "is gone");
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

    fn add(&mut self, class: Class, path: &str, text: impl Into<String>) {
        let subject = (self.subject)(path);
        self.diff.add(class, &subject, text);
    }
}
