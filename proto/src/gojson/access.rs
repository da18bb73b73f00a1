//! Walks arrays, maps and structs for serde, and notes the path in errors.

use std::borrow::Cow;
use std::iter::Enumerate;

use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::Error;
use super::node::{self, Items, Node};

/// The items of an array.
pub(super) struct Elements<'t, 'a>(Enumerate<Items<'t, 'a>>);

impl<'t, 'a> Elements<'t, 'a> {
    pub(super) fn of(array: Node<'t, 'a>) -> Self {
        Self(array.items().enumerate())
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
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
        self.0.size_hint().1
    }
}

/// The entries of a map: all of them, in order.
pub(super) struct Entries<'t, 'a> {
    rest: node::Entries<'t, 'a>,
    current: Option<(Cow<'a, str>, Node<'t, 'a>)>,
}

impl<'t, 'a> Entries<'t, 'a> {
    pub(super) fn of(object: Node<'t, 'a>) -> Self {
        Self {
            rest: object.entries(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
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
        let missing = (Cow::Borrowed(""), Node::NULL);
        let (key, node) = self.current.take().unwrap_or(missing);
        seed.deserialize(node)
            .map_err(|error| error.within_key(&key))
    }

    fn size_hint(&self) -> Option<usize> {
        self.rest.size_hint().1
    }
}

/// The fields of a struct that are present, each once and under its own name.
pub(super) struct Fields<'t, 'a> {
    names: &'static [&'static str],
    /// By name; `null` where it is missing.
    found: Vec<Node<'t, 'a>>,
    next: usize,
}

impl<'t, 'a> Fields<'t, 'a> {
    pub(super) fn of(object: Node<'t, 'a>, names: &'static [&'static str]) -> Self {
        let mut found = vec![Node::NULL; names.len()];
        let mut expected = 0;
        for (key, node) in object.entries().filter(|(_, node)| !node.is_null()) {
            if let Some(index) = position(names, &key, expected) {
                found[index] = node;
                expected = index + 1;
            }
        }
        Self {
            names,
            found,
            next: 0,
        }
    }
}

/// An exact match is preferred to one in another letter case. Most often it is that of the `expected` name, as
/// fields are written in the order of the struct.
fn position(names: &[&str], key: &str, expected: usize) -> Option<usize> {
    if names.get(expected) == Some(&key) {
        return Some(expected);
    }
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

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let rest = self.found.iter().skip(self.next);
        self.next += rest.take_while(|node| node.is_null()).count();
        let Some(name) = self.names.get(self.next) else {
            return Ok(None);
        };
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let name = self.names.get(self.next).copied().unwrap_or_default();
        let node = self.found.get(self.next).copied().unwrap_or(Node::NULL);
        self.next += 1;
        seed.deserialize(node)
            .map_err(|error| error.within_key(name))
    }
}
