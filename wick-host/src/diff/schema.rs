//! Two JSON Schemas: which values does one take that the other does not?
//!
//! What a caller gives breaks when less is taken; what a caller gets breaks when more may come.
//!
//! A schema is a graph: references share parts of it, and lead back into it. So each two parts are
//! compared once, the nearest first, and each change is told where it is reached first. What
//! cannot be compared in full is told as breaking: a change is never no change.

mod alternatives;
mod elements;
mod members;
mod parts;
mod place;
mod restrictions;
mod site;
mod values;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use self::parts::{choices, weight};
use self::place::{PlaceId, Places};
use self::site::{Notes, Part, Site};
use super::budget::Budget;
use super::text::json;
use super::{Class, Diff, Subject};
use crate::schema::Document;

/// Which way the values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the caller to the plugin.
    Given,
    /// From the plugin to the caller.
    Returned,
}

/// What a change of a part means for the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sense {
    /// Whatever the part takes less, the whole takes less.
    Along,
    /// Nothing can be said, as within `not` and `if`: any change may break.
    Unclear,
}

/// A schema without a keyword takes anything there.
const ANYTHING: &Value = &Value::Bool(true);

/// Adds what changed from `old` to `new`; `subject` names the part at a path.
pub(super) fn compare(
    diff: &mut Diff,
    budget: &mut Budget,
    (old, new): (&Value, &Value),
    direction: Direction,
    subject: &dyn Fn(&str) -> Subject,
) {
    if old == new {
        return;
    }
    budget.grant(old, new);
    let mut comparison = Comparison {
        diff,
        budget,
        direction,
        subject,
        documents: (Document::new(old), Document::new(new)),
        places: Places::new(),
        next: VecDeque::new(),
        seen: HashSet::new(),
        told: HashSet::new(),
        hasher: RandomState::new(),
    };
    let root = Visit {
        place: Places::ROOT,
        old,
        new,
        sense: Sense::Along,
    };
    comparison.next.push_back(root);
    comparison.run();
}

/// Two schemas that are still to be compared.
#[derive(Clone, Copy, Debug)]
struct Visit<'a> {
    place: PlaceId,
    old: &'a Value,
    new: &'a Value,
    sense: Sense,
}

/// Two things that were compared, by their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Seen {
    Sites(usize, usize, Sense),
    Parts(usize, usize, Sense),
    Types(usize, usize, Sense),
    Note(usize, usize),
}

struct Comparison<'a, 'c> {
    diff: &'c mut Diff,
    budget: &'c mut Budget,
    direction: Direction,
    subject: &'c dyn Fn(&str) -> Subject,
    /// Where references lead.
    documents: (Document<'a>, Document<'a>),
    places: Places<'a>,
    /// Those nearest to the root first.
    next: VecDeque<Visit<'a>>,
    seen: HashSet<Seen>,
    /// Hashes of the changes that were told.
    told: HashSet<u64>,
    hasher: RandomState,
}

impl<'a> Comparison<'a, '_> {
    fn run(&mut self) {
        while let Some(visit) = self.next.pop_front() {
            if self.budget.is_exhausted() {
                let text = "cannot be compared: the schemas are too entangled";
                return self.add(Class::Uncompared, Places::ROOT, text);
            }
            self.site(visit);
        }
    }

    /// Compares two schemas with all that they refer to.
    fn site(&mut self, visit: Visit<'a>) {
        let Visit { place, sense, .. } = visit;
        if !self.is_new(Seen::Sites(address(visit.old), address(visit.new), sense)) {
            return;
        }
        let old = Site::of(&self.documents.0, visit.old);
        let new = Site::of(&self.documents.1, visit.new);
        self.budget.spend(old.steps + new.steps);
        self.notes(place, old.notes, new.notes);
        let is_anything = |site: &Site<'_>| site.parts.is_empty() && !site.is_never;
        match (old.is_never, new.is_never) {
            (true, true) => {}
            (true, false) => self.add(self.wider(sense), place, "is no longer restricted"),
            (false, true) => self.add(self.narrower(sense), place, "is restricted now"),
            (false, false) => match (is_anything(&old), is_anything(&new)) {
                (true, true) => {}
                (true, false) => self.add(self.narrower(sense), place, "is restricted now"),
                (false, true) => self.add(self.wider(sense), place, "is no longer restricted"),
                (false, false) => {
                    self.null(place, &old, &new, sense);
                    self.all_parts(place, &old.parts, &new.parts, sense);
                }
            },
        }
    }

    /// Values satisfy all parts: each that comes takes some away, and each that goes gives some back.
    fn all_parts(&mut self, place: PlaceId, old: &[Part<'a>], new: &[Part<'a>], sense: Sense) {
        if let ([old], [new]) = (old, new) {
            return self.part(place, old, new, sense);
        }
        // Those of the same keywords belong together, then what is left in its order.
        let keywords = |part: &Part<'a>| -> BTreeSet<&'a str> {
            part.keywords.keys().map(String::as_str).collect()
        };
        let mut alike: HashMap<_, VecDeque<&Part<'a>>> = HashMap::new();
        for part in old {
            alike.entry(keywords(part)).or_default().push_back(part);
        }
        let mut unmatched = Vec::new();
        for part in new {
            self.budget.spend(part.keywords.len());
            match alike.get_mut(&keywords(part)).and_then(VecDeque::pop_front) {
                Some(former) => self.part(place, former, part, sense),
                None => unmatched.push(part),
            }
        }
        let left: HashSet<_> = alike
            .values()
            .flatten()
            .map(|part| address(part.keywords))
            .collect();
        let mut left = old
            .iter()
            .filter(|part| left.contains(&address(part.keywords)));
        for part in unmatched {
            match left.next() {
                Some(former) => self.part(place, former, part, sense),
                None => self.part(place, &Part::nothing(), part, sense),
            }
        }
        for part in left {
            self.part(place, part, &Part::nothing(), sense);
        }
    }

    fn part(&mut self, place: PlaceId, old: &Part<'a>, new: &Part<'a>, sense: Sense) {
        let (before, after) = (old.keywords, new.keywords);
        if !self.is_new(Seen::Parts(address(before), address(after), sense)) {
            return;
        }
        self.budget.spend(weight(before) + weight(after));
        if is_split(old, new, &self.documents.1) || is_split(new, old, &self.documents.0) {
            return self.alternatives(place, old, new, sense);
        }
        self.types(place, before, after, sense);
        self.choices(place, before, after, sense);
        self.bounds(place, before, after, sense);
        self.forms(place, before, after, sense);
        self.properties(place, before, after, sense);
        self.elements(place, before, after, sense);
        self.conditions(place, before, after, sense);
        self.alternatives(place, old, new, sense);
        self.rest(place, before, after);
    }

    /// What people and models read, and the default: a caller that gives nothing gets it, which is a
    /// promise. Of a result it means nothing.
    fn notes(&mut self, place: PlaceId, old: Notes<'a>, new: Notes<'a>) {
        let mut is_other = false;
        for (old, new) in old.words.into_iter().zip(new.words) {
            is_other |= self.is_other_note(old, new);
        }
        if is_other {
            self.add(Class::Wording, place, "is described differently");
        }
        if self.direction == Direction::Given && self.is_other_note(old.default, new.default) {
            let class = match old.default {
                Some(_) => Class::Breaking,
                None => Class::Additive,
            };
            let (old, new) = (json(old.default), json(new.default));
            self.add(class, place, format!("has another default: {old} → {new}"));
        }
    }

    /// Whether two notes differ that were not compared yet: many places refer to the same ones.
    fn is_other_note(&mut self, old: Option<&'a Value>, new: Option<&'a Value>) -> bool {
        let [before, after] = [old, new].map(|note| note.map_or(0, address));
        self.is_new(Seen::Note(before, after)) && old != new
    }

    fn narrower(&self, sense: Sense) -> Class {
        match (sense, self.direction) {
            (Sense::Along, Direction::Returned) => Class::Additive,
            _ => Class::Breaking,
        }
    }

    fn wider(&self, sense: Sense) -> Class {
        match (sense, self.direction) {
            (Sense::Along, Direction::Given) => Class::Additive,
            _ => Class::Breaking,
        }
    }

    /// A member more, which callers pass over where they do not know it.
    fn wider_or_same(&self, sense: Sense) -> Class {
        match sense {
            Sense::Along => Class::Additive,
            Sense::Unclear => Class::Breaking,
        }
    }

    /// Compares two schemas later, after all that are nearer to the root.
    fn visit(&mut self, place: PlaceId, old: &'a Value, new: &'a Value, sense: Sense) {
        self.next.push_back(Visit {
            place,
            old,
            new,
            sense,
        });
    }

    /// Compares two schemas of the place itself next.
    fn visit_here(&mut self, place: PlaceId, old: &'a Value, new: &'a Value, sense: Sense) {
        self.next.push_front(Visit {
            place,
            old,
            new,
            sense,
        });
    }

    fn is_new(&mut self, seen: Seen) -> bool {
        self.seen.insert(seen)
    }

    fn add(&mut self, class: Class, place: PlaceId, text: impl Into<String>) {
        let (path, text) = (self.places.path(place), text.into());
        if self
            .told
            .insert(self.hasher.hash_one((class, &path, &text)))
        {
            self.diff.add(class, &(self.subject)(&path), text);
        }
    }
}

/// Whether what was one schema is one of several alternatives in the other version.
fn is_split(one: &Part<'_>, several: &Part<'_>, document: &Document<'_>) -> bool {
    one.alternatives().is_empty()
        && !several.alternatives().is_empty()
        && several.is_only_alternatives(document)
        && choices(several.keywords).is_none()
}

fn address<T>(of: &T) -> usize {
    std::ptr::from_ref(of).addr()
}
