//! Log records, as the host gets them.

use serde_json::json;

use crate::support::{by_a_host, call, lives};

#[tokio::test]
async fn odd_fields_never_shadow_the_keys_of_the_host() {
    let mut plugin = by_a_host().start().await;
    let text = "two\nlines \u{1b}[31mred\u{0}";
    plugin.execute(call("log", json!({ "text": text }))).await;
    // Reading it checks the form of the line.
    let record = plugin.logged(|record| record["@level"] == "warn").await;
    assert_eq!(record["@message"], text);
    assert_eq!(record["_@message"], 1);
    assert_eq!(record["_@level"], false);
    assert_eq!(record["odd"], "NaN");
    assert_eq!(record["operation"], "log");
    assert!(!record["request_id"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn long_messages_stay_one_line() {
    let mut plugin = by_a_host().start().await;
    let text = "\u{1}".repeat(100_000);
    plugin.execute(call("log", json!({ "text": text }))).await;
    let record = plugin.logged(|record| record["@level"] == "warn").await;
    assert!(record["@message"].as_str().unwrap().ends_with('…'));
}

#[tokio::test]
async fn the_level_is_chosen_by_the_environment() {
    let plugin = by_a_host().env("WICK_LOG", "off").start().await;
    plugin.execute(call("log", json!({ "text": "x" }))).await;
    plugin
        .execute(call("print", json!({ "text": "x", "bytes": 1 })))
        .await;
    plugin.shut_down().await;
    let (_, _, records) = plugin.ended().await;
    assert!(records.is_empty(), "{records:?}");

    let mut plugin = by_a_host().env("WICK_LOG", "debug").start().await;
    plugin.logged(|record| record["@level"] == "debug").await;
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn the_parts_of_the_start_are_told_to_whoever_asks_for_everything() {
    let plugin = by_a_host().env("WICK_LOG", "trace").start().await;
    plugin.shut_down().await;
    let (_, _, records) = plugin.ended().await;
    let parts: Vec<_> = records
        .iter()
        .filter(|record| record["@module"] == "wick::start")
        .collect();
    let names: Vec<_> = parts.iter().map(|part| &part["@message"]).collect();
    assert_eq!(names.len(), 7, "{names:?}");
    assert_eq!(names[0], "description of the connector");
    assert_eq!(names[6], "handshake line");
    let times = parts
        .iter()
        .map(|part| part["microseconds"].as_u64().unwrap());
    assert!(times.is_sorted(), "{parts:?}");
}

#[tokio::test]
async fn limits_that_cannot_be_set_are_told() {
    let launch = by_a_host().env("WICK_PLUGIN_RLIMIT_NOFILE", "18446744073709551615");
    let mut plugin = launch.start().await;
    let record = plugin.logged(|record| record["@level"] == "warn").await;
    assert!(
        record["@message"]
            .as_str()
            .unwrap()
            .contains("RLIMIT_NOFILE")
    );
    assert!(lives(&plugin).await);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn limits_are_set() {
    let launch = by_a_host().env("WICK_PLUGIN_RLIMIT_NOFILE", "345");
    let plugin = launch.start().await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", plugin.id())).unwrap();
    let files = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let words: Vec<_> = files.unwrap().split_whitespace().collect();
    assert_eq!(words[3..5], ["345", "345"]);
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn what_a_blocking_operation_logs_belongs_to_its_call() {
    let mut plugin = by_a_host().start().await;
    let mut client = plugin.client().await;
    let block = call("block_politely", json!({}));
    let _waiting = tokio::spawn(async move { client.execute(block).await });
    let record = plugin
        .logged(|record| record["@message"] == "blocking")
        .await;
    assert_eq!(record["operation"], "block_politely");
}
