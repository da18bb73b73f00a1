use std::cell::OnceCell;
use std::collections::{HashMap, HashSet, VecDeque};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// Keywords that say: what that schema says, too. The second and the third, from 2020-12 and
/// 2019-09, mean the same within one document.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Keywords whose values are data, whatever they look like.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];

/// A JSON Schema and where the references in it lead.
///
/// Only within the document: nothing is ever fetched.
///
/// ```
/// use serde_json::json;
/// use wick_host::schema::Document;
///
/// let schema = json!({"$ref": "#/$defs/Page", "$defs": {"Page": {"required": ["number"]}}});
/// let document = Document::new(&schema);
/// let parts = document.parts(&schema);
/// assert_eq!(parts[1]["required"], json!(["number"]));
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    root: &'a Value,
    /// Filled by the first reference that is not a JSON Pointer.
    names: OnceCell<HashMap<String, &'a Value>>,
}

impl<'a> Document<'a> {
    /// The document that is this schema.
    pub fn new(root: &'a Value) -> Self {
        Self {
            root,
            names: OnceCell::new(),
        }
    }

    /// Returns the whole document.
    pub fn root(&self) -> &'a Value {
        self.root
    }

    /// Returns the schema that a `$ref` means: `#`, a JSON Pointer such as `#/$defs/Page`, an anchor
    /// such as `#page`, or the `$id` of a schema in the document; `None` if it leads nowhere here.
    pub fn target(&self, reference: &str) -> Option<&'a Value> {
        let names = || self.names.get_or_init(|| names(self.root));
        match reference.split_once('#') {
            Some(("", fragment)) if fragment.is_empty() || fragment.starts_with('/') => {
                let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
                self.root.pointer(&pointer)
            }
            Some((base, fragment)) if fragment.is_empty() || fragment.starts_with('/') => {
                let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
                names().get(base)?.pointer(&pointer)
            }
            _ => names().get(reference).copied(),
        }
    }

    /// Returns what a value of `schema` has to satisfy beside its own keywords: the targets of its
    /// references, and the members of its `allOf`.
    pub fn also(&self, schema: &'a Map<String, Value>) -> impl Iterator<Item = &'a Value> {
        let reference = |keyword: &&str| schema.get(*keyword)?.as_str();
        let targets = REFERENCES.iter().filter_map(reference);
        let all = schema.get("allOf").and_then(Value::as_array);
        targets
            .filter_map(|reference| self.target(reference))
            .chain(all.into_iter().flatten())
    }

    /// Returns the reference of a schema that leads nowhere in this document, if it has one.
    pub fn dangling<'s>(&self, schema: &'s Map<String, Value>) -> Option<&'s str> {
        let reference = |keyword: &&str| schema.get(*keyword)?.as_str();
        let mut references = REFERENCES.iter().filter_map(reference);
        references.find(|reference| self.target(reference).is_none())
    }

    /// Returns all objects that a value of `schema` has to satisfy: itself, where its references
    /// lead, the members of `allOf`, and theirs; each once, those nearest to `schema` first.
    pub fn parts(&self, schema: &'a Value) -> Vec<&'a Map<String, Value>> {
        let mut parts = Vec::new();
        let mut seen = HashSet::new();
        let mut next = vec![schema];
        while let Some(schema) = next.pop() {
            let Some(schema) = schema.as_object() else {
                continue;
            };
            if seen.insert(std::ptr::from_ref(schema)) {
                parts.push(schema);
                let more: Vec<_> = self.also(schema).collect();
                next.extend(more.into_iter().rev());
            }
        }
        parts
    }

    /// Returns the members that a value of `schema` may have and what they are, in the order of the
    /// document: those of all [`parts`](Self::parts), then those of their alternatives.
    pub fn properties(&self, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let (mut names, mut properties) = (HashSet::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut alternatives = VecDeque::from([schema]);
        while let Some(schema) = alternatives.pop_front() {
            let mut next = vec![schema];
            while let Some(schema) = next.pop() {
                let Some(part) = schema.as_object() else {
                    continue;
                };
                if !seen.insert(std::ptr::from_ref(part)) {
                    continue;
                }
                let members = part.get("properties").and_then(Value::as_object);
                for (name, schema) in members.into_iter().flatten() {
                    if names.insert(name.as_str()) {
                        properties.push((name.as_str(), schema));
                    }
                }
                let also: Vec<_> = self.also(part).collect();
                next.extend(also.into_iter().rev());
                let several = ALTERNATIVES.iter().filter_map(|keyword| part.get(*keyword));
                alternatives.extend(several.filter_map(Value::as_array).flatten());
                let single = ["then", "else"].iter();
                alternatives.extend(single.filter_map(|keyword| part.get(*keyword)));
            }
        }
        properties
    }

    /// Returns the names of the members that a value of `schema` has to have, each once.
    pub fn required(&self, schema: &'a Value) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        let parts = self.parts(schema).into_iter();
        let names = parts.filter_map(|part| part.get("required")?.as_array());
        let names = names.flatten().filter_map(Value::as_str);
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// Returns the types of values of `schema`, in the words of JSON Schema: its own, or those of all
    /// its alternatives. Empty if it does not say.
    pub fn types(&self, schema: &'a Value) -> Vec<&'a str> {
        self.types_within(schema, &mut Walk::default())
            .unwrap_or_default()
    }

    fn types_within(&self, schema: &'a Value, walk: &mut Walk) -> Option<Vec<&'a str>> {
        let parts = walk.spend(self.parts(schema))?;
        for part in &parts {
            match part.get("type") {
                Some(Value::String(name)) => return Some(vec![name]),
                Some(Value::Array(names)) => {
                    return Some(names.iter().filter_map(Value::as_str).collect());
                }
                _ => {}
            }
        }
        for part in parts {
            let mut types = Vec::new();
            for alternative in alternatives(part) {
                for name in walk.deeper(alternative, |walk| self.types_within(alternative, walk))? {
                    if !types.contains(&name) {
                        types.push(name);
                    }
                }
            }
            if !types.is_empty() {
                return Some(types);
            }
        }
        None
    }

    /// Returns the values that `schema` takes, if it counts them, without `null`: those of `enum` or
    /// `const`, or of alternatives that are all such, each with what is said of it.
    pub fn choices(&self, schema: &'a Value) -> Option<Vec<Choice<'a>>> {
        self.choices_within(schema, &mut Walk::default())
    }

    fn choices_within(&self, schema: &'a Value, walk: &mut Walk) -> Option<Vec<Choice<'a>>> {
        let parts = walk.spend(self.parts(schema))?;
        for part in &parts {
            let text = part.get("description").and_then(Value::as_str);
            let choices = match (part.get("enum"), part.get("const")) {
                (Some(Value::Array(values)), _) => {
                    values.iter().map(|value| (value, None)).collect()
                }
                (_, Some(value)) => vec![(value, text)],
                _ => continue,
            };
            let choices = choices.into_iter().filter(|(value, _)| !value.is_null());
            return Some(
                choices
                    .map(|(value, text)| Choice { value, text })
                    .collect(),
            );
        }
        for part in parts {
            let mut choices = Vec::new();
            for alternative in alternatives(part) {
                if alternative.get("type").and_then(Value::as_str) != Some("null") {
                    let look = |walk: &mut Walk| self.choices_within(alternative, walk);
                    choices.extend(walk.deeper(alternative, look)?);
                }
            }
            if !choices.is_empty() {
                return Some(choices);
            }
        }
        None
    }
}

/// A value that a schema takes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The value.
    pub value: &'a Value,
    /// What the schema says of it.
    pub text: Option<&'a str>,
}

/// The alternatives of alternatives that were looked at for one answer. They may lead back to
/// themselves, and may be as deep as the document is long.
#[derive(Default)]
struct Walk {
    seen: HashSet<*const Value>,
    depth: usize,
    /// Schemas that were looked at; many alternatives may share many.
    steps: usize,
}

impl Walk {
    /// Deeper than this, a schema is taken for one that says nothing.
    const DEEPEST: usize = 32;
    /// After so many schemas, the rest are taken for such, too.
    const MOST: usize = 1 << 20;

    fn spend<T>(&mut self, parts: Vec<T>) -> Option<Vec<T>> {
        self.steps += parts.len();
        (self.steps <= Self::MOST).then_some(parts)
    }

    /// Looks into an alternative. One that was looked at before adds nothing.
    fn deeper<T>(
        &mut self,
        alternative: &Value,
        look: impl FnOnce(&mut Self) -> Option<Vec<T>>,
    ) -> Option<Vec<T>> {
        if self.depth == Self::DEEPEST {
            return None;
        }
        if !self.seen.insert(std::ptr::from_ref(alternative)) {
            return Some(Vec::new());
        }
        self.depth += 1;
        let found = look(self);
        self.depth -= 1;
        found
    }
}

/// Keywords of which a value has to satisfy one.
const ALTERNATIVES: [&str; 2] = ["anyOf", "oneOf"];

fn alternatives(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let all = ALTERNATIVES.iter().find_map(|keyword| schema.get(*keyword));
    all.and_then(Value::as_array).into_iter().flatten()
}

/// Whether the keyword is one of those that [`Document::also`] follows.
pub(crate) fn is_reference(keyword: &str) -> bool {
    REFERENCES.contains(&keyword)
}

/// The schemas that have a name: anchors with their `#`, and identifiers.
fn names(root: &Value) -> HashMap<String, &Value> {
    let mut names = HashMap::new();
    let mut next = vec![root];
    while let Some(value) = next.pop() {
        match value {
            Value::Array(items) => next.extend(items),
            Value::Object(members) => {
                let text = |keyword| members.get(keyword).and_then(Value::as_str);
                let anchors = ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text);
                let anchors = anchors.map(|anchor| format!("#{anchor}"));
                let id = text("$id").map(|id| id.trim_end_matches('#').to_owned());
                for name in anchors.chain(id) {
                    names.entry(name).or_insert(value);
                }
                let schemas = members.iter();
                next.extend(
                    schemas
                        .filter(|(keyword, _)| !DATA.contains(&keyword.as_str()))
                        .map(|(_, schema)| schema),
                );
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_to_pointers_anchors_and_identifiers() {
        let schema = json!({
            "$id": "https://example.org/root",
            "$defs": {
                "a/b~c%d e": {"title": "escaped"},
                "named": {"$anchor": "here", "title": "named"},
                "other": {"$id": "other", "title": "other", "items": {"title": "its items"}},
                "data": {"default": {"$anchor": "not"}},
            },
            "definitions": {"old": {"title": "old"}},
        });
        let document = Document::new(&schema);
        for (reference, title) in [
            ("#/$defs/a~1b~0c%25d%20e", Some("escaped")),
            ("#here", Some("named")),
            ("other", Some("other")),
            ("other#/items", Some("its items")),
            ("https://example.org/root#/definitions/old", Some("old")),
            ("#/definitions/old", Some("old")),
            ("#/definitions/gone", None),
            ("#not", None),
            ("https://example.org/elsewhere", None),
        ] {
            let found = document.target(reference);
            let found = found.and_then(|schema| schema["title"].as_str());
            assert_eq!(found, title, "{reference}");
        }
        assert_eq!(document.target("#"), Some(&schema));
    }

    #[test]
    fn loops_of_references_end() {
        let schema = json!({
            "$ref": "#/$defs/a",
            "$defs": {
                "a": {"$ref": "#/$defs/b", "allOf": [{"$ref": "#"}, {"minLength": 1}]},
                "b": {"$ref": "#/$defs/a"},
            },
        });
        let parts = Document::new(&schema).parts(&schema);
        assert_eq!(parts.len(), 5);
        assert!(parts.iter().any(|part| part.contains_key("minLength")));
    }

    /// N1: what schemars writes for an enum whose variants have doc comments.
    #[test]
    fn choices_are_found_behind_references_and_beside_null() {
        let schema = json!({
            "anyOf": [{"$ref": "#/$defs/Mode"}, {"type": "null"}],
            "$defs": {"Mode": {"oneOf": [
                {"type": "string", "enum": ["a", "b"]},
                {"type": "string", "const": "c", "description": "The third."},
            ]}},
        });
        let document = Document::new(&schema);
        let choices = document.choices(&schema).unwrap();
        let choices = choices.iter().map(|choice| (choice.value, choice.text));
        let expected = [
            (&json!("a"), None),
            (&json!("b"), None),
            (&json!("c"), Some("The third.")),
        ];
        assert!(choices.eq(expected));
        assert_eq!(document.types(&schema), ["string", "null"]);
        let endless = json!({"anyOf": [{"$ref": "#"}, {"$ref": "#"}]});
        let document = Document::new(&endless);
        assert_eq!(document.choices(&endless), None);
        assert!(document.types(&endless).is_empty());
    }

    #[test]
    fn shared_members_count_once() {
        let mut definitions = json!({"s0": {"minLength": 1}});
        for level in 1..60 {
            let below = json!({"$ref": format!("#/$defs/s{}", level - 1)});
            definitions[format!("s{level}")] = json!({"allOf": [below.clone(), below]});
        }
        let schema = json!({"$ref": "#/$defs/s59", "$defs": definitions});
        // Each `$ref` is an object of its own.
        assert_eq!(Document::new(&schema).parts(&schema).len(), 1 + 60 + 2 * 59);
    }
}
