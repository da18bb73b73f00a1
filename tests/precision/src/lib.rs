//! V4: serde_json's `arbitrary_precision`, which any dependency of a connector can switch on, gives each
//! number to a type that takes anything as an object with one member. Connectors work nevertheless.
#![cfg(test)]

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Number, Value, json};
use wick_proto::Digest;
use wick_proto::manifest::{Document, Manifest};
use wick_proto::module::Module;
use wick_proto::signing::SigningKey;
use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

/// Takes money.
#[connector]
struct Till {
    /// What is added, in percent.
    #[config(default = 10.50)]
    rate: Decimal,
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Price { amount: Decimal },
    Count { of: u64 },
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
enum Id {
    Number(i64),
    Float(f64),
    Name(String),
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
struct Options {
    /// A limit.
    limit: f64,
    /// A step.
    step: Decimal,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limit: 1.5,
            step: Decimal::new(1050, 2),
        }
    }
}

/// Draw.
#[operation]
async fn draw(
    till: &Till,
    /// How much.
    #[arg(default = 10.50)]
    amount: Decimal,
    /// Shapes.
    shapes: Vec<Shape>,
    /// Who.
    ids: Vec<Id>,
    /// Anything.
    any: Value,
    /// A number.
    number: Number,
    /// More.
    options: Option<Options>,
    /// Between.
    #[arg(default = 1.5, range = 0.5..=2.5)]
    factor: f64,
    #[arg(flatten)] flat: Flat,
) -> Result<(Value, Box<Number>)> {
    let kept = json!({
        "rate": till.rate, "amount": amount, "shapes": shapes, "ids": ids, "any": any,
        "options": options, "factor": factor, "small": flat.small, "big": flat.big.to_string(),
    });
    Ok((kept, Box::new(number)))
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Flat {
    /// Small.
    small: f32,
    /// Big.
    big: u128,
}

async fn draw_with(texts: bool, arguments: &str) -> String {
    let request = Request {
        operation: "draw".into(),
        arguments: arguments.into(),
        texts,
        ..Request::default()
    };
    let drawn = Dispatcher::of::<Till>().unwrap().execute(request).await;
    String::from_utf8(drawn.unwrap()).unwrap()
}

const DIGITS: &str = "12345678901234567.89";
const BIG: &str = "340282366920938463463374607431768211455";

#[test]
fn the_feature_is_on() {
    let number: Number = serde_json::from_str("1.10").unwrap();
    assert_eq!(number.to_string(), "1.10");
}

#[tokio::test]
async fn numbers_arrive_exactly_from_both_hosts() {
    let shapes = format!(
        r#"[{{"type":"circle","radius":1.5}},{{"type":"price","amount":{DIGITS}}},{{"type":"count","of":7}}]"#
    );
    let ids = r#"[7,1.1,"7"]"#;
    let any = format!(r#"{{"n":[{DIGITS},{BIG},1.50]}}"#);
    let options = r#"{"limit":2.5}"#;
    let as_json = format!(
        r#"{{"shapes":{shapes},"ids":{ids},"any":{any},"number":{DIGITS},"options":{options},"small":0.1,"big":{BIG}}}"#
    );
    let as_texts = json!({
        "shapes": shapes, "ids": ids, "any": any, "number": DIGITS, "options": options, "small": "0.1", "big": BIG,
    });
    for drawn in [
        draw_with(false, &as_json).await,
        draw_with(true, &as_texts.to_string()).await,
    ] {
        for part in [
            r#""rate":"10.50","amount":"10.50""#.to_owned(),
            format!(
                r#""shapes":{}"#,
                shapes.replace(DIGITS, &format!("\"{DIGITS}\""))
            ),
            format!(r#""ids":{ids}"#),
            format!(r#""any":{any}"#),
            r#""options":{"limit":2.5,"step":"10.50"},"factor":1.5"#.to_owned(),
            format!(r#""big":"{BIG}""#),
            format!("}},{DIGITS}]"),
        ] {
            assert!(drawn.contains(&part), "{part}: {drawn}");
        }
    }
}

#[tokio::test]
async fn an_amount_that_is_given_is_exact() {
    let rest = r#""shapes":[],"ids":[],"any":1,"number":1,"small":1,"big":1"#;
    for (given, arrives) in [("1.1", "1.1"), (DIGITS, DIGITS), ("\"1.10\"", "1.10")] {
        let drawn = draw_with(false, &format!(r#"{{"amount":{given},{rest}}}"#)).await;
        let part = format!(r#""amount":"{arrives}""#);
        assert!(drawn.contains(&part), "{drawn}");
    }
}

#[test]
fn a_manifest_is_written_signed_and_read() {
    let dispatcher = Dispatcher::of::<Till>().unwrap();
    let json = dispatcher.module().to_json();
    assert!(!json.contains("$serde_json"), "{json}");
    let module = Module::from_json(json.as_bytes()).unwrap();
    assert_eq!(module.to_json(), json);
    let schema = module.operation("draw").unwrap().input_schema.clone();
    let factor = &schema.unwrap()["properties"]["factor"];
    assert_eq!(factor["minimum"].as_f64(), Some(0.5));
    assert_eq!(factor["default"].as_f64(), Some(1.5));

    let unsigned = format!(r#"{{"kind":"connector","module":{json}}}"#);
    let mut manifest = Manifest::from_json(unsigned.as_bytes()).unwrap();
    let key = SigningKey::generate().unwrap();
    manifest.sign(&Digest::of(b"a program"), &key).unwrap();
    let text = manifest.to_json_pretty();
    let read = Manifest::from_json(text.as_bytes()).unwrap();
    assert_eq!(read.to_json_pretty(), text);
    let document = Document::parse(text.as_bytes()).unwrap();
    let signer = document.signer(&[key.verifying_key()]).unwrap();
    assert_eq!(signer, Some(key.verifying_key()));
}

#[test]
fn raw_values_are_taken() {
    fn is_argument<T: wick_runtime::Argument>() {}
    is_argument::<Option<Box<Raw>>>();

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Raw(#[expect(dead_code, reason = "it is never read")] Box<RawValue>);

    impl JsonSchema for Raw {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Raw".into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            true.into()
        }
    }
}
