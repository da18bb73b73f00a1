//! What a schema says in one place, wherever it says it.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::parts::{ALTERNATIVES, choices, is_null, is_silent, types};
use crate::schema::Document;

/// A schema with its references followed: everything that a value has to satisfy.
#[derive(Debug, Default)]
pub(super) struct Site<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// `false`, which no value satisfies, is among them.
    pub(super) is_never: bool,
    pub(super) notes: Notes<'a>,
    /// Schemas that were looked at.
    pub(super) steps: usize,
}

/// One of the objects that say something about values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) schema: &'a Value,
    pub(super) keywords: &'a Map<String, Value>,
    /// It is an alternative to `null`: what an optional value is.
    is_optional: bool,
    /// The keyword whose alternatives are `null` and another part.
    optional: Option<&'static str>,
}

/// What is said to people and models; where several parts say it, the outermost does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notes<'a> {
    pub(super) words: [Option<&'a Value>; 4],
    pub(super) default: Option<&'a Value>,
}

const WORDS: [&str; 4] = ["title", "description", "examples", "deprecated"];

impl<'a> Notes<'a> {
    fn take(&mut self, keywords: &'a Map<String, Value>) {
        for (word, keyword) in self.words.iter_mut().zip(WORDS) {
            *word = word.or_else(|| keywords.get(keyword));
        }
        self.default = self.default.or_else(|| keywords.get("default"));
    }
}

impl<'a> Site<'a> {
    pub(super) fn of(document: &Document<'a>, schema: &'a Value) -> Self {
        let mut site = Self::default();
        let mut seen = HashSet::new();
        let mut next = vec![(schema, false)];
        while let Some((schema, is_optional)) = next.pop() {
            site.steps += 1;
            let Some(keywords) = schema.as_object() else {
                site.is_never |= *schema == Value::Bool(false);
                continue;
            };
            if !seen.insert(std::ptr::from_ref(keywords)) {
                continue;
            }
            site.notes.take(keywords);
            let optional = beside_null(document, keywords);
            let also = document.also(keywords).map(|also| (also, is_optional));
            let inner = optional.map(|(_, inner)| (inner, true));
            let mut more: Vec<_> = also.chain(inner).collect();
            site.steps += more.len();
            more.reverse();
            next.append(&mut more);
            let part = Part {
                schema,
                keywords,
                is_optional,
                optional: optional.map(|(keyword, _)| keyword),
            };
            if part.says_something(document) {
                site.parts.push(part);
            }
        }
        site
    }

    /// Whether `null` is taken, as far as that is said here and not within alternatives.
    pub(super) fn takes_null(&self) -> bool {
        self.parts.iter().all(Part::takes_null)
    }

    /// The first part that says of which types values are.
    pub(super) fn typed(&self) -> Option<&Part<'a>> {
        let mut parts = self.parts.iter();
        parts.find(|part| types(part.keywords).is_some())
    }
}

impl<'a> Part<'a> {
    /// One that says nothing.
    pub(super) fn nothing() -> Self {
        static NOTHING: LazyLock<(Value, Map<String, Value>)> = LazyLock::new(Default::default);
        Self {
            schema: &NOTHING.0,
            keywords: &NOTHING.1,
            is_optional: false,
            optional: None,
        }
    }

    /// Its alternatives but for `null`, by their keyword.
    pub(super) fn alternatives(&self) -> Vec<(&'static str, Vec<&'a Value>)> {
        let but_null = |all: &'a [Value]| all.iter().filter(|one| !is_null(one)).collect();
        let all = self.all_alternatives();
        all.map(|(keyword, all)| (keyword, but_null(all))).collect()
    }

    /// Whether its alternatives are all that it says.
    pub(super) fn is_only_alternatives(&self, document: &Document<'_>) -> bool {
        let mut keywords = self.keywords.keys().map(String::as_str);
        keywords.all(|keyword| ALTERNATIVES.contains(&keyword) || is_silent(keyword))
            && document.dangling(self.keywords).is_none()
    }

    fn all_alternatives(&self) -> impl Iterator<Item = (&'static str, &'a [Value])> {
        ALTERNATIVES.into_iter().filter_map(|keyword| {
            let all = self.keywords.get(keyword)?.as_array()?;
            (self.optional != Some(keyword)).then_some((keyword, all.as_slice()))
        })
    }

    fn takes_null(&self) -> bool {
        let mut alternatives = self.all_alternatives();
        let by_itself = match types(self.keywords) {
            None => alternatives.all(|(_, all)| all.iter().any(is_null)),
            Some(_) => takes_null(self.keywords),
        };
        self.is_optional || by_itself
    }

    fn says_something(&self, document: &Document<'_>) -> bool {
        let mut keywords = self.keywords.keys();
        keywords.any(|keyword| self.optional != Some(keyword.as_str()) && !is_silent(keyword))
            || document.dangling(self.keywords).is_some()
    }
}

/// `T` of `anyOf: [T, null]`, which an optional value is.
fn beside_null<'a>(
    document: &Document<'a>,
    schema: &'a Map<String, Value>,
) -> Option<(&'static str, &'a Value)> {
    let says_more = |keyword: &str| schema.contains_key(keyword);
    if says_more("type") || says_more("enum") || says_more("const") {
        return None;
    }
    let (keyword, one, other) = ALTERNATIVES.into_iter().find_map(|keyword| {
        match schema.get(keyword)?.as_array()?.as_slice() {
            [one, other] => Some((keyword, one, other)),
            _ => None,
        }
    })?;
    let inner = match (is_null(one), is_null(other)) {
        (false, true) => one,
        (true, false) => other,
        _ => return None,
    };
    // Of `oneOf` exactly one is true: `null` is taken unless `T` takes it, too.
    let is_other = || {
        let parts = document.parts(inner);
        parts.into_iter().any(|part| !takes_null(part))
    };
    (keyword == "anyOf" || is_other()).then_some((keyword, inner))
}

fn takes_null(schema: &Map<String, Value>) -> bool {
    let of_types = types(schema).is_none_or(|types| types.contains("null"));
    let of_choices = choices(schema).is_none_or(|choices| choices.iter().any(|one| one.is_null()));
    of_types && of_choices
}
