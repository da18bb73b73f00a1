//! What hosts see when something goes wrong.

use serde_json::json;

use crate::connected::{AnyHost, Connected, EVE, settings, under_both_hosts};

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
