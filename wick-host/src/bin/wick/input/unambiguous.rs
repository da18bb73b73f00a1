//! JSON that all readers read alike, as far as the keys of its objects go.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The first key that stands twice in one object, at any depth. Values are read and forgotten.
#[derive(Default)]
pub(super) struct Unambiguous(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Keys)
    }
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(Unambiguous::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unambiguous, A::Error> {
        let mut found = None;
        while let Some(Unambiguous(inside)) = items.next_element()? {
            found = found.or(inside);
        }
        Ok(Unambiguous(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Unambiguous, A::Error> {
        let mut found = None;
        let mut keys = HashSet::new();
        while let Some((key, Unambiguous(inside))) = members.next_entry::<String, _>()? {
            found = found.or(inside);
            if found.is_none() && keys.contains(&key) {
                found = Some(key);
            } else {
                keys.insert(key);
            }
        }
        Ok(Unambiguous(found))
    }
}
