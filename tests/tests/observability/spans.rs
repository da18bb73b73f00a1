use serde_json::{Value, json};
use wick_host::{Call, CallError, Host};
use wick_tests::cargo::binary;
use wick_tests::plugins::{Plugins, Single};
use wick_tests::spans::Seen;
use wick_tests::{go, timely};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// The result of the operation `trace`: both headers and the id.
async fn traced(host: &Host, call: Call) -> [String; 3] {
    let result = timely(host.run("probe", call)).await.unwrap();
    serde_json::from_slice(&result).unwrap()
}

#[tokio::test]
async fn calls_starts_stops_and_reloads_are_spans_that_tell_how_they_ended() {
    let (seen, _guard) = Seen::here();
    let probe = Single::of("probe").await;
    probe.call("echo", json!({"text": "x"})).await.unwrap();
    let refused = probe.call("big", json!({"bytes": "many"})).await;
    assert!(matches!(refused, Err(CallError::Plugin { .. })));
    let process = probe.host.process_id("probe").unwrap();
    timely(probe.host.stop("probe")).await.unwrap();
    timely(probe.host.reload()).await.unwrap();

    let call = seen
        .span("call", |fields| fields["operation"] == "echo")
        .await;
    assert_eq!(call.fields["connector"], "probe");
    assert_eq!(call.fields["outcome"], "ok");
    assert_eq!(call.fields["trace_id"].len(), 32);
    assert_eq!(call.fields["span_id"].len(), 16);
    assert!(!call.fields["request_id"].is_empty());
    assert!(call.fields["duration_ms"].parse::<f64>().unwrap() > 0.0);
    let call = seen
        .span("call", |fields| fields["operation"] == "big")
        .await;
    assert_eq!(call.fields["outcome"], "failed");
    assert_eq!(call.fields["code"], "bad_args");

    let start = seen.span("start", |_| true).await.fields;
    assert_eq!(start["connector"], "probe");
    assert_eq!(start["process"], process.to_string());
    assert_eq!(start["outcome"], "ok");
    let stop = seen.span("stop", |_| true).await.fields;
    assert_eq!(stop["process"], process.to_string());
    assert_eq!(stop["reason"], "asked");
    assert_eq!(stop["outcome"], "exit status: 0");
    let reload = seen.span("reload", |_| true).await.fields;
    assert_eq!((&*reload["outcome"], &*reload["changes"]), ("ok", "0"));
}

#[tokio::test]
async fn a_trace_goes_on_in_the_plugin_and_in_what_it_logs() {
    let (seen, _guard) = Seen::here();
    let probe = Single::of("probe").await;
    let call = Call::new("trace", "{}")
        .request_id("r-1")
        .trace(PARENT, "vendor=1");
    let [parent, state, id] = traced(&probe.host, call).await;
    assert_eq!(id, PARENT[3..35], "the trace is that of the caller");
    assert_eq!((&parent[3..35], &*state), (&*id, "vendor=1"));
    assert_eq!(&parent[53..], "01", "it is recorded, as the caller's is");

    let span = seen.span("call", |_| true).await.fields;
    assert_eq!((&*span["trace_id"], &*span["request_id"]), (&*id, "r-1"));
    // The caller, the host and the plugin have a span each.
    assert_ne!(span["span_id"], PARENT[36..52]);
    assert_ne!(span["span_id"], parent[36..52]);

    let logged = seen
        .event(|event| event.fields["message"] == "traced")
        .await;
    assert_eq!(logged.target, "wick::plugin");
    assert_eq!(logged.fields["connector"], "probe");
    assert_eq!(logged.fields["request_id"], "r-1");
    assert_eq!(logged.fields["trace_id"], id);
    assert_eq!(logged.fields["span_id"], parent[36..52]);
    assert!(logged.fields["fields"].contains(r#"operation="trace""#));
}

#[tokio::test]
async fn without_a_trace_that_can_be_read_one_is_begun_for_each_call() {
    let probe = Single::of("probe").await;
    let mut ids = Vec::new();
    for given in ["", "nonsense", "00-0-0-00", &PARENT.to_uppercase()] {
        let call = Call::new("trace", "{}").trace(given, "vendor=1");
        let [parent, state, id] = traced(&probe.host, call).await;
        assert_eq!((parent.len(), &*state), (55, ""), "{given}");
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert!(!ids.contains(&PARENT[3..35].to_owned()));
}

#[tokio::test]
async fn what_a_plugin_logs_during_a_call_is_shown_in_the_span_of_the_call() {
    let (seen, _guard) = Seen::here();
    let probe = Single::of("probe").await;
    let call = Call::new("block_politely", "{}");
    let mut output = timely(probe.host.stream("probe", call)).await.unwrap();
    timely(output.next()).await.unwrap();
    let logged = seen
        .event(|event| event.fields["message"] == "blocking")
        .await;
    let span = seen.span_of(&logged).unwrap();
    assert_eq!((span.name, span.is_over), ("call", false));
    assert_eq!(span.fields["request_id"], logged.fields["request_id"]);
    drop(output);
    let span = seen.span("call", |_| true).await;
    assert_eq!(span.fields["outcome"], "cancelled");
}

#[tokio::test]
async fn a_go_plugin_takes_no_notice_of_a_trace() {
    let Some(peers) = go::peers() else { return };
    let (seen, _guard) = Seen::here();
    let plugins = Plugins::of(&[&peers.program("plugin"), &binary("probe")]).await;
    let host = plugins.open(Host::builder()).await;
    let arguments = json!({"text": "x"});
    let call = host
        .prepare("gopeer", "echo", &arguments, &Default::default())
        .unwrap();
    let call = call.trace(PARENT, "vendor=1").request_id("r-1");
    let result = timely(host.run("gopeer", call)).await.unwrap();
    let echo: Value = serde_json::from_slice(&result).unwrap();
    assert!(echo.to_string().contains('x'), "{echo}");
    let span = seen.span("call", |_| true).await.fields;
    assert_eq!((&*span["connector"], &*span["outcome"]), ("gopeer", "ok"));
    assert_eq!(span["trace_id"], PARENT[3..35]);
    timely(host.shutdown()).await;
}
