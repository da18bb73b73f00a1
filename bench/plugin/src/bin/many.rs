//! The same connector with as many operations more as `BENCH_OPERATIONS` says, written by hand.

#[path = "../operations.rs"]
mod operations;
#[path = "../settings.rs"]
mod settings;

use std::process::ExitCode;

use wick_runtime::{
    About, Call, CallFuture, Connector, Input, InputSpec, Operation, Output, Result, Values,
};

use self::settings::BenchRust;

static WORDS: Input<String> = Input::new("words").describe("Words to look for.");
static LIMIT: Input<u32> = Input::new("limit").describe("At most this many.");
static CLOSED: Input<bool> = Input::new("closed").describe("Whether closed ones count.");
static LABEL: Input<Option<String>> = Input::new("label").describe("A label that all have.");
static OUTPUT: Output<Result<String>> = Output::new();

struct Many(#[expect(dead_code, reason = "decoded for every call")] BenchRust);

impl Connector for Many {
    fn about() -> About {
        BenchRust::about()
    }

    fn settings() -> Vec<InputSpec> {
        BenchRust::settings()
    }

    fn from_settings(values: &mut Values) -> Option<Self> {
        BenchRust::from_settings(values).map(Self)
    }

    fn operations() -> Vec<Operation> {
        let count = std::env::var("BENCH_OPERATIONS").unwrap_or_default();
        let mut operations = Operation::registered::<Self>();
        operations.extend((0..count.parse().unwrap_or(0)).map(generated));
        operations
    }
}

fn generated(number: u32) -> Operation {
    Operation::new(format!("find_{number}"), find)
        .describe(format!(
            "Find things of kind {number}. Returns the words that were looked for."
        ))
        .category("Generated")
        .input(&WORDS)
        .input(&LIMIT)
        .input(&CLOSED)
        .input(&LABEL)
        .output(&OUTPUT)
}

fn find(mut call: Call) -> CallFuture {
    Box::pin(async move {
        let (words, limit) = (call.take(&WORDS), call.take(&LIMIT));
        let (closed, label) = (call.take(&CLOSED), call.take(&LABEL));
        let (Some(words), Some(_), Some(_), Some(_)) = (words, limit, closed, label) else {
            return call.reject();
        };
        OUTPUT.reply(Ok(words), &call)
    })
}

fn main() -> ExitCode {
    wick_runtime::serve::<Many>()
}
