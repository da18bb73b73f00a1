//! What hosts see when something goes wrong.

use std::time::Duration;

use serde_json::{Value, json};
use wick_host::CallError;

use crate::connected::{AnyHost, Connected, EVE, KEY, Ours, settings, under_both_hosts};
use crate::timely;

under_both_hosts! {
    failures_have_codes_and_say_what_to_do
    bad_settings_are_named
}

async fn failures_have_codes_and_say_what_to_do(connected: Connected<impl AnyHost>) {
    let missing = connected.refused("get_ticket", json!({"number": 99})).await;
    assert_eq!(
        (missing.code.as_str(), missing.message.as_str()),
        ("not_found", "there is no ticket 99")
    );

    connected.desk.limit(EVE, 7);
    let limited = connected.refused("who_am_i", json!({})).await;
    assert_eq!(limited.code, "rate_limited");
    assert!(limited.message.contains("7 s"), "{limited:?}");
    connected.call("who_am_i", json!({})).await;

    let backwards = json!({"from": "2026-02-02", "to": "2026-01-01"});
    let backwards = connected.refused("ticket_statistics", backwards).await;
    assert_eq!(backwards.code, "invalid");
    assert!(backwards.message.contains("2026-01-01"), "{backwards:?}");

    let nowhere = settings(&[("base_url", "http://127.0.0.1:1/"), ("token", EVE)]);
    let nowhere = connected.host.call("who_am_i", json!({}), &nowhere);
    let unreachable = nowhere.await.unwrap_err();
    assert_eq!(unreachable.code, "unreachable");
    connected.host.stop().await;
}

async fn bad_settings_are_named(connected: Connected<impl AnyHost>) {
    let wrong = settings(&[
        ("base_url", "no address"),
        ("auth_mode", "luck"),
        ("page_size", "0"),
    ]);
    let refused = connected
        .host
        .call("who_am_i", json!({}), &wrong)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "bad_settings");
    for part in ["base_url", "auth_mode", "user_token", "page_size"] {
        assert!(refused.message.contains(part), "{part}: {refused:?}");
    }
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_host_learns_what_to_do() {
    let connected = Connected::<Ours>::start().await.unwrap();
    connected.desk.admit("Mal", "tok-mal", &[]);

    connected.desk.limit(EVE, 7);
    let limited = failure(&connected, EVE, "who_am_i", json!({})).await;
    assert!(limited.is_retryable());
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(7)));

    let forbidden = failure(&connected, "tok-mal", "get_ticket", json!({"number": 1})).await;
    assert!(!forbidden.is_retryable());
    assert!(forbidden.hint().unwrap().contains("tickets.read"));

    let merge = json!({"number": 3, "into": 3});
    let invalid = failure(&connected, EVE, "merge_tickets", merge).await;
    assert_eq!(invalid.fields()[0].field, "into");
    assert!(!invalid.fields()[0].setting);
    connected.host.stop().await;
}

async fn failure(
    connected: &Connected<Ours>,
    token: &str,
    operation: &str,
    arguments: Value,
) -> CallError {
    let call = connected
        .host
        .prepare(operation, arguments, &connected.settings(token));
    timely(connected.host.host.run(KEY, call))
        .await
        .unwrap_err()
}
