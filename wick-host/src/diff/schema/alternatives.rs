//! `anyOf` and `oneOf`: which alternative became which?

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::parts::{ALTERNATIVES, choices};
use super::place::PlaceId;
use super::site::Part;
use super::{Comparison, Sense};
use crate::diff::text::{clipped, json};
use crate::schema::Document;

/// How an alternative is recognized in another version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    /// By a value that no other alternative has: its tag. One of another tag is another alternative.
    Tag(String),
    /// By what it is called, or of which type it is. Either may change.
    Called(String),
}

impl<'a> Comparison<'a, '_> {
    pub(super) fn alternatives(
        &mut self,
        place: PlaceId,
        old: &Part<'a>,
        new: &Part<'a>,
        sense: Sense,
    ) {
        // Compared as values.
        if choices(old.keywords).is_some() && choices(new.keywords).is_some() {
            return;
        }
        let (before, after) = (old.alternatives(), new.alternatives());
        match (before.as_slice(), after.as_slice()) {
            ([before], [after]) => {
                if before.0 != after.0 {
                    // `oneOf` refuses what two alternatives take.
                    let class = match after.0 {
                        "oneOf" => self.narrower(sense),
                        _ => self.wider(sense),
                    };
                    let text = format!("its {} became {}", before.0, after.0);
                    self.add(class, place, text);
                }
                self.matched(place, &before.1, &after.1, sense);
            }
            // What was all there is may be one alternative of several now, and the other way round.
            ([], [after]) if new.is_only_alternatives(&self.documents.1) => {
                self.matched(place, &[old.schema], &after.1, sense);
            }
            ([before], []) if old.is_only_alternatives(&self.documents.0) => {
                self.matched(place, &before.1, &[new.schema], sense);
            }
            (before, after) => self.each_keyword(place, before, after, sense),
        }
    }

    fn each_keyword(
        &mut self,
        place: PlaceId,
        old: &[(&'static str, Vec<&'a Value>)],
        new: &[(&'static str, Vec<&'a Value>)],
        sense: Sense,
    ) {
        for keyword in ALTERNATIVES {
            let of = |all: &[(&'static str, Vec<&'a Value>)]| {
                let found = all.iter().find(|(name, _)| *name == keyword);
                found.map(|(_, alternatives)| alternatives.clone())
            };
            match (of(old), of(new)) {
                (Some(old), Some(new)) => self.matched(place, &old, &new, sense),
                (None, Some(_)) => {
                    self.add(self.narrower(sense), place, "has alternatives now");
                }
                (Some(_), None) => {
                    self.add(self.wider(sense), place, "no longer has alternatives");
                }
                (None, None) => {}
            }
        }
    }

    fn matched(&mut self, place: PlaceId, old: &[&'a Value], new: &[&'a Value], sense: Sense) {
        let mut by_name: HashMap<Name, VecDeque<usize>> = HashMap::new();
        for (index, alternative) in old.iter().enumerate() {
            let name = self.name(false, alternative);
            by_name.entry(name).or_default().push_back(index);
        }
        let mut left: Vec<Option<Name>> = vec![None; old.len()];
        let mut others = Vec::new();
        for alternative in new.iter().copied() {
            let name = self.name(true, alternative);
            match by_name.get_mut(&name).and_then(VecDeque::pop_front) {
                Some(index) => self.visit_here(place, old[index], alternative, sense),
                None => others.push((name, alternative)),
            }
        }
        for (name, indices) in by_name {
            for index in indices {
                left[index] = Some(name.clone());
            }
        }
        let left = old.iter().copied().zip(left);
        let left: Vec<_> = left.filter_map(|(one, name)| Some((name?, one))).collect();
        let is_tagged = |(name, _): &&(Name, &'a Value)| matches!(name, Name::Tag(_));
        for (name, _) in left.iter().filter(is_tagged) {
            let text = format!("no longer has the alternative {}", name.text());
            self.add(self.narrower(sense), place, text);
        }
        for (name, _) in others.iter().filter(is_tagged) {
            let text = format!("has the alternative {} too", name.text());
            self.add(self.wider(sense), place, text);
        }
        let mut left = left.iter().filter(|one| !is_tagged(one));
        for (name, alternative) in others.iter().filter(|one| !is_tagged(one)) {
            match left.next() {
                Some((_, former)) => self.visit_here(place, former, alternative, sense),
                None => {
                    let text = format!("has the alternative {} too", name.text());
                    self.add(self.wider(sense), place, text);
                }
            }
        }
        for (name, _) in left {
            let text = format!("no longer has the alternative {}", name.text());
            self.add(self.narrower(sense), place, text);
        }
    }

    fn name(&mut self, is_new: bool, alternative: &'a Value) -> Name {
        let document = match is_new {
            true => &self.documents.1,
            false => &self.documents.0,
        };
        let (name, steps) = name(document, alternative);
        self.budget.spend(steps);
        name
    }
}

impl Name {
    fn text(&self) -> String {
        match self {
            Self::Tag(text) | Self::Called(text) => format!("`{}`", clipped(text, 60)),
        }
    }
}

/// The name, and how many schemas were looked at for it.
fn name<'a>(document: &Document<'a>, schema: &'a Value) -> (Name, usize) {
    let parts = document.parts(schema);
    let mut steps = parts.len();
    let single = |schema: &'a Value| match choices(schema.as_object()?)?.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    for part in &parts {
        if let Some([one]) = choices(part).as_deref() {
            return (Name::Tag(json(Some(one))), steps);
        }
        let properties = part.get("properties").and_then(|value| value.as_object());
        for (name, schema) in properties.into_iter().flatten() {
            steps += 1;
            if let Some(tag) = single(schema).filter(|tag| !tag.is_null()) {
                return (Name::Tag(format!("{name}: {}", json(Some(tag)))), steps);
            }
        }
        let required = part.get("required").and_then(Value::as_array);
        if let (Some(properties), Some([needed])) = (properties, required.map(Vec::as_slice))
            && let (1, Some(needed)) = (properties.len(), needed.as_str())
            && properties.contains_key(needed)
        {
            return (Name::Tag(needed.to_owned()), steps);
        }
    }
    let text = |keyword: &str| parts.iter().find_map(|part| part.get(keyword)?.as_str());
    let called = text("title").or_else(|| text("$ref")?.rsplit('/').next());
    let called = called.or_else(|| text("type")).unwrap_or("without a name");
    (Name::Called(called.to_owned()), steps)
}
