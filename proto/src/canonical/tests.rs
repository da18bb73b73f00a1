use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn canonical(text: &str) -> Canonical {
    of_text(text.as_bytes(), b"", "aside").unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn number() -> impl Strategy<Value = Value> {
    let exact = (1_i64 << 53) - 1;
    prop_oneof![
        (-exact..=exact).prop_map(Value::from),
        (-exact as f64..exact as f64).prop_map(Value::from),
        (-1.0..1.0).prop_map(Value::from),
    ]
}

/// With names of which some are of several UTF-16 units, or sort otherwise in UTF-8.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{0,3}",
        "[\u{e000}\u{ffff}🎫é\\\\\"\n\u{1}]{1,3}",
        any::<String>()
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        let members = vec((name(), inner.clone()), 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::from),
            members.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn it_is_what_another_writer_writes(value in value()) {
        let expected = serde_json_canonicalizer::to_vec(&value).unwrap();
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let read = of_text(text.as_bytes(), b"", "\u{0}").unwrap();
            prop_assert_eq!(String::from_utf8_lossy(&read.bytes), String::from_utf8_lossy(&expected));
            prop_assert_eq!(&read.ambiguity, &None);
        }
        let read = of(&value, b"", None).unwrap();
        prop_assert_eq!(read.bytes, expected);
    }

    #[test]
    fn it_is_read_as_strictly_as_a_document(
        text in prop_oneof![
            ".*",
            "[\\[\\]{}:,\" 0-9.eE+\\\\untrfals-]{0,24}",
            btree_map(name(), value(), 0..4).prop_map(|members| json!(members).to_string() + " "),
        ],
    ) {
        let strict = crate::strict::parse(text.as_bytes());
        let canonical = of_text(text.as_bytes(), b"", "aside");
        prop_assert_eq!(
            strict.map(|(_, ambiguity)| ambiguity).map_err(|error| error.to_string()),
            canonical.map(|read| read.ambiguity).map_err(|error| error.to_string())
        );
    }
}

#[test]
fn the_member_aside_is_left_out_at_the_top_only() {
    let read = canonical(r#"{"b":[{"aside":1}],"aside":{"x":2},"a":{"aside":3}}"#);
    assert_eq!(read.bytes, br#"{"a":{"aside":3},"b":[{"aside":1}]}"#);
    assert_eq!(read.aside, Some(json!({"x": 2})));
    assert_eq!(canonical(r#"{"aside":1}"#).bytes, b"{}");
    assert_eq!(canonical(r#"[{"aside":1}]"#).bytes, br#"[{"aside":1}]"#);
}

#[test]
fn what_is_there_twice_is_found_in_any_order() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"\u0061":3}"#,
        r#"{"b":{"x":[{"a":1,"a":2}]}}"#,
        r#"{"aside":1,"aside":2}"#,
        r#"{"aside":{"a":1,"a":2}}"#,
    ] {
        let found = canonical(text).ambiguity;
        assert!(matches!(found, Some(Ambiguity::Duplicate(_))), "{text}");
    }
    assert_eq!(canonical(r#"{"a":{"b":1},"b":{"a":1}}"#).ambiguity, None);
}

#[test]
fn what_is_no_text_is_refused_as_in_a_document() {
    for text in [
        &b"{\"a\":\"\xff\"}"[..],
        b"{\"\xe2\x82\":1}",
        b"[1,\xff]",
        b"{} \xff",
    ] {
        let strict = crate::strict::parse(text).unwrap_err().to_string();
        let canonical = of_text(text, b"", "aside").map(|read| read.bytes);
        assert_eq!(canonical.unwrap_err().to_string(), strict);
    }
}
