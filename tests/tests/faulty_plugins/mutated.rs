//! A server whose frames are changed on their way.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::json;
use wick_host::{Call, CallError, Host};
use wick_tests::left;

use crate::bench::{Bench, Case, SHORT, chain};

/// How many connections a test tries.
const CONNECTIONS: u64 = 24;

/// Lets the test go on for so many seconds, from where the time of day begins.
const SECONDS: &str = "WICK_MUTATED_SECONDS";

#[tokio::test]
async fn r2_mutated_frames_harm_neither_host_nor_others() {
    let bench = Bench::new().await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("seed");
    let fault = format!("mutate:{}", file.display());
    // Changed frames may say that there is no answer.
    let builder = Host::builder().start_timeout(4 * SHORT);
    let case = bench.case_with("faulty", &fault, builder).await;
    let tasks = tokio::runtime::Handle::current().metrics();
    let (before, descriptors) = (tasks.num_alive_tasks(), left::descriptors());
    let mut answered = 0;
    for seed in seeds() {
        std::fs::write(&file, seed.to_string()).unwrap();
        answered += calls(&case, seed).await;
        case.meanwhile(case.host.stop(case.key)).await.unwrap();
        case.host.reset(case.key).unwrap();
    }
    assert!(answered > 0, "nothing came through at all");
    left::until_only(&descriptors).await;
    wick_tests::timely(async {
        while tasks.num_alive_tasks() > before {
            left::pause().await;
        }
    })
    .await;
    case.finish().await;
}

/// The first ones, always the same; as many as there is time for, if the time is given.
fn seeds() -> impl Iterator<Item = u64> {
    let seconds = std::env::var(SECONDS)
        .ok()
        .map(|text| text.parse().unwrap());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    (0..).take_while(move |seed| match end {
        Some(end) => Instant::now() < end,
        None => *seed < CONNECTIONS,
    })
}

/// Makes all kinds of calls over one connection; how many are answered.
async fn calls(case: &Case, seed: u64) -> usize {
    let (host, key) = (&case.host, case.key);
    let echo = || {
        let text = HashMap::new();
        let call = host.prepare(key, "echo", &json!({"text": "on"}), &text);
        call.unwrap().within(SHORT)
    };
    let settings = HashMap::new();
    let execute = Call::new("echo", "{}").within(SHORT);
    // Boxed: without optimization it would be copied on the stack too often for a test's thread.
    let made = Box::pin(async {
        let (one, two, three, four, five, six) = tokio::join!(
            host.run(key, echo()),
            host.run(key, echo()),
            host.execute(key, execute),
            host.schema(key),
            host.check_permissions(key, &settings),
            host.health(key),
        );
        let last = host.run(key, echo()).await;
        [
            one.map(drop),
            two.map(drop),
            three.map(drop),
            four.map(drop),
            five.map(drop),
            six.map(drop),
            last.map(drop),
        ]
    });
    let made = case.meanwhile(made).await;
    for error in made.iter().filter_map(|outcome| outcome.as_ref().err()) {
        let text = chain(error);
        assert!(
            !matches!(error, CallError::Panicked { .. }),
            "seed {seed}: {text}"
        );
        assert!(text.contains(key), "seed {seed}: {text:.2000}");
    }
    made.iter().filter(|outcome| outcome.is_ok()).count()
}
