//! Connectors that contradict themselves.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::{
    About, Call, CallFuture, Connector, Dispatcher, Input, InputSpec, Number, Operation, Output,
    Result, Values, tags,
};

struct Muddle;

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Page {
    size: u8,
    limit: u8,
}

static PORT: Input<u16> = Input::new("port").default("70000");
static PROXY: Input<Option<String>> = Input::new("proxy").visible_when("prot:80");
static RETRIES: Input<u8> = Input::new("retries")
    .default("0")
    .range(Some(Number::Int(1)), None);
static LIMIT: Input<u8> = Input::new("limit");
static PAGE: Input<Page> = Input::flatten("page");
static TEXT: Input<String> = Input::flatten("text");
static NAME: Input<String> = Input::new("name").range(None, Some(Number::Int(3)));
static DONE: Output<Result<()>> = Output::new();

fn call(call: Call) -> CallFuture {
    Box::pin(async move { DONE.reply(Ok(()), &call) })
}

impl Connector for Muddle {
    fn about() -> About {
        About::new("mud-dle", "Muddle").categories(["Issues", "Branches"])
    }

    fn settings() -> Vec<InputSpec> {
        vec![PORT.spec(), RETRIES.spec(), PROXY.spec()]
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }

    fn operations() -> Vec<Operation> {
        vec![
            Operation::new("list", call)
                .category("Issues")
                .input(&LIMIT)
                .input(&PAGE),
            Operation::new("list", call)
                .category("Isues")
                .input(&TEXT)
                .input(&NAME),
        ]
    }
}

#[test]
fn all_contradictions_are_told_at_once() {
    let error = Dispatcher::of::<Muddle>().unwrap_err();
    assert_eq!(error.problems().len(), 10);
    assert_eq!(
        error.to_string().lines().collect::<Vec<_>>(),
        [
            "connector `definition::Muddle` is not sound:",
            "  - plugin key \"mud-dle\" invalid: use lowercase letters, digits or '_' only (a '-' would break the name of the release zip)",
            "  - the default of `port` of the settings: \"70000\" is out of range; accepted: 0 to 65535",
            "  - the default of `retries` of the settings: \"0\" is out of range; accepted: at least 1",
            "  - the key `limit` of operation `list` is used twice",
            "  - operation `list` has the same key as operation `list`",
            "  - operation `list` is in the category \"Isues\", which the connector does not list: Issues, Branches",
            "  - `name` of operation `list` has a range, but its type is not a number",
            "  - `text` of operation `list` is flattened, but its type is not a struct with fields",
            "  - connector `mud-dle` lists the category \"Branches\", but no operation is in it",
            "  - `proxy` of the settings is visible when `prot` has some value, but there is no `prot` beside it",
        ]
    );
}

struct Empty;

impl Connector for Empty {
    fn about() -> About {
        About::new("empty", "Empty").tags([tags::API])
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }
}

#[test]
#[should_panic(expected = "leaves it out otherwise: `use parts as _;`")]
fn a_connector_without_operations_is_not_sound() {
    wick_runtime::__private::assert_sound::<Empty>();
}
