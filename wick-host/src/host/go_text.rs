use std::collections::BTreeMap;

use serde_json::{Number, Value};
use wick_proto::gojson;

/// A JSON value as the Go host turns it into text for a plugin: numbers go through a 64-bit float,
/// and arrays and objects become JSON as Go writes it.
pub(super) fn go_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number_text(number),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => {
            gojson::to_string(&Sorted::of(value)).unwrap_or_default()
        }
    }
}

/// As Go's JSON encoder orders it: keys by their bytes.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Sorted<'a> {
    List(Vec<Self>),
    Object(BTreeMap<&'a str, Self>),
    Other(&'a Value),
}

impl<'a> Sorted<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Object(
                map.iter()
                    .map(|(key, value)| (&**key, Self::of(value)))
                    .collect(),
            ),
            other => Self::Other(other),
        }
    }
}

fn number_text(number: &Number) -> String {
    let Some(float) = number.as_f64() else {
        return number.to_string();
    };
    // 2^63, the first float that is no longer an int64.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float) {
        return format!("{:.0}", float + 0.0);
    }
    percent_g(float)
}

/// Go's `%g` with the shortest digits that read back the same: with an exponent, of at least two
/// digits, below 1e-4 and from 1e6 on.
fn percent_g(float: f64) -> String {
    /// The precision that Go takes for this decision when none is given (`strconv/ftoa.go`).
    const PRECISION: i32 = 6;
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..PRECISION).contains(&exponent) {
        return float.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_those_of_go() {
        // Measured with Go.
        for (json, text) in [
            ("null", ""),
            ("true", "true"),
            ("\"x\"", "x"),
            ("12", "12"),
            ("-3", "-3"),
            ("9007199254740993", "9007199254740992"),
            ("1e18", "1000000000000000000"),
            ("1e19", "1e+19"),
            ("-0.0", "0"),
            ("1e-7", "1e-07"),
            ("0.5", "0.5"),
            ("123456.5", "123456.5"),
            ("123456789.5", "1.234567895e+08"),
            (r#"{"b":"<","a":1}"#, r#"{"a":1,"b":"\u003c"}"#),
            (r#"[{"z":null,"y":[]}]"#, r#"[{"y":[],"z":null}]"#),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(go_text(&value), text, "{json}");
        }
        assert_eq!(go_text(&json!(0.00012)), "0.00012");
    }
}
