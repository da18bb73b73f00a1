//! Values on their way into and out of the database.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use schemars::JsonSchema;
use serde::de::{Deserializer, Error as _};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// A value for a question mark: a text, a number, true, false or null.
#[derive(Debug, JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Parameter(#[schemars(with = "serde_json::Value")] Value);

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde_json::Value as Json;
        Ok(Self(match Json::deserialize(deserializer)? {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Integer(flag.into()),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Value::Integer(integer),
                (None, Some(real)) => Value::Real(real),
                (None, None) => return Err(D::Error::custom("the number is out of range")),
            },
            Json::String(text) => Value::Text(text),
            Json::Array(_) | Json::Object(_) => {
                return Err(D::Error::custom(
                    "a parameter is a text, a number, true, false or null",
                ));
            }
        }))
    }
}

impl ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// The rows of a query.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Rows(
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")] pub(crate) Vec<Row>,
);

/// One row: an object with its keys in the order of the columns.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<(String, Cell)>);

/// One value of a row. A blob becomes `{"blob_bytes": N}`: what it holds is not text.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Cell {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob {
        /// How many.
        blob_bytes: usize,
    },
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in &self.0 {
            map.serialize_entry(column, cell)?;
        }
        map.end()
    }
}

impl From<ValueRef<'_>> for Cell {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(integer) => Cell::Integer(integer),
            ValueRef::Real(real) => Cell::Real(real),
            ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Cell::Blob {
                blob_bytes: bytes.len(),
            },
        }
    }
}
