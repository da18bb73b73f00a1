//! The deserializer of one field.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, VariantAccess, Visitor,
};

use super::fault::{Fault, FaultKind};
use super::given::Given;
use super::json::{self, Shape};
use super::scalar;
use crate::secret::SECRET;

/// Gives what was given to the type that takes it, in the form that the type asks for.
#[derive(Clone, Copy)]
pub(crate) struct GivenDeserializer<'a>(pub(crate) Given<'a>);

impl<'a> GivenDeserializer<'a> {
    fn text(&self) -> Result<&'a str, Fault> {
        match self.0 {
            Given::Text(text) | Given::Json(text) => Ok(text),
            Given::Absent => Err(FaultKind::Missing.into()),
            Given::Fields(_) => Err(Fault::not("an object of fields", "a struct")),
        }
    }

    fn structured<'de, V: Visitor<'de>>(self, shape: Shape, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Given::Fields(fields) => visitor.visit_map(Fields {
                rest: fields,
                value: None,
            }),
            _ => json::decode(self.text()?, shape, visitor),
        }
    }
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

    /// A type that takes anything gets the JSON that a text holds, since a Go host sends `5` as
    /// `"5"`; a text that is no JSON stays a text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Given::Text(text) if !json::is_json(text) => visitor.visit_str(text),
            _ => self.structured(Shape::Any, visitor),
        }
    }

    /// An absent truth value is false: that is what a form sends for a box without its tick.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
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
        visitor.visit_str(self.text()?)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bytes(self.text()?.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bytes(self.text()?.as_bytes())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Given::Absent => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Given::Absent => visitor.visit_unit(),
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
        match (name, self.0) {
            (SECRET, Given::Text(text) | Given::Json(text)) => visitor.visit_str(text),
            (SECRET, Given::Absent) => Err(FaultKind::Missing.into()),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.structured(Shape::Seq, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.structured(Shape::Tuple(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.structured(Shape::TupleStruct(name, length), visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.structured(Shape::Map, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.structured(Shape::Struct(name, fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text = self.text()?.trim();
        if text.starts_with('{') {
            return self.structured(Shape::Enum(name, variants), visitor);
        }
        visitor.visit_enum(Choice(text))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}

/// The name of a variant without data.
struct Choice<'a>(&'a str);

impl<'de> EnumAccess<'de> for Choice<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> =
            serde::de::IntoDeserializer::into_deserializer(self.0);
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        Err(needs_data(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(needs_data(self.0))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(needs_data(self.0))
    }
}

fn needs_data(variant: &str) -> Fault {
    Fault::custom(format_args!(
        "`{variant}` needs data; accepted: {{\"{variant}\": …}}"
    ))
}

/// Fields that were given one by one, as the map of a flattened type.
struct Fields<'a> {
    rest: &'a [(&'a str, Given<'a>)],
    value: Option<(&'a str, Given<'a>)>,
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
        let key: StrDeserializer<'_, Fault> =
            serde::de::IntoDeserializer::into_deserializer(next.0);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.value.take() {
            Some((key, given)) => seed
                .deserialize(GivenDeserializer(given))
                .map_err(|fault| fault.within(key)),
            None => Err(Fault::custom("a value was asked for before its key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    fn text<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        T::deserialize(GivenDeserializer(Given::text(text))).map_err(|fault| fault.to_string())
    }

    fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        T::deserialize(GivenDeserializer(Given::Json(text))).map_err(|fault| fault.to_string())
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
        assert_eq!(deep, "at [1].x: invalid type: string \"two\", expected i32");
        let after = text::<Point>("{\"x\":1} x").unwrap_err();
        assert!(
            after.starts_with("not a JSON object: trailing characters"),
            "{after}"
        );
    }

    #[test]
    fn fields_make_a_struct_and_name_the_one_at_fault() {
        let decode = |fields: &[(&str, Given<'_>)]| {
            Point::deserialize(GivenDeserializer(Given::Fields(fields)))
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
