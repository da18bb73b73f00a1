//! A connector written by hand: what `#[connector]` and `#[operation]` write for you.
//!
//! ```sh
//! cargo wick run examples/echo say --arg words=hello --arg times=3
//! ```

use wick_runtime::prelude::*;
use wick_runtime::{
    About, Call, CallFuture, Connector, Input, InputSpec, Number, Operation, Output, Values,
};

/// The settings of one account.
pub struct Echo {
    greeting: String,
}

static GREETING: Input<String> = Input::new("greeting")
    .describe("What every answer begins with.")
    .default("Echo");

impl Connector for Echo {
    fn about() -> About {
        About::new("echo", "Echo")
            .version(env!("CARGO_PKG_VERSION"))
            .describe("Say again what was said.")
            .icon("🗣️")
            .tags([CONNECTOR])
    }

    fn settings() -> Vec<InputSpec> {
        vec![GREETING.spec()]
    }

    fn from_settings(values: &mut Values) -> Option<Self> {
        Some(Self {
            greeting: values.take(&GREETING)?,
        })
    }

    fn operations() -> Vec<Operation> {
        vec![say()]
    }
}

static WORDS: Input<String> = Input::new("words").describe("What to say again.");
static TIMES: Input<u32> = Input::new("times")
    .describe("How often.")
    .default("1")
    .range(Some(Number::Int(1)), Some(Number::Int(10)));
static SAID: Output<Result<Vec<String>>> = Output::new();

fn say() -> Operation {
    Operation::new("say", call_say)
        .describe("Say the words again, a few times.")
        .category("Talk")
        .input(&WORDS)
        .input(&TIMES)
        .output(&SAID)
        .read_only()
}

fn call_say(mut call: Call) -> CallFuture {
    Box::pin(async move {
        // All are taken before any is missed, so that one error names everything that was wrong.
        let (echo, words, times) = (
            call.connector::<Echo>(),
            call.take(&WORDS),
            call.take(&TIMES),
        );
        let (Some(echo), Some(words), Some(times)) = (echo, words, times) else {
            return call.reject();
        };
        let line = format!("{}: {words}", echo.greeting);
        SAID.reply(Ok(vec![line; times as usize]), &call)
    })
}
