//! What forms show, and what must be given when.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wick_proto::module::Field;
use wick_runtime::prelude::*;
use wick_runtime::{
    Call, CallFuture, Connector, Dispatcher, Input, InputSpec, Operation, Output, Request, Values,
};

/// Lends books.
#[connector]
struct Library {
    /// How readers show who they are.
    #[config(prefill = "card")]
    sign_in: SignIn,
    /// The number on the card.
    #[config(visible_when = "sign_in:card|pass", required)]
    card: Option<Secret>,
    /// Whether rules are agreed to.
    #[config(required)]
    agreed: bool,
    /// The branches to lend from.
    #[config(widget = "kvlist")]
    branches: Option<Vec<Branch>>,
    /// Words that are looked for.
    #[config(widget = "kvlist")]
    words: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SignIn {
    #[schemars(title = "Library card")]
    Card,
    #[schemars(title = "City account")]
    CityAccount,
    #[schemars(title = "Day pass")]
    Pass,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Branch {
    id: String,
    size: Option<Size>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// Tell how the reader is known.
#[operation]
fn reader(
    library: &Library,
    /// How to greet.
    #[arg(default = "card")]
    greeting: SignIn,
    /// Whom to greet.
    #[arg(visible_when = "greeting:card", required)]
    name: Option<String>,
) -> Result<String> {
    let branches: Vec<String> = library.branches.iter().flatten().map(branch).collect();
    let card = library.card.as_ref().map(Secret::expose);
    let agreed = library.agreed;
    let words = library.words.as_deref().unwrap_or_default();
    Ok(format!(
        "{:?} {card:?} {agreed} {branches:?} {words} {greeting:?} {name:?}",
        library.sign_in
    ))
}

fn branch(branch: &Branch) -> String {
    format!("{} {:?}", branch.id, branch.size)
}

fn setting(key: &str) -> Field {
    let dispatcher = Dispatcher::of::<Library>().unwrap();
    let settings = &dispatcher.module().configs;
    settings
        .iter()
        .find(|field| field.key == key)
        .unwrap()
        .clone()
}

async fn call(settings: &[(&str, &str)], arguments: Value) -> Result<String, String> {
    let request = Request {
        operation: "reader".to_owned(),
        arguments: arguments.to_string().into(),
        settings: settings
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect::<HashMap<_, _>>(),
        ..Request::default()
    };
    let dispatcher = Dispatcher::of::<Library>().unwrap();
    match dispatcher.execute(request).await {
        Ok(result) => Ok(serde_json::from_slice(&result).unwrap()),
        Err(error) => Err(error.message()),
    }
}

#[test]
fn people_choose_settings_by_title_and_models_inputs_by_value() {
    let sign_in = setting("sign_in");
    assert_eq!(
        sign_in.options,
        "Library card::card|City account::city_account|Day pass::pass"
    );
    let dispatcher = Dispatcher::of::<Library>().unwrap();
    let reader = dispatcher.module().operation("reader").unwrap();
    let greeting = reader.input.first().unwrap();
    assert_eq!(greeting.options, "card|city_account|pass");
}

#[test]
fn what_a_form_holds_at_first_is_no_default() {
    let sign_in = setting("sign_in");
    assert_eq!((sign_in.value.as_str(), sign_in.required), ("card", true));
}

#[test]
fn columns_of_rows_follow_from_their_type() {
    let branches = setting("branches");
    assert_eq!(branches.options, "id|size");
    let choices = [("size".to_owned(), "small|large".to_owned())];
    assert_eq!(branches.col_options, choices.into());
    assert_eq!(setting("words").options, "value");
}

#[tokio::test]
async fn what_is_required_while_visible_is_missed_only_then() {
    let account = [("sign_in", "city_account"), ("agreed", "true")];
    let guest = json!({"greeting": "pass"});
    assert!(call(&account, guest.clone()).await.is_ok());
    let card = [("sign_in", "pass"), ("agreed", "true")];
    let missed = call(&card, guest.clone()).await.unwrap_err();
    assert!(missed.contains("setting `card`"), "{missed}");
    let card = [card[0], card[1], ("card", "42")];
    let told = call(&card, guest).await.unwrap();
    assert!(told.contains(r#"Some("42")"#), "{told}");
}

/// The default of the other input counts as its value.
#[tokio::test]
async fn a_condition_looks_at_defaults() {
    let account = [("sign_in", "city_account"), ("agreed", "true")];
    let missed = call(&account, json!({})).await.unwrap_err();
    assert!(missed.contains("`name`"), "{missed}");
    assert!(call(&account, json!({"name": "Ada"})).await.is_ok());
}

#[tokio::test]
async fn a_prefill_and_a_required_flag_must_be_sent() {
    let missed = call(&[], json!({"name": "Ada"})).await.unwrap_err();
    assert!(
        missed.contains("`sign_in`") && missed.contains("`agreed`"),
        "{missed}"
    );
}

#[test]
fn models_are_told_the_condition_in_words() {
    let dispatcher = Dispatcher::of::<Library>().unwrap();
    let reader = dispatcher.module().operation("reader").unwrap();
    let schema = reader.input_schema.as_ref().unwrap();
    let name = &schema["properties"]["name"];
    assert_eq!(
        name["description"],
        "Whom to greet. Required when `greeting` is `card`."
    );
    assert_eq!(schema.get("required"), None);
    let name = reader.input.last().unwrap();
    assert!(name.required, "forms can tell whether it is visible");
}

struct Muddle;

static SIZE: Input<Size> = Input::new("size").prefill("medium");
static PICKED: Input<String> = Input::new("picked").widget("html", "pick_branhc");
static DONE: Output<Result<()>> = Output::new();

impl Connector for Muddle {
    fn about() -> wick_runtime::About {
        wick_runtime::About::new("muddle", "Muddle")
    }

    fn settings() -> Vec<InputSpec> {
        vec![SIZE.spec(), PICKED.spec()]
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }

    fn operations() -> Vec<Operation> {
        fn call(call: Call) -> CallFuture {
            Box::pin(async move { DONE.reply(Ok(()), &call) })
        }
        vec![
            Operation::new("pick_branch", call)
                .pair_with("other.anything")
                .pair_with("muddle.pick_branch")
                .pair_with("muddle.draw_branch")
                .templateable_field("words")
                .input_sample(r#"{"words":1}"#),
            Operation::new("draw", call).input_sample("{words}"),
            Operation::new("say", call).input_sample("[]"),
        ]
    }
}

#[test]
fn what_is_named_must_be_there() {
    let error = Dispatcher::of::<Muddle>().err().unwrap().to_string();
    for problem in [
        "the prefill of `size` of the settings: \"medium\" is none of the choices",
        "`picked` of the settings is drawn by the operation `pick_branhc`, which there is not",
        "operation `pick_branch` is paired with `muddle.draw_branch`, which there is not",
        "operation `pick_branch` says that `words` may hold a template, but has no such input",
        "the input sample of operation `pick_branch`: there is no input `words`",
        "the input sample of operation `draw`: it is not JSON: ",
        "the input sample of operation `say`: it is not a JSON object",
    ] {
        assert!(error.contains(problem), "{problem} is not in: {error}");
    }
    assert_eq!(error.matches("is paired with").count(), 1);
}
