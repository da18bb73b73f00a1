//! Walks arrays, maps and structs for serde, and notes the path in errors.

use std::borrow::Cow;
use std::iter::Enumerate;
use std::vec::IntoIter;

use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::Error;
use super::parse::{Entry, Node};

/// The items of an array.
pub(super) struct Elements<'a>(Enumerate<IntoIter<Node<'a>>>);

impl<'a> Elements<'a> {
    pub(super) fn new(items: Vec<Node<'a>>) -> Self {
        Self(items.into_iter().enumerate())
    }
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some((index, item)) = self.0.next() else {
            return Ok(None);
        };
        seed.deserialize(item)
            .map(Some)
            .map_err(|error| error.within_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a map: all of them, in order.
pub(super) struct Entries<'a> {
    rest: IntoIter<Entry<'a>>,
    current: Option<Entry<'a>>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(entries: Vec<Entry<'a>>) -> Self {
        Self {
            rest: entries.into_iter(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.current = self.rest.next();
        let Some((key, _)) = &self.current else {
            return Ok(None);
        };
        seed.deserialize(CowStrDeserializer::new(key.clone()))
            .map(Some)
            .map_err(|error: Error| error.within_key(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        // serde asks for a value only after its key; without one it is like a missing value.
        let (key, node) = self
            .current
            .take()
            .unwrap_or((Cow::Borrowed(""), Node::Null));
        seed.deserialize(node)
            .map_err(|error| error.within_key(&key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The fields of a struct that are present, each once and under its own name.
pub(super) struct Fields<'a> {
    rest: IntoIter<(&'static str, Node<'a>)>,
    current: Option<(&'static str, Node<'a>)>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(entries: Vec<Entry<'a>>, names: &'static [&'static str]) -> Self {
        let mut found: Vec<Option<Node<'a>>> = vec![None; names.len()];
        for (key, node) in entries {
            if matches!(node, Node::Null) {
                continue;
            }
            if let Some(index) = position(names, &key) {
                found[index] = Some(node);
            }
        }
        let fields: Vec<_> = names
            .iter()
            .zip(found)
            .filter_map(|(&name, node)| Some((name, node?)))
            .collect();
        Self {
            rest: fields.into_iter(),
            current: None,
        }
    }
}

/// An exact match is preferred to one in another letter case.
fn position(names: &[&str], key: &str) -> Option<usize> {
    let exact = names.iter().position(|&name| name == key);
    exact.or_else(|| {
        names
            .iter()
            .position(|name| name.chars().map(fold).eq(key.chars().map(fold)))
    })
}

/// Unicode's simple folding, as far as it leads to ASCII: the long s and the Kelvin sign do.
fn fold(character: char) -> char {
    match character {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else {
            return Ok(None);
        };
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (name, node) = self.current.take().unwrap_or(("", Node::Null));
        seed.deserialize(node)
            .map_err(|error| error.within_key(name))
    }
}
