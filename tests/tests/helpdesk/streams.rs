//! Results that arrive while they are made.

use serde_json::{Value, json};
use wick_host::{Event, Output};
use wick_tests::desk::REST_OF_EXPORT;

use crate::connected::{AnyHost, Connected, EVE, Go, KEY, Ours};
use crate::timely;

/// More tickets than fit on two pages, in their order.
fn three_pages<H: AnyHost>(connected: &Connected<H>) -> Vec<u64> {
    (0..120)
        .map(|_| connected.desk.ticket(json!({"subject": "lamp"})))
        .collect()
}

async fn begin(connected: &Connected<Ours>, operation: &str) -> Output {
    let settings = connected.settings(EVE);
    let call = connected.host.prepare(operation, json!({}), &settings);
    timely(connected.host.host.stream(KEY, call)).await.unwrap()
}

/// Reads until this ticket is there, and returns what was read.
async fn read_to(output: &mut Output, number: u64) -> Vec<u8> {
    let mut read = Vec::new();
    while !contains(&read, number) {
        match timely(output.next()).await.unwrap() {
            Some(Event::Data(data)) => read.extend(data),
            other => panic!("{other:?}"),
        }
    }
    read
}

fn contains(json: &[u8], number: u64) -> bool {
    String::from_utf8_lossy(json).contains(&format!("\"number\":{number},"))
}

fn numbers(json: &[u8]) -> Vec<u64> {
    let tickets: Vec<Value> = serde_json::from_slice(json).unwrap();
    tickets
        .iter()
        .map(|ticket| ticket["number"].as_u64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_arrives_before_the_last_is_asked_for() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let tickets = three_pages(&connected);
    let hold = connected.desk.hold("page=2&");
    let mut output = begin(&connected, "list_tickets").await;
    let mut json = read_to(&mut output, tickets[49]).await;
    timely(hold.arrived()).await;
    assert!(!contains(&json, tickets[50]));
    let asked = connected.desk.seen();
    assert!(
        !asked.iter().any(|request| request.line.contains("page=3&")),
        "{asked:?}"
    );

    hold.release();
    json.extend(timely(output.collect(1 << 20)).await.unwrap());
    assert_eq!(numbers(&json), tickets);
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_row_arrives_before_the_last_is_made() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let tickets = three_pages(&connected);
    let hold = connected.desk.hold(REST_OF_EXPORT);
    let mut output = begin(&connected, "export_tickets").await;
    let mut json = read_to(&mut output, tickets[0]).await;
    assert!(!contains(&json, tickets[1]));
    hold.release();
    json.extend(timely(output.collect(1 << 20)).await.unwrap());
    assert_eq!(numbers(&json), tickets);
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_nobody_reads_on_hangs_up_on_the_service() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let tickets = three_pages(&connected);
    let hold = connected.desk.hold(REST_OF_EXPORT);
    let mut output = begin(&connected, "export_tickets").await;
    read_to(&mut output, tickets[0]).await;
    drop(output);
    timely(hold.abandoned()).await;
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_go_host_reads_streams_and_hangs_up_on_them() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    let tickets = three_pages(&connected);
    for operation in ["list_tickets", "export_tickets"] {
        let reply = connected
            .host
            .ask(Go::stream(operation, json!({}), &connected.settings(EVE)));
        let reply = reply.await;
        assert_eq!(
            (&reply["ok"], &reply["eof"]),
            (&json!(true), &json!(true)),
            "{reply}"
        );
        assert_eq!(numbers(reply["data"].as_str().unwrap().as_bytes()), tickets);
    }

    let hold = connected.desk.hold(REST_OF_EXPORT);
    let mut call = Go::stream("export_tickets", json!({}), &connected.settings(EVE));
    call["do"] = "cancel_stream".into();
    call["after_chunks"] = 1.into();
    let cancelled = connected.host.ask(call).await;
    assert_eq!(cancelled["status"], "Canceled", "{cancelled}");
    timely(hold.abandoned()).await;
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_in_the_middle_is_a_failure_of_the_whole() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let tickets = three_pages(&connected);
    let hold = connected.desk.hold("page=2&");
    let mut output = begin(&connected, "list_tickets").await;
    read_to(&mut output, tickets[49]).await;
    timely(hold.arrived()).await;
    connected.desk.limit(EVE, 3);
    hold.release();
    let error = timely(output.collect(1 << 20)).await.unwrap_err();
    assert!(error.to_string().contains("[rate_limited]"), "{error}");
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(3)));
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_in_the_middle_is_one_for_the_go_host() {
    let Some(connected) = Connected::<Go>::start().await else {
        return;
    };
    three_pages(&connected);
    let hold = connected.desk.hold("page=2&");
    let mut call = Go::stream("list_tickets", json!({}), &connected.settings(EVE));
    call["background"] = "list".into();
    connected.host.ask(call).await;
    timely(hold.arrived()).await;
    connected.desk.limit(EVE, 3);
    hold.release();
    let reply = connected
        .host
        .ask(json!({"do": "join", "name": "list"}))
        .await;
    assert_eq!(
        (&reply["code"], &reply["message"]),
        (
            &json!("rate_limited"),
            &json!("the help desk takes no more requests; retry after 3 s")
        )
    );
    assert_eq!(reply["eof"], false, "{reply}");
    connected.host.stop().await;
}
