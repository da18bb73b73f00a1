//! Operations that take their time: progress, cancellation, deadlines; and the names of calls.

use std::time::Duration;

use serde_json::{Value, json};
use wick_host::{CallError, Event};

use crate::connected::{AnyHost, Connected, EVE, Go, KEY, Ours};
use crate::timely;

/// Two tickets that wait for their customer since long, and one that does not.
fn stale_tickets<H: AnyHost>(connected: &Connected<H>) -> [u64; 2] {
    let old = json!({"state": "pending", "opened": "2025-01-01"});
    let stale = [(); 2].map(|()| connected.desk.ticket(old.clone()));
    connected.desk.ticket(json!({"state": "pending"}));
    stale
}

fn cleanup() -> Value {
    json!({"opened_until": "2025-12-31"})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_host_sees_how_far_the_work_is() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let [first, second] = stale_tickets(&connected);
    let dry = json!({"opened_until": "2025-12-31", "dry_run": true});
    assert_eq!(
        connected.call("close_stale_tickets", dry).await,
        json!({"tickets": [first, second], "closed": false})
    );

    let hold = connected.desk.hold(&format!("PATCH /tickets/{second}"));
    let settings = connected.settings(EVE);
    let call = connected
        .host
        .prepare("close_stale_tickets", cleanup(), &settings);
    let mut output = timely(connected.host.host.stream(KEY, call)).await.unwrap();
    // A later report may take the place of an earlier one, but the last is sure to come.
    loop {
        match timely(output.next()).await.unwrap().unwrap() {
            Event::Progress {
                done: 1,
                total: 2,
                message,
            } => {
                assert_eq!(message, format!("closing ticket {second}"));
                break;
            }
            Event::Progress {
                done: 0, total: 2, ..
            } => {}
            other => panic!("{other:?}"),
        }
    }
    hold.release();
    let result = timely(output.collect(1 << 20)).await.unwrap();
    let result: Value = serde_json::from_slice(&result).unwrap();
    assert_eq!(result, json!({"tickets": [first, second], "closed": true}));
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_does_not_harm_the_go_host() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    let stale = stale_tickets(&connected);
    let call = Go::stream("close_stale_tickets", cleanup(), &connected.settings(EVE));
    let reply = connected.host.ask(call).await;
    let result: Value = serde_json::from_str(reply["data"].as_str().unwrap()).unwrap();
    assert_eq!(result, json!({"tickets": stale, "closed": true}));
    assert!(!reply["progress"].as_array().unwrap().is_empty(), "{reply}");
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_call_hangs_up_on_the_service() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let settings = connected.settings(EVE);
    let hold = connected.desk.hold("/reports/statistics");
    let report = json!({"from": "2026-01-01", "to": "2026-12-31"});
    let call = connected.host.call("ticket_statistics", report, &settings);
    tokio::select! {
        answer = call => panic!("{answer:?}"),
        () = timely(hold.arrived()) => {}
    }
    timely(hold.abandoned()).await;
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_hangs_up_on_the_service() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let hold = connected.desk.hold("/me");
    let settings = connected.settings(EVE);
    let call = connected.host.prepare("who_am_i", json!({}), &settings);
    let call = call.within(Duration::from_secs(2));
    let answer = async { connected.host.host.run(KEY, call).await.unwrap_err() };
    let (error, ()) = timely(async { tokio::join!(answer, hold.abandoned()) }).await;
    // Whoever looks at the clock first: the host, or the client of the plugin.
    let is_late = match &error {
        CallError::TimedOut { .. } => true,
        CallError::Plugin { code, .. } => code == "unreachable",
        _ => false,
    };
    assert!(is_late, "{error:?}");
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_of_the_go_host_hangs_up_on_the_service() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    let hold = connected.desk.hold("/me");
    let mut call = Go::stream("who_am_i", json!({}), &connected.settings(EVE));
    call["timeout_ms"] = json!(2000);
    let reply = connected.host.ask(call).await;
    assert_eq!(reply["ok"], false, "{reply}");
    timely(hold.abandoned()).await;
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_learns_the_name_of_a_call() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let settings = connected.settings(EVE);
    // The second cannot be sent in a header, which must not fail the call.
    let names = ["call-7", "call\n8"];
    for name in names {
        let call = connected.host.prepare("who_am_i", json!({}), &settings);
        let call = connected.host.host.run(KEY, call.request_id(name));
        timely(call).await.unwrap();
    }
    let seen = connected.desk.seen();
    let ids: Vec<&str> = seen.iter().map(|request| request.id.as_str()).collect();
    assert_eq!(ids, ["call-7", ""]);
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_learns_the_name_of_a_call_of_the_go_host() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    let mut call = Go::stream("who_am_i", json!({}), &connected.settings(EVE));
    call["request_id"] = "call-9".into();
    connected.host.ask(call).await;
    assert_eq!(connected.desk.seen()[0].id, "call-9");
    connected.host.stop().await;
}
