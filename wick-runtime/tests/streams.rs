//! Results that are sent while they are made.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

/// Keep numbers.
#[connector]
struct Numbers {
    /// What all numbers are multiplied by.
    #[config(default = 1)]
    factor: u32,
}

#[derive(Serialize, JsonSchema)]
struct Line {
    /// Its number.
    number: u32,
}

/// Count with a stream that borrows the connector.
#[operation(read_only)]
fn borrowing(
    numbers: &Numbers,
    /// How far.
    to: u32,
) -> impl Stream<Item = Result<Line>> {
    stream::iter(1..=to).map(|number| {
        Ok(Line {
            number: number * numbers.factor,
        })
    })
}

/// Fail before the stream, or in it.
#[operation]
async fn failing(
    numbers: &Numbers,
    ctx: &Context,
    /// After how many.
    after: Option<u32>,
) -> Result<impl Stream<Item = Result<u32, std::num::ParseIntError>>, Error> {
    let after = after.ok_or_else(|| Error::new("early", "before anything"))?;
    Ok(stream::iter(0..after)
        .map(|number| Ok(number * numbers.factor))
        .chain(stream::once(async { ctx.request_id().parse() })))
}

/// Panic in the middle.
#[operation]
async fn panicking() -> Streamed<u32> {
    Streamed::new(stream::iter(0..3).map(|number| match number {
        2 => panic!("at two"),
        number => Ok::<_, Error>(number),
    }))
}

/// Say it slowly.
#[operation]
async fn told() -> Result<StreamedText> {
    let lines = stream::iter(["\"one\"\n", "two\n"].map(Ok::<_, Error>));
    Ok(StreamedText::new(lines))
}

/// Rows of something that blocks.
#[operation]
fn rows() -> Result<Streamed<u32>> {
    Ok(Streamed::blocking((0..3).map(Ok::<_, Error>)))
}

static DROPPED: AtomicU32 = AtomicU32::new(0);

/// Give one item and then nothing for ever.
#[operation]
fn endless(_ctx: &Context) -> impl Stream<Item = Result<u32>> {
    struct Count;
    impl Drop for Count {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    let count = Count;
    stream::iter([Ok(1)])
        .chain(stream::pending())
        .inspect(move |_| {
            let _held = &count;
        })
}

fn request(operation: &str, arguments: Value) -> Request {
    Request {
        operation: operation.into(),
        arguments: arguments.to_string().into(),
        ..Request::default()
    }
}

async fn execute(request: Request) -> Result<Value> {
    let numbers = Dispatcher::of::<Numbers>().unwrap();
    Ok(serde_json::from_slice(&numbers.execute(request).await?)?)
}

#[tokio::test]
async fn a_stream_is_collected_into_a_list() {
    let three = Request {
        settings: [("factor".to_owned(), "2".to_owned())].into(),
        ..request("borrowing", json!({"to": 3}))
    };
    let lines = json!([{"number": 2}, {"number": 4}, {"number": 6}]);
    assert_eq!(execute(three).await.unwrap(), lines);
    let none = request("borrowing", json!({"to": 0}));
    assert_eq!(execute(none).await.unwrap(), json!([]));
    let told = execute(request("told", json!({}))).await.unwrap();
    assert_eq!(told, json!("\"one\"\ntwo\n"));
    let rows = execute(request("rows", json!({}))).await.unwrap();
    assert_eq!(rows, json!([0, 1, 2]));
}

#[tokio::test]
async fn errors_end_the_result() {
    let early = execute(request("failing", json!({}))).await.unwrap_err();
    assert_eq!(early.code(), "early");
    let late = request("failing", json!({"after": 2}));
    let numbers = Dispatcher::of::<Numbers>().unwrap();
    let pieces: Vec<_> = numbers.stream(late).collect().await;
    let error = pieces.last().unwrap().as_ref().unwrap_err();
    assert_eq!(error.message(), "cannot parse integer from empty string");
    let panic = execute(request("panicking", json!({}))).await.unwrap_err();
    assert_eq!(panic.code(), "panic");
    assert!(panic.message().contains("at two"), "{panic}");
}

#[tokio::test]
async fn dropping_the_call_drops_the_stream() {
    let numbers = Dispatcher::of::<Numbers>().unwrap();
    let mut pieces = Box::pin(numbers.stream(request("endless", json!({}))));
    assert_eq!(pieces.next().await.unwrap().unwrap(), b"[1");
    assert!(pieces.next().now_or_never().is_none());
    assert_eq!(DROPPED.load(Ordering::SeqCst), 0);
    drop(pieces);
    assert_eq!(DROPPED.load(Ordering::SeqCst), 1);
}

#[test]
fn the_schema_is_that_of_a_list() {
    let numbers = Dispatcher::of::<Numbers>().unwrap();
    let schema = |key| {
        let operation = numbers.module().operation(key).unwrap();
        operation.output_schema.clone().unwrap()
    };
    let lines = schema("borrowing");
    assert_eq!(lines["type"], "array");
    assert_eq!(
        lines["items"]["properties"]["number"]["description"],
        "Its number."
    );
    assert_eq!(schema("failing")["items"]["type"], "integer");
    assert_eq!(schema("rows"), schema("panicking"));
    assert_eq!(schema("told")["type"], "string");
}
