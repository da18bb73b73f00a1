//! What an error says beside code and message: all of it at our host, nothing odd at a Go host.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use wick_host::{Call, CallError, Host};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::go_host::GoHost;
use wick_tests::plugins::Plugins;

const KEY: &str = "rustpeer";
const MESSAGE: &str = "too many requests: quota of 60";

fn call(host: &Host, operation: &str, arguments: &Value) -> Call {
    let settings = HashMap::new();
    host.prepare(KEY, operation, arguments, &settings).unwrap()
}

fn says_everything(error: &CallError) {
    let CallError::Plugin { code, message, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!((code.as_str(), message.as_str()), ("rate_limited", MESSAGE));
    assert!(error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));
    let hint = error.hint().unwrap();
    assert_eq!(hint, "ask for\\u{1b}[31m fewer pages", "harmless to print");
    let fields = error.fields().iter();
    let fields: Vec<_> = fields
        .map(|field| (field.field.as_str(), field.setting))
        .collect();
    assert_eq!(fields, [("pages", false), ("api_key", true)]);
}

#[tokio::test]
async fn our_host_learns_everything_by_either_way() {
    let plugins = Plugins::of(&[&binary(KEY)]).await;
    let host = plugins.open(Host::builder()).await;
    let none = json!({});
    says_everything(
        &host
            .run(KEY, call(&host, "refuse", &none))
            .await
            .unwrap_err(),
    );
    says_everything(
        &host
            .execute(KEY, call(&host, "refuse", &none))
            .await
            .unwrap_err(),
    );

    let plain = host
        .run(KEY, call(&host, "fail", &json!({"message": "no"})))
        .await;
    let plain = plain.unwrap_err();
    assert!(!plain.is_retryable() && plain.hint().is_none() && plain.fields().is_empty());
    host.shutdown().await;
}

#[tokio::test]
async fn unknown_arguments_are_refused_on_request() {
    let plugins = Plugins::of(&[&binary(KEY)]).await;
    let host = plugins.open(Host::builder()).await;
    let arguments = json!({"message": "no", "mesage": "x"});
    let lenient = host
        .run(KEY, call(&host, "fail", &arguments))
        .await
        .unwrap_err();
    assert!(matches!(&lenient, CallError::Plugin { code, .. } if code == "exec_error"));
    let strict = call(&host, "fail", &arguments).strict();
    let strict = host.run(KEY, strict).await.unwrap_err();
    let [field] = strict.fields() else {
        panic!("{strict:?}")
    };
    assert_eq!(field.field, "mesage");
    assert_eq!(field.message, "unknown argument; did you mean `message`?");
    host.shutdown().await;
}

#[test]
fn a_go_host_sees_code_and_message() {
    let Some(peers) = peers() else { return };
    let mut host = GoHost::new(peers, &binary(KEY));
    host.expect(json!({"do": "start"}));
    let shown = format!("plugin operation error: [rate_limited] {MESSAGE}");
    for way in ["stream", "execute"] {
        let refused = host.ask(json!({"do": way, "operation": "refuse"}));
        assert_eq!(refused["error"], shown.as_str(), "{way}: {refused}");
    }
    host.finish();
}
