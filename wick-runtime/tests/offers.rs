//! What a form offers must be what its type takes. Fault row N9.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_runtime::{
    About, Call, CallFuture, Connector, Dispatcher, Input, InputSpec, Operation, Output, Values,
};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum Login {
    Guest,
    Password { user: String },
    Token(String),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    Blue,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Row {
    id: String,
    label: String,
    note: Option<String>,
}

static LOGIN: Input<Login> =
    Input::new("login").widget("dropdown", "No account::guest|password,token");
static OPTIONAL: Input<Option<Login>> = Input::new("optional").widget("dropdown", "guest|token");
static LIST: Input<Vec<Color>> = Input::new("list").widget("dropdown", "green");
static SOUND: Input<Option<Color>> = Input::new("sound").widget("dropdown", "Hot::red|blue");
static NUMBER: Input<u8> = Input::new("number").widget("dropdown", "1|300");
static SWITCH: Input<Color> = Input::new("switch").widget("checkbox", "");
static ROWS: Input<Vec<Row>> = Input::new("rows").widget("kvlist", "id|name");
static SHORT: Input<Vec<Row>> = Input::new("short").widget("kvlist", "id|note");
static FITTING: Input<Vec<Row>> = Input::new("fitting").widget("kvlist", "id|label");
static FREE: Input<Vec<HashMap<String, String>>> = Input::new("free").widget("kvlist", "a|b");
static DONE: Output<Result<()>> = Output::new();

fn call(call: Call) -> CallFuture {
    Box::pin(async move { DONE.reply(Ok(()), &call) })
}

struct Offers;

impl Connector for Offers {
    fn about() -> About {
        About::new("offers", "Offers")
    }

    fn settings() -> Vec<InputSpec> {
        vec![LOGIN.spec(), SOUND.spec(), FITTING.spec(), FREE.spec()]
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }

    fn operations() -> Vec<Operation> {
        vec![
            Operation::new("use", call)
                .input(&OPTIONAL)
                .input(&LIST)
                .input(&NUMBER)
                .input(&SWITCH)
                .input(&ROWS)
                .input(&SHORT),
        ]
    }
}

#[test]
fn options_that_no_call_can_carry_are_refused() {
    let Err(error) = Dispatcher::of::<Offers>() else {
        panic!("the definition is sound");
    };
    let told = error.to_string();
    let refused: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("  - "))
        .map(|line| line.split(": ").next().unwrap_or(line))
        .collect();
    assert_eq!(
        refused,
        [
            "the option `password` of `login` of the settings",
            "the option `token` of `login` of the settings",
            "the option `token` of `optional` of operation `use`",
            "the option `green` of `list` of operation `use`",
            "the option `300` of `number` of operation `use`",
            "the option `true` of `switch` of operation `use`",
            "the option `false` of `switch` of operation `use`",
            "the options of `rows` of operation `use`",
            "the options of `short` of operation `use`",
        ],
        "{told}"
    );
    for words in ["unknown column `name`", "the column `label` is missing"] {
        assert!(told.contains(words), "{told}");
    }
}
