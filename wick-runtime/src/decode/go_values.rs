//! The texts that a Go host makes of JSON values, against what becomes of them here.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Given, decode};

/// The reference's rule: every number goes through a float; a whole one that fits 64 bits is
/// printed in full, any other as `%g` prints it.
fn stringified(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number_text(number.as_f64().unwrap()),
        list_or_object => list_or_object.to_string(),
    }
}

fn number_text(number: f64) -> String {
    let limit = 9_223_372_036_854_775_808.0;
    if number.fract() == 0.0 && (-limit..limit).contains(&number) {
        return (number as i64).to_string();
    }
    shortest(number)
}

/// Go's `%g`: an exponent of at least two digits below -4 and from 6 on.
fn shortest(number: f64) -> String {
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    if (-4..6).contains(&exponent) {
        return number.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

fn decoded<T: DeserializeOwned>(text: &str) -> Option<T> {
    decode(Given::text(text), |given| T::deserialize(given)).ok()
}

/// What arrives of a value through a Go host and directly.
fn both_ways<T: DeserializeOwned>(value: &Value) -> [Option<T>; 2] {
    let json = value.to_string();
    let direct = match value {
        Value::String(text) => Given::string(text),
        _ => Given::Json(&json),
    };
    [
        decoded(&stringified(value)),
        decode(direct, |given| T::deserialize(given)).ok(),
    ]
}

#[test]
fn the_rule_prints_what_was_measured() {
    for (json, text) in [
        ("9007199254740993", "9007199254740992"),
        ("1000000000000000000", "1000000000000000000"),
        ("1e19", "1e+19"),
        ("-0.0", "0"),
        ("1e-7", "1e-07"),
        ("123456789.5", "1.234567895e+08"),
        ("0.5", "0.5"),
        ("null", ""),
    ] {
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(stringified(&value), text, "{json}");
    }
}

/// Whole numbers up to 2^53 arrive unchanged; Go itself loses digits beyond.
const EXACT: i64 = 1 << 53;

macro_rules! whole_numbers_arrive {
    ($($name:ident $type:ty,)*) => {$(
        proptest! {
            #[test]
            fn $name(number: $type) {
                let value = Value::from(number);
                let [through_go, direct] = both_ways::<$type>(&value);
                prop_assert_eq!(direct, Some(number));
                if i64::try_from(number).is_ok_and(|number| number.abs() <= EXACT) {
                    prop_assert_eq!(through_go, Some(number));
                }
                // Of larger ones Go keeps the leading digits, sometimes in `%g`.
                let float = number as f64;
                if float < <$type>::MAX as f64 {
                    prop_assert_eq!(through_go.map(|number| number as f64), Some(float));
                }
            }
        }
    )*};
}

whole_numbers_arrive! {
    i8_arrives i8,
    i16_arrives i16,
    i32_arrives i32,
    i64_arrives i64,
    u8_arrives u8,
    u16_arrives u16,
    u32_arrives u32,
    u64_arrives u64,
}

proptest! {
    #[test]
    fn f64_arrives(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
        // The sign of zero is lost in Go.
        let number = if number == 0.0 { 0.0 } else { number };
        prop_assert_eq!(both_ways::<f64>(&Value::from(number)), [Some(number); 2]);
    }

    #[test]
    fn f32_arrives(number in proptest::num::f32::NORMAL | proptest::num::f32::ZERO) {
        let number = if number == 0.0 { 0.0 } else { number };
        prop_assert_eq!(both_ways::<f32>(&Value::from(f64::from(number))), [Some(number); 2]);
    }

    #[test]
    fn bool_arrives(truth: bool) {
        prop_assert_eq!(both_ways::<bool>(&Value::from(truth)), [Some(truth); 2]);
    }

    #[test]
    fn text_arrives(text in ".+") {
        prop_assert_eq!(both_ways::<String>(&Value::from(text.as_str())), [Some(text.clone()), Some(text)]);
    }

    #[test]
    fn char_arrives(character: char) {
        prop_assert_eq!(both_ways::<char>(&Value::from(character.to_string())), [Some(character); 2]);
    }

    #[test]
    fn lists_and_options_arrive(list: Vec<Option<i32>>) {
        let value = serde_json::to_value(&list).unwrap();
        prop_assert_eq!(both_ways::<Vec<Option<i32>>>(&value), [Some(list.clone()), Some(list.clone())]);
        prop_assert_eq!(both_ways::<Option<Vec<Option<i32>>>>(&value), [Some(Some(list.clone())), Some(Some(list))]);
    }

    #[test]
    fn no_text_panics(text in "[-+0-9eE.xa \\[{\"]{0,12}") {
        decoded::<u8>(&text);
        decoded::<i128>(&text);
        decoded::<f32>(&text);
        decoded::<bool>(&text);
        decoded::<Vec<u8>>(&text);
        decoded::<Value>(&text);
    }

    #[test]
    fn u128_and_i128_keep_all_digits(positive: u128, any: i128) {
        prop_assert_eq!(decoded::<u128>(&positive.to_string()), Some(positive));
        prop_assert_eq!(decoded::<i128>(&any.to_string()), Some(any));
    }
}
