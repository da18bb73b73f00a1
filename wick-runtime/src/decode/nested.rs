//! What is inside of a value: the items of a list, the members of an object, the data of a variant,
//! and fields that were given one by one.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, Error as _, IntoDeserializer as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_json::value::RawValue;

use super::deserializer::GivenDeserializer;
use super::fault::Fault;
use super::given::Given;
use super::json;

/// Decodes a value that is inside of another.
fn decode<'de, S: DeserializeSeed<'de>>(
    outer: GivenDeserializer<'_>,
    json: &RawValue,
    seed: S,
) -> Result<S::Value, Fault> {
    let json = json.get();
    if json.starts_with('"') {
        let text = json::unquoted(json)?;
        return seed.deserialize(outer.inside(Given::String(&text)));
    }
    seed.deserialize(outer.inside(Given::Json(json)))
}

/// The items of a list.
pub(super) struct Items<'a> {
    list: GivenDeserializer<'a>,
    items: std::vec::IntoIter<&'a RawValue>,
    next: usize,
}

impl<'a> Items<'a> {
    pub(super) fn new(list: GivenDeserializer<'a>, items: Vec<&'a RawValue>) -> Self {
        Self {
            list,
            items: items.into_iter(),
            next: 0,
        }
    }

    /// Refuses a list of which the type did not take all.
    pub(super) fn end(self) -> Result<(), Fault> {
        match self.items.len() {
            0 => Ok(()),
            _ => Err(Fault::custom(format_args!(
                "expected a list of {} items, found {}",
                self.next,
                self.next + self.items.len()
            ))),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let at = self.next;
        self.next += 1;
        let decoded = decode(self.list, item, seed);
        decoded.map(Some).map_err(|fault| fault.at_item(at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object.
pub(super) struct Members<'a> {
    object: GivenDeserializer<'a>,
    rest: std::vec::IntoIter<(String, &'a RawValue)>,
    value: Option<(String, &'a RawValue)>,
}

impl<'a> Members<'a> {
    pub(super) fn new(object: GivenDeserializer<'a>, members: Vec<(String, &'a RawValue)>) -> Self {
        Self {
            object,
            rest: members.into_iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        self.value = self.rest.next();
        let Some((key, _)) = &self.value else {
            return Ok(None);
        };
        // The key of a map may be a number, which JSON writes as a string.
        let key_of = self.object.inside(Given::String(key));
        let decoded = seed.deserialize(key_of);
        decoded.map(Some).map_err(|fault| fault.at_member(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((key, value)) = self.value.take() else {
            return Err(Fault::custom("a value was asked for before its key"));
        };
        decode(self.object, value, seed).map_err(|fault| fault.at_member(&key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The variant of an enum: its name, and what is beside it.
pub(super) struct Variant<'a> {
    name: &'a str,
    data: Option<(GivenDeserializer<'a>, &'a RawValue)>,
}

impl<'a> Variant<'a> {
    pub(super) fn named(name: &'a str) -> Self {
        Self { name, data: None }
    }

    pub(super) fn with(object: GivenDeserializer<'a>, name: &'a str, data: &'a RawValue) -> Self {
        let data = Some((object, data));
        Self { name, data }
    }

    fn decode<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let Some((object, data)) = self.data else {
            let name = self.name;
            return Err(Fault::custom(format_args!(
                "`{name}` needs data; accepted: {{\"{name}\": …}}"
            )));
        };
        decode(object, data, seed).map_err(|fault| fault.at_member(self.name))
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.data {
            None => Ok(()),
            Some(_) => self.decode(std::marker::PhantomData::<()>),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.decode(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.decode(List(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.decode(Object(visitor))
    }
}

struct List<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for List<V> {
    type Value = V::Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, list: D) -> Result<V::Value, D::Error> {
        list.deserialize_seq(self.0)
    }
}

struct Object<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Object<V> {
    type Value = V::Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, object: D) -> Result<V::Value, D::Error> {
        object.deserialize_map(self.0)
    }
}

/// Fields that were given one by one, as the map of a flattened type.
pub(super) struct Fields<'a> {
    of: GivenDeserializer<'a>,
    rest: &'a [(&'a str, Given<'a>)],
    value: Option<(&'a str, Given<'a>)>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(of: GivenDeserializer<'a>, fields: &'a [(&'a str, Given<'a>)]) -> Self {
        Self {
            of,
            rest: fields,
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((next, rest)) = self.rest.split_first() else {
            return Ok(None);
        };
        self.rest = rest;
        self.value = Some(*next);
        let key: StrDeserializer<'_, Fault> = next.0.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.value.take() {
            Some((key, given)) => seed
                .deserialize(self.of.beside(given))
                .map_err(|fault| fault.within(key)),
            None => Err(Fault::custom("a value was asked for before its key")),
        }
    }
}
