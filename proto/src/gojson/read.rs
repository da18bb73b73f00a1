use std::borrow::Cow;

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::Error;
use super::access::{Elements, Entries, Fields};
use super::node::Node;
use super::parse::{Text, Token, parse};

/// Reads a value by Go's rules, which are told in [the module](super).
///
/// # Errors
///
/// Text that is not JSON, with line and column; a value of another type than asked for, with its
/// path.
///
/// ```
/// use wick_proto::gojson;
///
/// #[derive(serde::Deserialize)]
/// #[serde(default, rename_all = "PascalCase")]
/// # #[derive(Debug, Default)]
/// struct Tag {
///     name: String,
///     order: i64,
/// }
///
/// let tag: Tag = gojson::from_slice(br#"{"NAME": "API", "order": null, "color": 1}"#)?;
/// assert_eq!((tag.name.as_str(), tag.order), ("API", 0));
///
/// let error = gojson::from_slice::<Vec<Tag>>(br#"[{"Order": 1.0}]"#).unwrap_err();
/// assert_eq!(error.to_string(), "[0].Order: expected an integer, found the number 1.0");
/// # Ok::<(), gojson::Error>(())
/// ```
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    Parsed::of(bytes)?.read()
}

/// A document that several values are read from.
pub(crate) struct Parsed<'a>(Vec<Token<'a>>);

impl<'a> Parsed<'a> {
    /// Parses it.
    ///
    /// # Errors
    ///
    /// Text that is not JSON, with line and column.
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self, Error> {
        parse(bytes).map(Self)
    }

    /// Reads a value as [`from_slice`] does.
    ///
    /// # Errors
    ///
    /// A value of another type than asked for, with its path.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(Node::of(&self.0))
    }
}

macro_rules! numbers {
    ($expected:literal: $($method:ident $visit:ident $number:ty,)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.token() {
                Token::Null => visitor.$visit(<$number>::default()),
                Token::Number(spelling) => match spelling.parse::<$number>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(self.is_not($expected)),
                },
                _ => Err(self.is_not($expected)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Node<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Number(spelling) => visit_number(spelling, visitor),
            Token::Text(text) => visit_text(text, visitor),
            Token::Array { .. } => visitor.visit_seq(Elements::of(self)),
            Token::Object { .. } => visitor.visit_map(Entries::of(self)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_bool(false),
            Token::Bool(value) => visitor.visit_bool(value),
            _ => Err(self.is_not("true or false")),
        }
    }

    numbers! { "an integer":
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
    }

    numbers! { "an integer from 0 on":
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_f32(0.0),
            Token::Number(spelling) => match spelling.parse::<f32>() {
                Ok(number) if number.is_finite() => visitor.visit_f32(number),
                _ => Err(self.is_not("a 32-bit number")),
            },
            _ => Err(self.is_not("a number")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_f64(0.0),
            Token::Number(spelling) => visitor.visit_f64(finite(spelling)?),
            _ => Err(self.is_not("a number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_borrowed_str(""),
            Token::Text(text) => visit_text(text, visitor),
            _ => Err(self.is_not("a string")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null | Token::Array { .. } => visitor.visit_seq(Elements::of(self)),
            _ => Err(self.is_not("an array")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null | Token::Object { .. } => visitor.visit_map(Entries::of(self)),
            _ => Err(self.is_not("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.token() {
            Token::Null | Token::Object { .. } => visitor.visit_map(Fields::of(self, fields)),
            _ => Err(self.is_not("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.token() {
            Token::Text(variant) => visitor.visit_enum(CowStrDeserializer::new(variant.value())),
            Token::Object { .. } => MapAccessDeserializer::new(Entries::of(self))
                .deserialize_enum(name, variants, visitor),
            _ => Err(self.is_not("a string or an object")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { char bytes byte_buf unit unit_struct identifier }
}

impl Node<'_, '_> {
    fn is_not(self, expected: &str) -> Error {
        self.token().is_not(expected)
    }
}

impl Token<'_> {
    fn is_not(self, expected: &str) -> Error {
        let found = match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(spelling) => format!("the number {spelling}"),
            Self::Text(_) => "a string".to_owned(),
            Self::Array { .. } => "an array".to_owned(),
            Self::Object { .. } => "an object".to_owned(),
        };
        Error::mismatch(expected, found)
    }
}

fn visit_text<'de, V: Visitor<'de>>(text: Text<'de>, visitor: V) -> Result<V::Value, Error> {
    match text.value() {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// A number that may be of any type.
fn visit_number<'de, V: Visitor<'de>>(spelling: &str, visitor: V) -> Result<V::Value, Error> {
    if let Ok(number) = spelling.parse() {
        return visitor.visit_u64(number);
    }
    match spelling.parse() {
        // A float, or the sign is lost.
        Ok(0) | Err(_) => visitor.visit_f64(finite(spelling)?),
        Ok(number) => visitor.visit_i64(number),
    }
}

fn finite(spelling: &str) -> Result<f64, Error> {
    match spelling.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(Token::Number(spelling).is_not("a 64-bit number")),
    }
}
