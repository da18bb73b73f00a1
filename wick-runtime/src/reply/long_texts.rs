//! JSON as serde_json writes it, but for long texts, which are written eight bytes at a time, and for numbers
//! that JSON does not have, which are refused. Of a text, serde_json looks at each byte by
//! itself, which was up to half of what a result of megabytes cost its plugin (`docs/performance.md`).

use serde::Serialize;
use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::document::Document;

/// Bytes of a text that is worth it.
const LONG: usize = 256;

/// What begins the names of serde_json's own structs, whose only field is no text but JSON.
const PRIVATE: &str = "$serde_json::private::";

/// Has `json` write to `document`, but for the long texts, which go there directly.
#[derive(Clone, Copy)]
pub(super) struct LongTexts<'d, S> {
    json: S,
    /// None within what is no text.
    document: Option<&'d Document<'d>>,
}

impl<'d, S> LongTexts<'d, S> {
    pub(super) fn of(json: S, document: &'d Document<'d>) -> Self {
        let document = Some(document);
        Self { json, document }
    }
}

/// A value within another.
struct Within<'d, T: ?Sized> {
    value: &'d T,
    document: Option<&'d Document<'d>>,
}

impl<T: Serialize + ?Sized> Serialize for Within<'_, T> {
    fn serialize<S: Serializer>(&self, json: S) -> Result<S::Ok, S::Error> {
        let document = self.document;
        self.value.serialize(LongTexts { json, document })
    }
}

/// Passes on what has no texts in it.
macro_rules! pass_on {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ident;)*) => {$(
        fn $name(self, $($argument: $type),*) -> Result<Self::$result, S::Error> {
            self.json.$name($($argument),*)
        }
    )*};
}

/// Begins what has parts.
macro_rules! begin {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ident;)*) => {$(
        fn $name(self, $($argument: $type),*) -> Result<Self::$result, S::Error> {
            let document = self.document;
            Ok(LongTexts { json: self.json.$name($($argument),*)?, document })
        }
    )*};
}

impl<'d, S: Serializer> Serializer for LongTexts<'d, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = LongTexts<'d, S::SerializeSeq>;
    type SerializeTuple = LongTexts<'d, S::SerializeTuple>;
    type SerializeTupleStruct = LongTexts<'d, S::SerializeTupleStruct>;
    type SerializeTupleVariant = LongTexts<'d, S::SerializeTupleVariant>;
    type SerializeMap = LongTexts<'d, S::SerializeMap>;
    type SerializeStruct = LongTexts<'d, S::SerializeStruct>;
    type SerializeStructVariant = LongTexts<'d, S::SerializeStructVariant>;

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        match self.document {
            Some(document) if text.len() >= LONG => {
                document.begin_text(text);
                // Ends it: of its two quotes the document drops the first.
                self.json.serialize_str("")
            }
            _ => self.json.serialize_str(text),
        }
    }

    /// JSON has no word for these, and serde_json writes `null`, which the schema of a number refuses.
    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        match value.is_finite() {
            true => self.json.serialize_f64(value),
            false => Err(S::Error::custom(format_args!(
                "the result holds the number {value}, which JSON does not have; return `None` in its place"
            ))),
        }
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        match value.is_finite() {
            true => self.json.serialize_f32(value),
            false => self.serialize_f64(f64::from(value)),
        }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let document = self.document;
        self.json.serialize_some(&Within { value, document })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let document = self.document;
        let within = Within { value, document };
        self.json.serialize_newtype_struct(name, &within)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let document = self.document;
        let within = Within { value, document };
        self.json
            .serialize_newtype_variant(name, index, variant, &within)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let document = self.document.filter(|_| !name.starts_with(PRIVATE));
        let json = self.json.serialize_struct(name, length)?;
        Ok(LongTexts { json, document })
    }

    begin! {
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> SerializeMap;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> SerializeStructVariant;
    }

    pass_on! {
        serialize_bool(value: bool) -> Ok;
        serialize_i8(value: i8) -> Ok;
        serialize_i16(value: i16) -> Ok;
        serialize_i32(value: i32) -> Ok;
        serialize_i64(value: i64) -> Ok;
        serialize_i128(value: i128) -> Ok;
        serialize_u8(value: u8) -> Ok;
        serialize_u16(value: u16) -> Ok;
        serialize_u32(value: u32) -> Ok;
        serialize_u64(value: u64) -> Ok;
        serialize_u128(value: u128) -> Ok;
        serialize_char(value: char) -> Ok;
        serialize_bytes(value: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.json.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.json.is_human_readable()
    }
}

/// Parts without names.
macro_rules! parts {
    ($($of:ident: $one:ident;)*) => {$(
        impl<S: $of> $of for LongTexts<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $one<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                let document = self.document;
                self.json.$one(&Within { value, document })
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.json.end()
            }
        }
    )*};
}

parts! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}

/// Parts with names.
macro_rules! fields {
    ($($of:ident)*) => {$(
        impl<S: $of> $of for LongTexts<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                let document = self.document;
                self.json.serialize_field(name, &Within { value, document })
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
                self.json.skip_field(name)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.json.end()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for LongTexts<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    /// A key is a text of its own kind, and seldom long.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.json.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let document = self.document;
        self.json.serialize_value(&Within { value, document })
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.json.end()
    }
}

#[cfg(test)]
mod tests;
