//! Accounts are never mixed, and their secrets stay with them.

use serde_json::{Value, json};
use tokio::join;

use crate::connected::{AnyHost, Connected, EVE, Go, Ours, under_both_hosts};
use crate::timely;

under_both_hosts! {
    accounts_share_connections_but_nothing_else
    a_broken_token_is_not_repeated
}

async fn accounts_share_connections_but_nothing_else(connected: Connected<impl AnyHost>) {
    connected.desk.admit("Sue", "tok-sue", &[]);
    let (eve, sue) = (connected.settings(EVE), connected.settings("tok-sue"));
    let calls = 30;
    for _ in 0..calls / 2 {
        for (settings, name) in [(&eve, "Eve"), (&sue, "Sue")] {
            let account = connected.host.call("who_am_i", json!({}), settings).await;
            assert_eq!(account.unwrap().json["name"], name);
        }
    }
    let seen = connected.desk.seen();
    assert_eq!(seen.len(), calls);
    for (index, request) in seen.iter().enumerate() {
        assert_eq!(request.token, [EVE, "tok-sue"][index % 2]);
    }
    // A connection may be free again a moment too late, but most are used again.
    let connections = connected.desk.connections();
    assert!(connections < calls / 2, "{connections} connections");
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_at_the_same_time_keep_their_accounts_under_our_host() {
    let connected = Connected::<Ours>::start().await.unwrap();
    connected.desk.admit("Sue", "tok-sue", &[]);
    let (eve, sue) = (connected.settings(EVE), connected.settings("tok-sue"));
    let hold = connected.desk.hold("/me");
    let answers = async {
        join!(
            connected.host.call("who_am_i", json!({}), &eve),
            connected.host.call("who_am_i", json!({}), &sue),
        )
    };
    let both_arrive = async {
        hold.arrived().await;
        hold.arrived().await;
        hold.release();
    };
    let ((first, second), ()) = timely(async { join!(answers, both_arrive) }).await;
    assert_eq!(first.unwrap().json["name"], "Eve");
    assert_eq!(second.unwrap().json["name"], "Sue");
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_at_the_same_time_keep_their_accounts_under_the_go_host() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    connected.desk.admit("Sue", "tok-sue", &[]);
    let hold = connected.desk.hold("/me");
    for (name, token) in [("Eve", EVE), ("Sue", "tok-sue")] {
        let mut call = Go::stream("who_am_i", json!({}), &connected.settings(token));
        call["background"] = name.into();
        connected.host.ask(call).await;
    }
    timely(hold.arrived()).await;
    timely(hold.arrived()).await;
    hold.release();
    for name in ["Eve", "Sue"] {
        let reply = connected
            .host
            .ask(json!({"do": "join", "name": name}))
            .await;
        let account: Value = serde_json::from_str(reply["data"].as_str().unwrap()).unwrap();
        assert_eq!(account["name"], name);
    }
    connected.host.stop().await;
}

async fn a_broken_token_is_not_repeated(connected: Connected<impl AnyHost>) {
    for token in ["tok-\nbroken", "tok-nobody"] {
        let refused = connected
            .call_as(token, "who_am_i", json!({}))
            .await
            .unwrap_err();
        assert!(!refused.message.contains("tok-"), "{refused:?}");
    }
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_is_ever_logged() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    connected.call("who_am_i", json!({})).await;
    connected.host.identity(EVE).await.unwrap();
    connected.host.denied(&connected.settings(EVE)).await;
    for token in ["tok-\nbroken", "tok-nobody"] {
        connected
            .call_as(token, "who_am_i", json!({}))
            .await
            .unwrap_err();
    }
    let logs = connected.host.ask(json!({"do": "logs"})).await.to_string();
    // So that silence is no proof: the requests themselves are logged.
    assert!(
        logs.contains("answered") && logs.contains("/api/me"),
        "{logs}"
    );
    assert!(!logs.contains("tok-"), "{logs}");
    connected.host.stop().await;
}
