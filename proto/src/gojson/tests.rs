//! What Go 1.26 accepts and refuses, row by row.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use super::from_slice;
use crate::manifest::Manifest;
use crate::module::{Field, Module};

fn manifest(text: &str) -> Manifest {
    from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    from_slice::<Manifest>(text.as_ref())
        .unwrap_err()
        .to_string()
}

#[test]
fn keys_match_in_any_case_and_the_last_spelling_wins() {
    let read = manifest(
        r#"{"VERSION":"1","Version":"2","MODULE":{"meta":{"key":"a","KEY":"b","kEy":"c"},
            "CONFIGS":[{"iſsecret":true,"\u212aey":"k","COL_OPTIONS":{"B":"x"},"type":"url"}],
            "oauth":{"authorizeurl":"u"},"defaultaccess":{"enablesso":true}}}"#,
    );
    assert_eq!(read.version, "2");
    assert_eq!(read.module.meta.key, "c");
    let field = &read.module.configs[0];
    assert_eq!((field.key.as_str(), field.kind.as_str()), ("k", "url"));
    assert!(field.secret);
    assert_eq!(field.col_options["B"], "x");
    assert_eq!(read.module.oauth.unwrap().authorize_url, "u");
    assert!(read.module.default_access.enable_sso);
}

#[test]
fn an_exact_key_is_preferred_to_another_case() {
    #[derive(Deserialize, Debug, PartialEq, Default)]
    #[serde(default)]
    struct Twins {
        #[serde(rename = "A")]
        upper: i64,
        #[serde(rename = "a")]
        lower: i64,
    }
    let read: Twins = from_slice(br#"{"a":1,"A":2}"#).unwrap();
    assert_eq!(read, Twins { upper: 2, lower: 1 });
}

#[test]
fn unknown_keys_are_passed_over_at_any_level() {
    let read = manifest(
        r#"{"x":[{"y":[]}],"version":"1","module":{"z":null,"Meta":{"Key":"k","?":{}},
            "Operations":[{"extra":1e400,"Ops":[{"Key":"o","Docs":{"quirks":["no"]}}]}]}}"#,
    );
    assert_eq!(read.module.meta.key, "k");
    let operation = read.module.operation("o").unwrap();
    assert!(operation.quirks.is_empty(), "docs count only when flat");
}

#[test]
fn null_is_the_zero_value_of_anything() {
    let empty = Manifest::default();
    let null = manifest(
        r#"{"schema_version":null,"kind":null,"version":null,"proto_version":null,"entry":null,
            "os_arch":null,"sha256":null,"signature":null,"module":null}"#,
    );
    assert_eq!(null, empty);
    assert_eq!(manifest("null"), empty);
    assert_eq!(manifest("{}"), empty);

    let module: Module = from_slice(
        br#"{"Meta":null,"Configs":[null,{"UpdatedAt":null,"col_options":{"a":null}}],
            "Operations":[null,{"Ops":[null]}],"OAuth":{"ExtraParams":null},"DefaultAccess":null}"#,
    )
    .unwrap();
    assert_eq!(module.meta, Default::default());
    assert_eq!(module.configs[0], Field::default());
    assert_eq!(module.configs[1].col_options["a"], "");
    assert_eq!(
        module.configs[1].updated_at.as_str(),
        "0001-01-01T00:00:00Z"
    );
    assert_eq!(module.operations[1].operations.len(), 1);
    assert!(module.oauth.unwrap().extra_params.is_empty());
}

#[test]
fn of_a_repeated_key_the_last_value_counts_unless_it_is_null() {
    assert_eq!(manifest(r#"{"entry":"a","entry":"b"}"#).entry, "b");
    assert_eq!(manifest(r#"{"entry":"a","entry":null}"#).entry, "a");
    let field: Field = from_slice(br#"{"col_options":{"a":"1","A":"2","a":"3"}}"#).unwrap();
    let expected = [("A", "2"), ("a", "3")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(field.col_options, BTreeMap::from(expected));
}

#[test]
fn times_are_rfc_3339() {
    let read = |value: &str| {
        let text = format!(r#"{{"module":{{"Configs":[{{"UpdatedAt":{value}}}]}}}}"#);
        from_slice::<Manifest>(text.as_bytes())
            .map(|manifest| manifest.module.configs[0].updated_at.to_string())
            .map_err(|error| error.to_string())
    };
    for text in ["2024-01-02T03:04:05+07:00", "2024-01-02T03:04:05.25Z"] {
        assert_eq!(read(&format!("{text:?}")), Ok(text.to_owned()));
    }
    for (value, problem) in [
        (
            r#""""#,
            r#""" is not an RFC 3339 time such as 2024-01-02T03:04:05Z"#,
        ),
        ("5", "expected a string, found the number 5"),
        (
            r#""2024-01-02 03:04:05""#,
            r#""2024-01-02 03:04:05" is not an RFC 3339 time such as 2024-01-02T03:04:05Z"#,
        ),
    ] {
        let expected = format!("module.Configs[0].UpdatedAt: {problem}");
        assert_eq!(read(value), Err(expected));
    }
}

#[test]
fn integers_have_no_fraction_exponent_or_quotes() {
    for (text, number) in [
        ("1", 1),
        ("-7", -7),
        ("-0", 0),
        ("9223372036854775807", i64::MAX),
    ] {
        let read = manifest(&format!(r#"{{"proto_version":{text}}}"#));
        assert_eq!(read.proto_version, number);
    }
    for (text, found) in [
        (r#""1""#, "a string"),
        ("1.0", "the number 1.0"),
        ("1e0", "the number 1e0"),
        ("9223372036854775808", "the number 9223372036854775808"),
        ("true", "true"),
        ("[1]", "an array"),
    ] {
        assert_eq!(
            refusal(format!(r#"{{"proto_version":{text}}}"#)),
            format!("proto_version: expected an integer, found {found}")
        );
    }
    assert_eq!(from_slice::<u8>(b"255"), Ok(255));
    for text in ["256", "-1", "-0"] {
        assert!(from_slice::<u8>(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn a_wrong_type_is_refused_with_its_path() {
    for (text, message) in [
        (
            r#"{"VERSION":1}"#,
            "version: expected a string, found the number 1",
        ),
        (
            r#"{"os_arch":"linux/amd64"}"#,
            "os_arch: expected an array, found a string",
        ),
        (
            r#"{"os_arch":{}}"#,
            "os_arch: expected an array, found an object",
        ),
        (
            r#"{"os_arch":["a",1]}"#,
            "os_arch[1]: expected a string, found the number 1",
        ),
        (
            r#"{"module":[]}"#,
            "module: expected an object, found an array",
        ),
        ("[]", "expected an object, found an array"),
        (r#""x""#, "expected an object, found a string"),
        (
            r#"{"module":{"Meta":{"Fixed":"true"}}}"#,
            "module.Meta.Fixed: expected true or false, found a string",
        ),
        (
            r#"{"module":{"Operations":[{"Ops":[{},{},{"Input":{"a":1}}]}]}}"#,
            "module.Operations[0].Ops[2].Input: expected an array, found an object",
        ),
        (
            r#"{"module":{"Configs":[{"col_options":{"a":"b","c d":1}}]}}"#,
            r#"module.Configs[0].col_options["c d"]: expected a string, found the number 1"#,
        ),
        (
            r#"{"module":{"OAuth":{"ExtraParams":{"a":["hush"]}}}}"#,
            "module.OAuth.ExtraParams.a: expected a string, found an array",
        ),
    ] {
        assert_eq!(refusal(text), message);
    }
}

#[test]
fn only_space_may_surround_the_document() {
    assert_eq!(manifest(" \t\r\n{} \r\n\t").version, "");
    for (text, message) in [
        (
            &b"{} x"[..],
            "line 1, column 4: text after the end of the document",
        ),
        (
            b"{}{}",
            "line 1, column 3: text after the end of the document",
        ),
        (
            b"{}\0",
            "line 1, column 3: text after the end of the document",
        ),
        (
            b"\xef\xbb\xbf{}",
            "line 1, column 1: a byte order mark, which JSON must not have; save without it",
        ),
        (
            b"",
            "line 1, column 1: the document ends where a value should be",
        ),
        (
            b" \n",
            "line 2, column 1: the document ends where a value should be",
        ),
        (
            b"{\n \"entry\": \"a\",\n}",
            "line 3, column 1: a key in double quotes should be here",
        ),
        (
            b"{\"os_arch\":[\"a\",]}",
            "line 1, column 17: not a JSON value",
        ),
        (b"\xc2\xa0{}", "line 1, column 1: not a JSON value"),
    ] {
        assert_eq!(refusal(text), message, "{text:?}");
    }
}

#[test]
fn broken_json_is_refused() {
    for text in [
        "{",
        "[",
        "\"",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "[1 2]",
        "[1,,2]",
        "{,}",
        "nul",
        "nulls",
        "True",
        "tru",
        "falsE",
        "NaN",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".1",
        "1e",
        "1e+",
        "0x1",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\",
        "\"a\nb\"",
        "\"\t\"",
        "\"\0\"",
        "/**/1",
        "[1]]",
        "}",
    ] {
        assert!(from_slice::<Value>(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn each_byte_of_a_string_is_looked_at() {
    for (before, after) in (0..20).flat_map(|before| [(before, 0), (before, 7), (before, 8)]) {
        let string = |special: &[u8]| {
            let around = [before, after].map(|length| "a".repeat(length));
            [
                b"[\"",
                around[0].as_bytes(),
                special,
                around[1].as_bytes(),
                b"\"]",
            ]
            .concat()
        };
        for (written, meant) in [
            (&b""[..], ""),
            (br"\n", "\n"),
            (br#"\""#, "\""),
            ("é🎫".as_bytes(), "é🎫"),
            (b"\x7f", "\u{7f}"),
            (b"\xff", "\u{fffd}"),
        ] {
            let read: Vec<String> = from_slice(&string(written)).unwrap();
            let expected = "a".repeat(before) + meant + &"a".repeat(after);
            assert_eq!(read, [expected], "{written:?} behind {before}");
        }
        for (broken, column) in [(&b"\x1f"[..], 0), (b"\n", 0), (b"\0", 0), (b"\"", 1)] {
            let error = from_slice::<Vec<String>>(&string(broken)).unwrap_err();
            let place = format!("line 1, column {}: ", 3 + before + column);
            assert!(error.to_string().starts_with(&place), "{error}: {broken:?}");
        }
    }
}

#[test]
fn any_white_space_is_passed_over() {
    for length in 0..20 {
        for space in [" ", "\n", "\r\n", "\t", "\n\t", "\n ", " \n"] {
            let space = space.repeat(length);
            let text = format!(
                "{space}[{space}1{space},{space}{{{space}\"a\"{space}:{space}2{space}}}{space}]{space}"
            );
            assert_eq!(
                from_slice::<Value>(text.as_bytes()).unwrap(),
                json!([1, {"a": 2}])
            );
            let error = from_slice::<Value>(format!("\n{space}\u{b}1").as_bytes());
            assert!(error.is_err());
        }
    }
}

#[test]
fn what_is_no_text_is_replaced() {
    let read: Manifest =
        from_slice(b"{\"version\":\"a\xff\\ud800\",\"entry\":\"\xe2\x82\"}").unwrap();
    assert_eq!(read.version, "a\u{fffd}\u{fffd}");
    assert_eq!(read.entry, "\u{fffd}\u{fffd}");
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(from_slice::<Value>(nested(128).as_bytes()).is_ok());
    for text in [nested(129), nested(1_000_000), "{\"a\":".repeat(1_000_000)] {
        let error = from_slice::<Value>(text.as_bytes()).unwrap_err();
        assert!(error.to_string().ends_with("nested more than 128 deep"));
    }
    let beside = format!("[{}]", vec!["[]"; 1000].join(","));
    assert!(from_slice::<Value>(beside.as_bytes()).is_ok());
}

#[test]
fn a_free_value_keeps_its_numbers() {
    let text =
        br#"{"a":[0,-1,18446744073709551615,-9223372036854775808,1.5,1e2,-0,null,true,"x"]}"#;
    let read: Value = from_slice(text).unwrap();
    let big = 18_446_744_073_709_551_615_u64;
    assert_eq!(
        read,
        json!({"a": [0, -1, big, i64::MIN, 1.5, 100.0, -0.0, null, true, "x"]})
    );
    assert_eq!(
        from_slice::<Value>(b"[1e400]").unwrap_err().to_string(),
        "[0]: expected a 64-bit number, found the number 1e400"
    );
}

#[test]
fn any_type_of_serde_can_be_read() {
    #[derive(Deserialize, Debug, PartialEq)]
    enum Choice {
        Unit,
        New(i64),
        Tuple(u8, String),
        Struct { a: Option<bool> },
    }
    #[derive(Deserialize, Debug, PartialEq)]
    struct Newtype(f32);
    #[derive(Deserialize, Debug, PartialEq)]
    struct Unit;

    let choices: Vec<Choice> =
        from_slice(br#"["Unit",{"New":1},{"Tuple":[2,"x"]},{"Struct":{"A":null}}]"#).unwrap();
    let expected = [
        Choice::Unit,
        Choice::New(1),
        Choice::Tuple(2, "x".to_owned()),
        Choice::Struct { a: None },
    ];
    assert_eq!(choices, expected);
    assert_eq!(
        from_slice::<Vec<Choice>>(br#"["Unit",{"New":"1"}]"#)
            .unwrap_err()
            .to_string(),
        "[1].New: expected an integer, found a string"
    );
    assert!(from_slice::<Choice>(b"{}").is_err());

    type Mixed = (Newtype, char, Unit, Option<Vec<()>>, HashMap<String, u128>);
    let mixed: Mixed = from_slice(br#"[0.5,"x",null,[null],{"a":1}]"#).unwrap();
    assert_eq!((mixed.0, mixed.1, mixed.2), (Newtype(0.5), 'x', Unit));
    assert_eq!((mixed.3, mixed.4["a"]), (Some(vec![()]), 1));
    assert_eq!(from_slice::<char>(br#""secret""#).unwrap_err().path(), "");
}
