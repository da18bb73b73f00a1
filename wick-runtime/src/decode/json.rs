//! Lists and objects out of JSON text.

use serde::de::{Deserializer, IgnoredAny, Visitor};

use super::fault::{Fault, FaultKind};

/// The hint that a type gave to its deserializer.
pub(super) enum Shape {
    Any,
    Enum(&'static str, &'static [&'static str]),
    Map,
    Seq,
    Struct(&'static str, &'static [&'static str]),
    Tuple(usize),
    TupleStruct(&'static str, usize),
}

impl Shape {
    fn wanted(&self) -> &'static str {
        match self {
            Self::Any => "JSON",
            Self::Enum(..) | Self::Map | Self::Struct(..) => "a JSON object",
            Self::Seq | Self::Tuple(_) | Self::TupleStruct(..) => "a JSON list",
        }
    }

    fn opening(&self) -> Option<char> {
        match self {
            Self::Any => None,
            // A struct may come as a list of its fields; serde takes both, people write objects.
            Self::Enum(..) | Self::Map | Self::Struct(..) => Some('{'),
            Self::Seq | Self::Tuple(_) | Self::TupleStruct(..) => Some('['),
        }
    }
}

pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Decodes a JSON text, and says where in it a value was wrong.
pub(super) fn decode<'de, V: Visitor<'de>>(
    text: &str,
    shape: Shape,
    visitor: V,
) -> Result<V::Value, Fault> {
    let wanted = shape.wanted();
    if let Some(opening) = shape.opening()
        && !text.trim_start().starts_with(opening)
    {
        return Err(Fault::not(wanted, wanted));
    }
    let mut json = serde_json::Deserializer::new(serde_json::de::IoRead::new(text.as_bytes()));
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let decoded = match shape {
        Shape::Any => tracked.deserialize_any(visitor),
        Shape::Enum(name, variants) => tracked.deserialize_enum(name, variants, visitor),
        Shape::Map => tracked.deserialize_map(visitor),
        Shape::Seq => tracked.deserialize_seq(visitor),
        Shape::Struct(name, fields) => tracked.deserialize_struct(name, fields, visitor),
        Shape::Tuple(length) => tracked.deserialize_tuple(length, visitor),
        Shape::TupleStruct(name, length) => tracked.deserialize_tuple_struct(name, length, visitor),
    };
    let fault = |error: serde_json::Error| {
        let reason = error.to_string();
        if !error.is_data() {
            return FaultKind::Json { wanted, reason }.into();
        }
        // The path says where, and line and column say nothing more.
        let reason = reason
            .rsplit_once(" at line ")
            .map_or(reason.as_str(), |(reason, _)| reason);
        Fault::from(FaultKind::Inside {
            path: track.path().to_string(),
            reason: reason.to_owned(),
        })
    };
    match decoded {
        Ok(value) => json.end().map(|()| value).map_err(fault),
        Err(error) => Err(fault(error)),
    }
}
