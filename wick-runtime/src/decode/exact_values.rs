//! V3, V6: types that take anything keep exact values, from a Go host and from wick-host, by themselves
//! and inside of others.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use bigdecimal::BigDecimal;
use either::Either;
use ipnet::IpNet;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Number, Value, json};
use time::OffsetDateTime;

use super::{Given, decode};

/// From a text of a Go host, a setting or a default.
fn text<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    read(Given::text(text))
}

/// From a JSON string of wick-host.
fn string<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    read(Given::string(text))
}

/// From any other JSON of wick-host.
fn json<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    read(Given::Json(json))
}

fn read<T: DeserializeOwned>(given: Given<'_>) -> Result<T, String> {
    decode(given, |given| T::deserialize(given)).map_err(|fault| fault.to_string())
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Payment {
    Card {
        amount: Decimal,
        rate: f64,
        note: Option<String>,
    },
    Cash(Cash),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Cash {
    amount: BigDecimal,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Name(String),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Amount {
    Exact(Decimal),
    Named { name: String },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Outer {
    name: String,
    #[serde(flatten)]
    inner: Cash,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

const DIGITS: &str = "12345678901234567.89";

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

fn big(text: &str) -> BigDecimal {
    BigDecimal::from_str(text).unwrap()
}

#[test]
fn a_decimal_keeps_its_digits_however_it_is_given() {
    for read in [text::<Decimal>, string::<Decimal>, json::<Decimal>] {
        assert_eq!(read(DIGITS), Ok(decimal(DIGITS)));
        assert_eq!(read("1.1"), Ok(decimal("1.1")));
        assert_eq!(read("-7"), Ok(decimal("-7")));
        assert_eq!(read("1e-7"), Ok(decimal("0.0000001")));
        assert_eq!(
            read("12345678901234567890123"),
            Ok(decimal("12345678901234567890123"))
        );
        assert_eq!(read("10.50").unwrap().to_string(), "10.50");
        assert!(read("1e400").is_err());
    }
    for read in [text::<BigDecimal>, string::<BigDecimal>, json::<BigDecimal>] {
        for digits in [
            DIGITS,
            "1.1",
            "1e-7",
            "1e23",
            "123456789012345678901234567890123456789012",
        ] {
            assert_eq!(read(digits), Ok(big(digits)), "{digits}");
        }
    }
    for read in [text::<Option<Decimal>>, string, json] {
        assert_eq!(read(DIGITS), Ok(Some(decimal(DIGITS))));
    }
    for words in [text::<Decimal>("many"), string("many"), json("true")] {
        assert!(words.is_err());
    }
}

#[test]
fn a_number_inside_of_others_keeps_its_digits() {
    for list in [
        format!("[{DIGITS}, \"{DIGITS}\"]"),
        format!("[\"{DIGITS}\", {DIGITS}]"),
    ] {
        for read in [text::<Vec<Decimal>>, string, json] {
            assert_eq!(read(&list), Ok(vec![decimal(DIGITS); 2]), "{list}");
        }
    }
    let map = format!("{{\"a\": {DIGITS}, \"b\": 0.5}}");
    for read in [text::<BTreeMap<String, BigDecimal>>, string, json] {
        let expected = [("a", big(DIGITS)), ("b", big("0.5"))];
        let expected = expected.map(|(key, value)| (key.to_owned(), value));
        assert_eq!(read(&map), Ok(BTreeMap::from(expected)));
    }
    let card = format!(
        "{{\"type\": \"card\", \"amount\": {DIGITS}, \"rate\": 0.1, \"note\": \"{DIGITS}\"}}"
    );
    for read in [text::<Payment>, string, json] {
        let note = Some(DIGITS.to_owned());
        let (amount, rate) = (decimal(DIGITS), 0.1);
        assert_eq!(read(&card), Ok(Payment::Card { amount, rate, note }));
    }
    let cash = format!("[{{\"type\": \"cash\", \"amount\": {DIGITS}}}]");
    for read in [text::<Vec<Payment>>, string, json] {
        let amount = big(DIGITS);
        assert_eq!(read(&cash), Ok(vec![Payment::Cash(Cash { amount })]));
    }
    for read in [text::<Amount>, string, json] {
        assert_eq!(read(DIGITS), Ok(Amount::Exact(decimal(DIGITS))));
    }
    let outer = format!("{{\"name\": \"5\", \"amount\": {DIGITS}, \"more\": \"7\"}}");
    for read in [text::<Outer>, string, json] {
        let expected = Outer {
            name: "5".to_owned(),
            inner: Cash {
                amount: big(DIGITS),
            },
            rest: BTreeMap::from([("more".to_owned(), json!("7"))]),
        };
        assert_eq!(read(&outer), Ok(expected));
    }
}

#[test]
fn a_string_stays_a_string_and_a_text_is_what_it_says() {
    assert_eq!(string("7"), Ok(Id::Name("7".to_owned())));
    assert_eq!(
        [text("7"), json("7")],
        [Ok(Id::Number(7)), Ok(Id::Number(7))]
    );
    assert_eq!(text("seven"), Ok(Id::Name("seven".to_owned())));
    // A name, as no number of this type is one.
    assert_eq!(text("-7"), Ok(Id::Name("-7".to_owned())));
    assert!(json::<Id>("-7").is_err());
    assert_eq!(
        json(r#"["7", 7]"#),
        Ok(vec![Id::Name("7".to_owned()), Id::Number(7)])
    );

    assert_eq!(string("5"), Ok(json!("5")));
    assert_eq!([text("5"), json("5")], [Ok(json!(5)), Ok(json!(5))]);
    assert_eq!(string("{\"a\": 1}"), Ok(json!("{\"a\": 1}")));
    assert_eq!(text("{\"a\": \"1\"}"), Ok(json!({"a": "1"})));
    for read in [text::<Number>, string, json] {
        assert_eq!(read("5"), Ok(5.into()));
        assert_eq!(read("0.1"), Ok(Number::from_f64(0.1).unwrap()));
    }
    assert_eq!(
        json::<Vec<Number>>(r#"["5", 6]"#),
        Ok(vec![5.into(), 6.into()])
    );

    type Choice = Either<u8, String>;
    #[derive(Debug, PartialEq, Deserialize)]
    struct Chosen(#[serde(with = "either::serde_untagged")] Choice);
    assert_eq!(string("5"), Ok(Chosen(Either::Right("5".to_owned()))));
    assert_eq!(text("5"), Ok(Chosen(Either::Left(5))));
    assert_eq!(json("5"), Ok(Chosen(Either::Left(5))));
}

#[test]
fn types_that_are_strings_in_json_are_read() {
    let time = "2026-01-31 12:00:00.0 +00:00:00";
    for read in [text::<OffsetDateTime>, string] {
        assert_eq!(read(time).unwrap().unix_timestamp(), 1_769_860_800);
    }
    for read in [text::<IpNet>, string] {
        assert_eq!(read("10.0.0.0/8").unwrap().prefix_len(), 8);
    }
    let raw = |raw: Result<Box<RawValue>, String>| raw.unwrap().get().to_owned();
    assert_eq!(raw(json("[1.10, {\"a\":2}]")), "[1.10, {\"a\":2}]");
    assert_eq!(
        [raw(text("1.10")), raw(string("1.10"))],
        ["1.10", "\"1.10\""]
    );
    let list: Vec<Box<RawValue>> = json("[1.10, \"x\", null]").unwrap();
    assert_eq!(
        list.iter().map(|raw| raw.get()).collect::<Vec<_>>(),
        ["1.10", "\"x\"", "null"]
    );
}

#[test]
fn whole_numbers_are_kept_or_refused() {
    let beyond = "123456789012345678901234567890";
    assert_eq!(json::<i128>(beyond).unwrap().to_string(), beyond);
    assert_eq!(
        json::<Vec<u128>>(&format!("[{beyond}]")).unwrap()[0].to_string(),
        beyond
    );
    for read in [text::<Value>, json] {
        assert_eq!(read("18446744073709551615"), Ok(json!(u64::MAX)));
        assert_eq!(read("-9223372036854775808"), Ok(json!(i64::MIN)));
        // As many digits as a float has.
        assert_eq!(read("100000000000000000000"), Ok(json!(1e20)));
    }
    for read in [json::<Value>, json] {
        assert!(
            read(beyond).unwrap_err().contains("number"),
            "{:?}",
            read(beyond)
        );
        assert!(read(&format!("[{beyond}]")).is_err());
    }
    assert_eq!(text(beyond), Ok(json!(beyond)));
    assert_eq!(
        json::<u64>("18446744073709551616")
            .unwrap_err()
            .split(';')
            .next(),
        Some("out of range")
    );
    // `%g` of Go, in a type that does not say which number it wants.
    assert_eq!(text("1e+08"), Ok(Id::Number(100_000_000)));
}

#[test]
fn floats_of_types_that_take_anything_stay_floats() {
    let value = json!({"a": [0.1, 0.2, {"b": 12345678901234567.89}], "c": "0.1"});
    assert_eq!(json(&value.to_string()), Ok(value.clone()));
    assert_eq!(text(&value.to_string()), Ok(value));
    let many: Vec<f64> = (0..2000).map(|number| f64::from(number) + 0.1).collect();
    assert_eq!(json(&json!(many).to_string()), Ok(json!(many)));
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Many {
        Floats(Vec<f64>),
    }
    assert_eq!(json(&json!(many).to_string()), Ok(Many::Floats(many)));
}

#[test]
fn one_rule_holds_inside_of_lists_and_objects() {
    assert_eq!(json(r#"["1", 2.0, "1e+03"]"#), Ok(vec![1_u16, 2, 1000]));
    assert_eq!(
        json(r#"{"1": "yes", "2": 0}"#),
        Ok(BTreeMap::from([(1_u8, true), (2, false)]))
    );
    assert_eq!(json("[null, \"\"]"), Ok(vec![None, Some(String::new())]));
    assert_eq!(
        json::<Vec<String>>("[null]").unwrap_err(),
        "at [0]: not a value; accepted: anything but null"
    );
    assert_eq!(
        json::<(u8, u8)>("[1]").unwrap_err(),
        "invalid length 1, expected a tuple of size 2"
    );
    assert_eq!(
        json::<(u8, u8)>("[1, 2, 3]").unwrap_err(),
        "expected a list of 2 items, found 3"
    );
    assert_eq!(
        json::<Vec<Cash>>("[{}]").unwrap_err(),
        "at [0]: missing field `amount`"
    );
    let deep = "[".repeat(4000) + &"]".repeat(4000);
    assert!(
        json::<Value>(&deep)
            .unwrap_err()
            .contains("nested too deeply")
    );
}

proptest! {
    #[test]
    fn decimals_arrive_exactly(mantissa: i64, scale in 0_u32..18) {
        let value = Decimal::new(mantissa, scale);
        let digits = value.to_string();
        prop_assert_eq!(text(&digits), Ok(value));
        prop_assert_eq!(string(&digits), Ok(value));
        prop_assert_eq!(json(&digits), Ok(value));
        let list = format!("[[{digits}], [\"{digits}\"]]");
        prop_assert_eq!(text(&list), Ok([[value]; 2]));
        prop_assert_eq!(json(&list), Ok([[value]; 2]));
        let tagged = format!("{{\"type\": \"cash\", \"amount\": {digits}}}");
        let cash = || Payment::Cash(Cash { amount: big(&digits) });
        prop_assert_eq!(text(&tagged), Ok(cash()));
        prop_assert_eq!(json(&tagged), Ok(cash()));
    }

    #[test]
    fn json_arrives_as_it_is(value in any_json()) {
        let written = value.to_string();
        prop_assert_eq!(text(&written), Ok(value.clone()));
        match &value {
            Value::String(inside) => {
                prop_assume!(!inside.is_empty());
                prop_assert_eq!(string(inside), Ok(value));
            }
            _ => {
                prop_assert_eq!(json(&written), Ok(value));
            }
        }
    }

    #[test]
    fn no_json_panics(json in "[-+0-9eE.\\[\\]{}:\", ntf\\\\]{0,20}") {
        let _ = [text::<Value>(&json).is_ok(), string::<Value>(&json).is_ok()];
        let _ = (text::<Payment>(&json), text::<Amount>(&json), text::<Outer>(&json));
        let _ = (text::<Vec<Id>>(&json), text::<BigDecimal>(&json), text::<Box<RawValue>>(&json));
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        proptest::num::f64::NORMAL.prop_map(Value::from),
        "[0-9.a\"\\\\{]{0,6}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-c]{1,2}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
