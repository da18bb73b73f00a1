//! V3, V5, V6, V8: what a host gives arrives as it was meant, or the definition says that it cannot.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wick_runtime::prelude::*;
use wick_runtime::{
    About, Call, CallFuture, Connector, Dispatcher, Input, Operation, Output, Request, Values,
};

/// Takes money.
#[connector]
struct Till {
    /// What is added, in percent.
    rate: Decimal,
    /// Who may pay.
    payers: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Name(String),
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Payment {
    Card { amount: Decimal, rate: f64 },
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Receipt {
    /// Lines of it.
    lines: Option<Vec<Decimal>>,
    /// Words on it.
    words: Vec<String>,
    /// Its number.
    number: Option<i128>,
}

/// Pay.
#[operation]
async fn pay(
    till: &Till,
    /// How much.
    amount: Decimal,
    /// What goes to the waiter.
    #[arg(default = 10.50)]
    tip: Decimal,
    /// Who pays.
    payer: Id,
    /// How.
    how: Option<Payment>,
    /// Anything else.
    note: Option<Value>,
    #[arg(flatten)] receipt: Receipt,
) -> Result<Value> {
    let Receipt {
        lines,
        words,
        number,
    } = receipt;
    let number = number.map(|number| number.to_string());
    Ok(json!([
        till.rate,
        amount,
        tip,
        payer,
        how,
        note,
        lines,
        words,
        number,
        till.payers
    ]))
}

const DIGITS: &str = "12345678901234567.89";

async fn pay_with(texts: bool, arguments: &str, settings: &[(&str, &str)]) -> Result<Value> {
    let settings = settings.iter();
    let settings = settings.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let request = Request {
        operation: "pay".into(),
        arguments: arguments.into(),
        settings: settings.collect(),
        texts,
        ..Request::default()
    };
    let json = Dispatcher::of::<Till>().unwrap().execute(request).await?;
    Ok(serde_json::from_slice(&json).unwrap())
}

#[tokio::test]
async fn digits_are_the_same_from_both_hosts() {
    let as_json = format!(
        r#"{{"amount": {DIGITS}, "payer": 7, "how": {{"type": "card", "amount": {DIGITS}, "rate": 0.1}},
            "note": {{"n": [1.5, "1.50"]}}, "lines": ["{DIGITS}", {DIGITS}], "words": ["a, b"],
            "number": -170141183460469231731687303715884105728}}"#
    );
    let as_texts = json!({
        "amount": DIGITS, "payer": "7", "how": format!(r#"{{"type":"card","amount":{DIGITS},"rate":0.1}}"#),
        "note": r#"{"n":[1.5,"1.50"]}"#, "lines": format!(r#"["{DIGITS}",{DIGITS}]"#),
        "words": r#"["a, b"]"#, "number": "-170141183460469231731687303715884105728",
    });
    let expected = json!([
        "0.10000000000000000001", DIGITS, "10.50", 7,
        {"type": "card", "amount": DIGITS, "rate": 0.1},
        {"n": [1.5, "1.50"]}, [DIGITS, DIGITS], ["a, b"],
        "-170141183460469231731687303715884105728", null
    ]);
    let rate = [("rate", "0.10000000000000000001")];
    assert_eq!(pay_with(false, &as_json, &rate).await.unwrap(), expected);
    let texts = as_texts.to_string();
    assert_eq!(pay_with(true, &texts, &rate).await.unwrap(), expected);
}

#[tokio::test]
async fn a_string_of_wick_host_is_offered_as_one() {
    let arguments =
        format!(r#"{{"amount": "{DIGITS}", "payer": "7", "note": "1.50", "words": []}}"#);
    let rate = [("rate", "1")];
    let paid = pay_with(false, &arguments, &rate).await.unwrap();
    assert_eq!(
        [&paid[1], &paid[3], &paid[5]],
        [&json!(DIGITS), &json!("7"), &json!("1.50")]
    );
    let paid = pay_with(true, &arguments.replace("[]", r#""[]""#), &rate)
        .await
        .unwrap();
    assert_eq!(
        [&paid[1], &paid[3], &paid[5]],
        [&json!(DIGITS), &json!(7), &json!(1.5)]
    );
}

#[tokio::test]
async fn commas_separate_the_strings_of_a_text() {
    let arguments = |words: &str| json!({"amount": "1", "payer": "x", "words": words}).to_string();
    let settings = [("rate", "1"), ("payers", "ann, bob")];
    let paid = pay_with(true, &arguments("lamp, urgent"), &settings)
        .await
        .unwrap();
    assert_eq!(paid[7], json!(["lamp", "urgent"]));
    assert_eq!(paid[9], json!(["ann", "bob"]));
    let refused = pay_with(false, &arguments("lamp, urgent"), &settings).await;
    let told = "`words`: \"lamp, urgent\" is not a JSON list";
    assert_eq!(refused.unwrap_err().message(), told);
}

#[tokio::test]
async fn a_number_that_no_type_keeps_is_refused() {
    let arguments =
        r#"{"amount": 1, "payer": 1, "note": 123456789012345678901234567890, "words": []}"#;
    let refused = pay_with(false, arguments, &[("rate", "1")]).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "bad_args");
    assert!(refused.message().starts_with("`note`: "), "{refused}");
}

#[test]
fn a_field_says_in_which_form_it_is_written() {
    let dispatcher = Dispatcher::of::<Till>().unwrap();
    let module = dispatcher.module();
    let pay = module.operation("pay").unwrap();
    let described = |key: &str| {
        let field = pay.input.iter().find(|field| field.key == key).unwrap();
        field.description.as_str()
    };
    assert_eq!(
        described("words"),
        r#"Words on it. JSON list of strings, such as ["a","b"]."#
    );
    assert_eq!(
        described("lines"),
        r#"Lines of it. JSON list of values, such as ["1.5"]."#
    );
    assert_eq!(described("amount"), "How much.");
    assert_eq!(
        module.configs[1].description,
        r#"Who may pay. JSON list of strings, such as ["a","b"]."#
    );
    let schema = pay.input_schema.as_ref().unwrap();
    assert_eq!(schema["properties"]["words"]["description"], "Words on it.");
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "it is never read")]
struct Plain {
    a: Option<u8>,
}

macro_rules! flattened {
    ($($name:ident: $of:literal, { $($field:tt)* })*) => {$(
        mod $name {
            use super::*;

            #[derive(Deserialize, JsonSchema)]
            #[expect(dead_code, reason = "it is never read")]
            pub(super) struct Type { $($field)* }

            pub(super) static INPUT: Input<Type> = Input::flatten($of);
        }
    )*};
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is never made")]
enum By {
    Name(String),
    Number(u64),
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "it is never read")]
struct Aliased {
    #[serde(alias = "old")]
    new: Option<u8>,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "it is never read")]
struct Nested {
    b: Option<u8>,
    #[serde(flatten)]
    rest: Option<Aliased>,
}

flattened! {
    plain: "plain", { #[serde(flatten)] plain: Plain, x: Option<u8> }
    by: "by", { limit: Option<u8>, #[serde(flatten)] by: By }
    map: "map", { more: Option<u8>, #[serde(flatten)] rest: HashMap<String, Value> }
    alias: "alias", { #[serde(alias = "former")] latter: Option<u8> }
    skipped: "skipped", { shown: Option<u8>, #[schemars(skip)] unseen: Option<u8> }
    nested: "nested", { c: Option<u8>, #[serde(flatten)] nested: Nested }
    sound: "sound", { #[serde(rename = "good")] fine: Option<u8>, #[serde(skip)] mine: u8 }
    list: "list", { inside: Option<Vec<Aliased>>, map: Option<BTreeMap<String, By>> }
}

static OPTION: Input<Option<alias::Type>> = Input::flatten("option");
static DONE: Output<Result<()>> = Output::new();

fn call(call: Call) -> CallFuture {
    Box::pin(async move { DONE.reply(Ok(()), &call) })
}

struct Flat;

impl Connector for Flat {
    fn about() -> About {
        About::new("flat", "Flat")
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }

    fn operations() -> Vec<Operation> {
        let of = |key: &str| Operation::new(key, call).output(&DONE);
        vec![
            of("parts")
                .input(&plain::INPUT)
                .input(&by::INPUT)
                .input(&map::INPUT),
            of("names")
                .input(&alias::INPUT)
                .input(&skipped::INPUT)
                .input(&nested::INPUT),
            of("fine").input(&sound::INPUT).input(&list::INPUT),
            of("none").input(&OPTION),
        ]
    }
}

/// V5.
#[test]
fn a_flattened_type_lists_all_that_it_takes() {
    let Err(error) = Dispatcher::of::<Flat>() else {
        panic!("accepted");
    };
    // The operation of the other connector is a problem too.
    let problems = error.problems().iter().map(ToString::to_string);
    let problems: Vec<String> = problems.filter(|told| told.contains("flattened")).collect();
    let within = |input: &str| {
        format!(
            "`{input}` is flattened, but its type does not list all of its fields, as with `#[serde(flatten)]`; write them out, or give each part an `#[arg(flatten)]` of its own"
        )
    };
    let unnamed = |input: &str, name: &str| {
        format!(
            "`{input}` is flattened, and its type also reads `{name}`, which its schema does not name; remove `#[serde(alias)]` or `#[schemars(skip)]`, or make `{name}` a field"
        )
    };
    let of =
        |key: &str, told: String| told.replacen("` is", &format!("` of operation `{key}` is"), 1);
    assert_eq!(
        problems,
        [
            of("parts", within("plain")),
            of("parts", within("by")),
            of("parts", within("map")),
            of("names", unnamed("alias", "former")),
            of("names", unnamed("skipped", "unseen")),
            of("names", within("nested")),
            of("none", unnamed("option", "former")),
        ]
    );
}
