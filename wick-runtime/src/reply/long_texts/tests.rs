use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::reply::Sink;

/// As the runtime writes it.
fn written(value: &impl Serialize) -> String {
    let whole = Sink::Whole { limit: usize::MAX };
    let reply = whole.finish(whole.document(value).unwrap());
    let text = futures_util::FutureExt::now_or_never(reply).unwrap();
    String::from_utf8(text.unwrap()).unwrap()
}

fn is_as_serde_json_writes_it(value: &impl Serialize) {
    assert_eq!(written(value), serde_json::to_string(value).unwrap());
}

/// Every shape that serde knows, with a text in each.
#[derive(Serialize)]
struct Shapes<'a> {
    text: &'a str,
    some: Option<&'a str>,
    none: Option<&'a str>,
    newtype: Newtype<'a>,
    tuple: (&'a str, u8),
    tuple_struct: Pair<'a>,
    sequence: Vec<&'a str>,
    map: BTreeMap<&'a str, &'a str>,
    numbers: (i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, f32, f64),
    others: (bool, char, (), Unit),
    variants: [Variant<'a>; 4],
    #[serde(flatten)]
    flat: BTreeMap<&'a str, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
}

#[derive(Serialize)]
struct Newtype<'a>(&'a str);

#[derive(Serialize)]
struct Pair<'a>(&'a str, &'a str);

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
enum Variant<'a> {
    Unit,
    Newtype(&'a str),
    Tuple(&'a str, u8),
    Struct { text: &'a str },
}

fn shapes(text: &str) -> Shapes<'_> {
    Shapes {
        text,
        some: Some(text),
        none: None,
        newtype: Newtype(text),
        tuple: (text, 1),
        tuple_struct: Pair(text, text),
        sequence: vec![text, "", text],
        map: BTreeMap::from([("key", text), (text, "value")]),
        numbers: (-1, -2, -3, -4, -5, 1, 2, 3, 4, u128::MAX, 0.1, 1e300),
        others: (true, 'ü', (), Unit),
        variants: [
            Variant::Unit,
            Variant::Newtype(text),
            Variant::Tuple(text, 2),
            Variant::Struct { text },
        ],
        flat: BTreeMap::from([("more", json!({"text": text, "list": [text, null]}))]),
        left_out: None,
    }
}

#[test]
fn every_shape_is_written_as_serde_json_does() {
    for text in ["short", "all \"\\\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}ü€𝄞 "] {
        is_as_serde_json_writes_it(&shapes(text));
        is_as_serde_json_writes_it(&shapes(&text.repeat(100)));
    }
}

#[test]
fn what_a_text_cannot_be_a_key_for_is_an_error_as_there() {
    let whole = Sink::Whole { limit: usize::MAX };
    let map = BTreeMap::from([(vec![1], "x".repeat(1000))]);
    let error = whole.document(&map).err().unwrap();
    assert_eq!(
        error.to_string(),
        serde_json::to_string(&map).unwrap_err().to_string()
    );
}

proptest! {
    #[test]
    fn any_text_is_written_as_serde_json_does(text in "(?s)[\\x00-\\x7f\u{80}-\u{2fff}]{200,600}") {
        is_as_serde_json_writes_it(&text);
        is_as_serde_json_writes_it(&json!({"a": [text.clone(), 1], "b": text}));
    }
}
