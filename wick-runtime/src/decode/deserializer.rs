//! The deserializer of one field, and of all that is in it.

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, Error as _, Visitor};

use super::fault::{Fault, FaultKind};
use super::given::Given;
use super::json;
use super::nested::{Fields, Items, Members, Variant};
use super::reading::{Reading, Readings};
use super::{number, scalar};
use crate::secret::SECRET;

/// The names by which serde_json's own types tell its reader that they are meant.
const RAW_VALUE: &str = "$serde_json::private::RawValue";
const NUMBER: &str = "$serde_json::private::Number";

/// Gives what was given to the type that takes it, in the form that the type asks for. One rule holds
/// for a field and for what is inside of a list or an object.
#[derive(Clone, Copy)]
pub(crate) struct GivenDeserializer<'a> {
    given: Given<'a>,
    readings: &'a Readings,
    depth: u8,
}

impl<'a> GivenDeserializer<'a> {
    pub(super) fn new(given: Given<'a>, readings: &'a Readings) -> Self {
        let depth = 0;
        Self {
            given,
            readings,
            depth,
        }
    }

    /// That of another field.
    pub(super) fn beside(self, given: Given<'a>) -> Self {
        Self { given, ..self }
    }

    /// That of a value inside of this one.
    pub(super) fn inside<'b>(self, given: Given<'b>) -> GivenDeserializer<'b>
    where
        'a: 'b,
    {
        GivenDeserializer {
            given,
            readings: self.readings,
            depth: self.depth + 1,
        }
    }

    fn text(&self) -> Result<&'a str, Fault> {
        match self.given {
            Given::Json("null") => Err(Fault::not("a value", "anything but null")),
            Given::Text(text) | Given::String(text) | Given::Json(text) => Ok(text),
            Given::Absent => Err(FaultKind::Missing.into()),
            Given::Fields(_) => Err(Fault::not("an object of fields", "a struct")),
            Given::Names(_) => Err(Fault::not("a struct", "a struct")),
        }
    }

    /// The text of a value that may have others inside.
    fn outer_text(&self) -> Result<&'a str, Fault> {
        match self.text() {
            Ok(_) if self.depth >= json::DEEPEST => Err(Fault::custom("nested too deeply")),
            text => text,
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items = json::items(self.outer_text()?)?;
        let mut items = Items::new(self, items);
        let list = visitor.visit_seq(&mut items).map_err(Fault::inside)?;
        items.end().map(|()| list)
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Given::Fields(fields) = self.given {
            return visitor.visit_map(Fields::new(self, fields));
        }
        let members = json::members(self.outer_text()?)?;
        visitor
            .visit_map(Members::new(self, members))
            .map_err(Fault::inside)
    }

    /// The value that a JSON text is.
    fn json<'de, V: Visitor<'de>>(self, text: &'a str, visitor: V) -> Result<V::Value, Fault> {
        let this = self.beside(Given::Json(text));
        match text.bytes().next() {
            Some(b'[') => this.list(visitor),
            Some(b'{') => this.object(visitor),
            Some(b'"') => visitor.visit_str(&json::unquoted(text)?),
            Some(b't') => visitor.visit_bool(true),
            Some(b'f') => visitor.visit_bool(false),
            Some(b'n') => visitor.visit_unit(),
            _ => number::visit(text, visitor).map_err(Fault::inside),
        }
    }

    /// A JSON text as serde_json's `RawValue` takes it.
    fn raw<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let quoted;
        let json = match self.given {
            Given::Json(text) => text,
            Given::Text(text) if json::is_json(text) => text,
            _ => {
                quoted = serde_json::to_string(self.text()?).map_err(Fault::custom)?;
                &quoted
            }
        };
        visitor.visit_map(token(RAW_VALUE, json))
    }
}

/// An object with one text, under a name that a type of serde_json waits for.
fn token<'de, 'a>(
    name: &'static str,
    text: &'a str,
) -> impl serde::de::MapAccess<'de, Error = Fault> + use<'de, 'a> {
    MapDeserializer::new(std::iter::once((name, text)))
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(scalar::whole_number(self.text()?, <$type>::MIN, <$type>::MAX)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for GivenDeserializer<'_> {
    type Error = Fault;

    whole_numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
    }

    /// A type that takes anything gets the likeliest of what it takes.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Given::Fields(_) = self.given {
            return self.object(visitor);
        }
        if !matches!(self.given, Given::Json(_)) {
            self.text()?;
        }
        let (reading, text) = self.readings.of(self.given);
        match reading {
            Reading::Json | Reading::Rounded => self.json(text.trim(), visitor),
            Reading::Whole => number::visit_whole(text.trim(), visitor).map_err(Fault::inside),
            Reading::String => visitor.visit_str(text),
            Reading::Digits => visitor.visit_str(text.trim()),
            Reading::Token => visitor.visit_map(token(NUMBER, text.trim())),
        }
    }

    /// An absent truth value is false: that is what a form sends for a box without its tick.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.given {
            Given::Absent => visitor.visit_bool(false),
            _ => visitor.visit_bool(scalar::truth(self.text()?)?),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f32(scalar::short_real_number(self.text()?)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(scalar::real_number(self.text()?)?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_char(scalar::character(self.text()?)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    /// Bytes are a list of numbers in JSON. A string is its own bytes.
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.given {
            Given::Json(text) | Given::Text(text) if json::items(text).is_ok() => {
                self.list(visitor)
            }
            _ => visitor.visit_bytes(self.text()?.as_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.given {
            Given::Absent | Given::Json("null") => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.given {
            Given::Absent | Given::Json("null") => visitor.visit_unit(),
            _ => Err(Fault::not("empty", "nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            SECRET => visitor.visit_str(self.text()?),
            RAW_VALUE => self.raw(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Given::Names(names) = self.given {
            names.set(Some(fields));
        }
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text = self.text()?.trim();
        if !text.starts_with('{') {
            return visitor.visit_enum(Variant::named(text));
        }
        let members = json::members(self.outer_text()?)?;
        let [(name, data)] = members.as_slice() else {
            return Err(Fault::custom("expected an object with one variant"));
        };
        visitor
            .visit_enum(Variant::with(self, name, data))
            .map_err(Fault::inside)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::decode::decode;

    fn text<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        decode(Given::text(text), |given| T::deserialize(given)).map_err(|fault| fault.to_string())
    }

    fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        decode(Given::Json(text), |given| T::deserialize(given)).map_err(|fault| fault.to_string())
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum State {
        Open,
        Closed,
        Labelled(String),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Point {
        x: i32,
        #[serde(default)]
        y: i32,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Meters(f64);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Name(String),
    }

    #[test]
    fn text_and_json_mean_the_same() {
        for decode in [text::<u64>, json::<u64>] {
            assert_eq!(decode("9007199254740993"), Ok(9_007_199_254_740_993));
        }
        for decode in [text::<Vec<u8>>, json::<Vec<u8>>] {
            assert_eq!(decode("[1, 2]"), Ok(vec![1, 2]));
        }
        for decode in [text::<Point>, json::<Point>] {
            assert_eq!(decode(r#"{"x":1}"#), Ok(Point { x: 1, y: 0 }));
        }
        for decode in [text::<String>, json::<String>] {
            assert_eq!(decode("5"), Ok("5".to_owned()));
        }
        for decode in [text::<Value>, json::<Value>] {
            assert_eq!(decode(r#"{"a":[1,null]}"#), Ok(json!({"a": [1, null]})));
        }
        assert_eq!(text::<Value>("plain words"), Ok(json!("plain words")));
    }

    #[test]
    fn newtypes_options_and_choices_look_through() {
        assert_eq!(text("1.5"), Ok(Meters(1.5)));
        assert_eq!(text("1.5"), Ok(Some(Meters(1.5))));
        assert_eq!(text::<Option<Meters>>(""), Ok(None));
        assert_eq!(text(" open "), Ok(State::Open));
        assert_eq!(
            text(r#"{"labelled":"x"}"#),
            Ok(State::Labelled("x".to_owned()))
        );
        assert_eq!(text("7"), Ok(Id::Number(7)));
        assert_eq!(text("seven"), Ok(Id::Name("seven".to_owned())));
    }

    #[test]
    fn nothing_is_false_none_or_missing() {
        assert_eq!(text::<bool>(""), Ok(false));
        assert_eq!(text::<Option<bool>>(""), Ok(None));
        assert_eq!(text::<()>(""), Ok(()));
        for missing in [
            text::<String>("").map(|_| ()),
            text::<u8>("").map(|_| ()),
            text::<Vec<u8>>("").map(|_| ()),
            text::<Point>("").map(|_| ()),
            text::<Value>("").map(|_| ()),
            text::<State>("").map(|_| ()),
        ] {
            assert_eq!(missing, Err("required, but not given".to_owned()));
        }
    }

    #[test]
    fn faults_say_what_is_accepted() {
        assert_eq!(
            text::<State>("opne"),
            Err("not one of the choices; accepted: open, closed, labelled".to_owned())
        );
        assert!(
            text::<State>("labelled")
                .unwrap_err()
                .contains("needs data")
        );
        assert_eq!(
            text::<Vec<u8>>("1,2"),
            Err("not a JSON list; accepted: a JSON list".to_owned())
        );
        let deep = text::<Vec<Point>>(r#"[{"x":1},{"x":"two"}]"#).unwrap_err();
        assert_eq!(
            deep,
            "at [1].x: not a whole number; accepted: -2147483648 to 2147483647"
        );
        let after = text::<Point>("{\"x\":1} x").unwrap_err();
        assert!(
            after.starts_with("not a JSON object: trailing characters"),
            "{after}"
        );
    }

    #[test]
    fn fields_make_a_struct_and_name_the_one_at_fault() {
        let decode = |fields: &[(&str, Given<'_>)]| {
            decode(Given::Fields(fields), |given| Point::deserialize(given))
        };
        assert_eq!(
            decode(&[("x", Given::Text("1e+03"))]),
            Ok(Point { x: 1000, y: 0 })
        );
        let fault = decode(&[("x", Given::Text("1")), ("y", Given::Json("true"))]).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("y"));
        assert_eq!(decode(&[]).unwrap_err().field.as_deref(), Some("x"));
    }
}
