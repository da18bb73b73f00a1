use super::*;
use crate::manifest::whole::DOMAIN;

fn parse(text: &str) -> Document {
    Document::parse(text.as_bytes()).unwrap()
}

fn canonical(text: &str) -> String {
    let [read, of_document] = [Whole::parse(text.as_bytes()), parse(text).whole()]
        .map(|whole| whole.unwrap().message().unwrap().to_vec());
    assert_eq!(read, of_document);
    let canonical = read.strip_prefix(DOMAIN).unwrap();
    String::from_utf8(canonical.to_vec()).unwrap()
}

// RFC 8785, 3.2.2 and 3.2.4.
#[test]
fn the_canonical_form_is_that_of_rfc_8785() {
    let input = r#"{
        "numbers": [333333333.33333329, 1E15, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    assert_eq!(
        canonical(input),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1000000000000000,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
}

// RFC 8785, 3.2.3.
#[test]
fn names_are_sorted_by_their_utf_16_units() {
    let input = r#"{
        "\u20ac": "Euro Sign", "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let canonical = canonical(input);
    let at = |text: &str| canonical.find(text).unwrap();
    let order = [
        "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
    ];
    assert!(order.is_sorted_by_key(|text| at(text)), "{canonical}");
}

// RFC 8785, appendix B, as far as its numbers are exact everywhere.
#[test]
fn numbers_are_written_as_ecmascript_does() {
    for (spelling, written) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1.0", "1"),
        ("5e-324", "5e-324"),
        ("-5e-324", "-5e-324"),
        ("9007199254740991", "9007199254740991"),
        ("-9007199254740991", "-9007199254740991"),
        ("0.000001", "0.000001"),
        ("1e-7", "1e-7"),
        ("9.5367431640625e-7", "9.5367431640625e-7"),
        ("333333333.33333329", "333333333.3333333"),
        ("333333333.33333325", "333333333.33333325"),
        ("333333333.3333332", "333333333.3333332"),
        ("-0.0000033333333333333333", "-0.0000033333333333333333"),
    ] {
        assert_eq!(
            canonical(&format!(r#"{{"n":{spelling}}}"#)),
            format!(r#"{{"n":{written}}}"#)
        );
    }
}

#[test]
fn what_two_readers_understand_differently_is_neither_signed_nor_verified() {
    let key = SigningKey::generate().unwrap();
    for (text, what) in [
        (
            r#"{"a":1,"a":1,"manifest_signature":"x"}"#,
            r#""a" is there twice"#,
        ),
        (
            r#"{"m":{"b":[{"c":1,"\u0063":2}]},"manifest_signature":"x"}"#,
            r#""c" is there twice"#,
        ),
        (
            r#"{"manifest_signature":"x","manifest_signature":"y"}"#,
            r#""manifest_signature" is there twice"#,
        ),
        (
            r#"{"n":9007199254740992,"manifest_signature":"x"}"#,
            "9007199254740992 is too large",
        ),
        (
            r#"{"n":-9007199254740992,"manifest_signature":"x"}"#,
            "too large",
        ),
        (r#"{"n":1e20,"manifest_signature":"x"}"#, "too large"),
        (
            r#"{"n":123456789012345678901234567890,"manifest_signature":"x"}"#,
            "too large",
        ),
    ] {
        let mut document = parse(text);
        for error in [
            document.signer(&[]).unwrap_err(),
            document.sign(&key).unwrap_err(),
        ] {
            assert!(error.to_string().contains(what), "{error}");
        }
    }
    for text in [
        "[]",
        "null",
        "{",
        "{} x",
        r#"{"a":"\ud800"}"#,
        r#"{"n":1e400}"#,
    ] {
        assert!(Document::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(Document::parse(b"{\"a\":\"\xff\"}").is_err());
}

#[test]
fn other_spellings_of_the_same_document_verify() {
    let key = SigningKey::generate().unwrap();
    let keys = [key.verifying_key()];
    let mut document = parse(r#"{"a":1,"b":{"c":"é","d":[0.5]},"e":"/"}"#);
    document.sign(&key).unwrap();
    let signed = document.to_json();
    let spelled = signed
        .replace(r#""a":1"#, r#" "\u0061" : 1.0 "#)
        .replace('é', r"\u00e9")
        .replace("0.5", "5e-1")
        .replace(r#""/""#, r#""\/""#);
    assert_ne!(spelled, signed);
    assert_eq!(parse(&spelled).signer(&keys).unwrap(), Some(keys[0]));
    let Some((first, rest)) = signed[1..].split_once(',') else {
        panic!("{signed}")
    };
    let turned = format!("{{{},{first}}}", rest.strip_suffix('}').unwrap());
    assert_eq!(parse(&turned).signer(&keys).unwrap(), Some(keys[0]));
}

#[test]
fn signing_keeps_unknown_members_and_their_order() {
    let key = SigningKey::generate().unwrap();
    let mut document = parse(r#"{"z":1,"manifest_signature":"old","a":{"y":2,"x":null}}"#);
    document.sign(&key).unwrap();
    let text = document.to_json();
    assert!(
        text.starts_with(r#"{"z":1,"a":{"y":2,"x":null},"manifest_signature":""#),
        "{text}"
    );
    assert_eq!(
        parse(&text).signer(&[key.verifying_key()]).unwrap(),
        Some(key.verifying_key())
    );
}

#[test]
fn a_signature_is_of_one_key_and_no_digest_passes_for_a_manifest() {
    let [key, other] = [(); 2].map(|()| SigningKey::generate().unwrap());
    let mut document = parse(r#"{"a":1}"#);
    document.sign(&key).unwrap();
    assert_eq!(document.signer(&[other.verifying_key()]).unwrap(), None);
    assert_eq!(
        document
            .signer(&[other.verifying_key(), key.verifying_key()])
            .unwrap(),
        Some(key.verifying_key())
    );
    // Over the bytes without the line that says what they are.
    let bare = key.sign_bytes(br#"{"a":1}"#).to_base64();
    document.set(MEMBER, bare);
    assert_eq!(document.signer(&[key.verifying_key()]).unwrap(), None);
    for none in [
        "{}",
        r#"{"manifest_signature":""}"#,
        r#"{"manifest_signature":null}"#,
    ] {
        assert!(!parse(none).is_signed());
        assert_eq!(parse(none).signer(&[key.verifying_key()]).unwrap(), None);
    }
    for wrong in ["1", "[]", "{}", "true", r#""?""#] {
        let text = format!(r#"{{"a":1,"manifest_signature":{wrong}}}"#);
        assert!(parse(&text).is_signed());
        assert_eq!(parse(&text).signer(&[key.verifying_key()]).unwrap(), None);
    }
}
