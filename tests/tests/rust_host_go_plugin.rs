//! Our host against a plugin in Go: the real hashicorp/go-plugin serves `tests/interop/cmd/plugin`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use wick_host::{
    Call, CallError, Encryption, Environment, Event, Host, HostBuilder, SignatureRequirement,
    StartCause, TrustPolicy,
};
use wick_proto::module::Module;
use wick_proto::signing::SigningKey;
use wick_tests::go::{GoPeers, peers};
use wick_tests::plugins::Plugins;
use wick_tests::until;

const KEY: &str = "gopeer";
const MIB: usize = 1 << 20;

/// A host with the Go plugin, or `None` where Go is missing.
async fn host(builder: HostBuilder) -> Option<(Plugins, Host)> {
    let plugins = packed(peers()?).await;
    let host = plugins.open(builder).await;
    Some((plugins, host))
}

async fn packed(peers: &GoPeers) -> Plugins {
    Plugins::of(&[&peers.program("plugin")]).await
}

fn with(variables: &[(&str, &str)]) -> HostBuilder {
    let standard = Environment::standard(std::env::vars_os());
    let environment = variables
        .iter()
        .fold(standard, |environment, (name, value)| {
            environment.with(*name, *value)
        });
    Host::builder().environment(environment)
}

async fn call(host: &Host, operation: &str, arguments: Value) -> Result<Value, CallError> {
    host.call(KEY, operation, &arguments, &HashMap::new()).await
}

#[tokio::test]
async fn every_rpc_of_a_go_plugin() {
    for encryption in [Encryption::MutualTls, Encryption::None] {
        let builder = with(&[("GOPEER_OAUTH", "1")]).encryption(encryption);
        let Some((_plugins, host)) = host(builder).await else {
            return;
        };

        // A Go plugin takes texts only: this is how a Go host would write them.
        let arguments = json!({
            "text": "a <b> ü", "whole": 9_007_199_254_740_993_i64, "large": 1e19, "small": 1e-7,
            "real": 123_456_789.5, "flag": true, "none": null, "list": [1, "<"], "map": {"b": "<", "a": 1},
        });
        let as_text = json!({
            "text": "a <b> ü", "whole": "9007199254740992", "large": "1e+19", "small": "1e-07",
            "real": "1.234567895e+08", "flag": "true", "none": "", "list": "[1,\"\\u003c\"]",
            "map": "{\"a\":1,\"b\":\"\\u003c\"}",
        });
        assert_eq!(
            call(&host, "echo", arguments.clone()).await.unwrap(),
            as_text
        );
        let prepared = host
            .prepare(KEY, "echo", &arguments, &HashMap::new())
            .unwrap();
        let unary = host.execute(KEY, prepared).await.unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&unary).unwrap(), as_text);

        // Settings arrive with the declared defaults.
        let settings = HashMap::from([("token".to_owned(), "s3cret".to_owned())]);
        let seen = host
            .call(KEY, "config", &json!({}), &settings)
            .await
            .unwrap();
        assert_eq!(
            seen,
            json!({
                "base_url": "https://peer.example.net", "token": "s3cret", "mode": "plain",
                "page_size": "25",
            })
        );

        let schema: Module = host.schema(KEY).await.unwrap();
        let connector = host.connectors().next().unwrap();
        assert_eq!(schema, connector.manifest().module);
        assert!(host.health(KEY).await.unwrap().healthy);

        let identity = host.resolve_identity(KEY, "abc").await.unwrap();
        assert!(!identity.user_id.is_empty() && !identity.display_name.is_empty());
        let refused = host.resolve_identity(KEY, "bad").await.unwrap_err();
        assert!(
            matches!(&refused, CallError::Plugin { code, .. } if code == "identity_error"),
            "{refused}"
        );

        let unsupported = host
            .check_permissions(KEY, &HashMap::new())
            .await
            .unwrap_err();
        assert!(
            matches!(unsupported, CallError::Unsupported { .. }),
            "{unsupported}"
        );
        host.shutdown().await;
    }
}

/// V1, V2: a plugin acts on each argument that is there.
#[tokio::test]
async fn a_go_plugin_gets_no_argument_that_was_left_out() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    for (given, arrives) in [
        (json!({}), json!({"with_content": "true"})),
        (
            json!({"name": "desk", "with_content": false}),
            json!({"name": "desk", "with_content": "false"}),
        ),
        (
            json!({"private": false, "page": 0, "merge_strategy": "squash", "with_content": null}),
            json!({"private": "false", "page": "0", "merge_strategy": "squash", "with_content": ""}),
        ),
    ] {
        assert_eq!(call(&host, "edit", given.clone()).await.unwrap(), arrives);
        let prepared = host.prepare(KEY, "edit", &given, &HashMap::new()).unwrap();
        let unary = host.execute(KEY, prepared).await.unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&unary).unwrap(), arrives);
    }
    host.shutdown().await;
}

#[tokio::test]
async fn errors_of_a_go_plugin_arrive_typed() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    for (operation, expected, words) in [
        ("fail", "exec_error", "no luck"),
        ("unmarshalable", "marshal_error", "chan"),
        ("unhandled", "no_handler", "unhandled"),
    ] {
        match call(&host, operation, json!({"message": "no luck"})).await {
            Err(CallError::Plugin { code, message, .. }) => {
                assert_eq!(code, expected);
                assert!(message.contains(words), "{message}");
            }
            other => panic!("{operation}: {other:?}"),
        }
    }
    // Nothing that a terminal would obey gets through.
    match call(&host, "fail", json!({"message": "no\u{1b}[31m"})).await {
        Err(CallError::Plugin { message, .. }) => assert_eq!(message, "no\\u{1b}[31m"),
        other => panic!("{other:?}"),
    }
    let nobody = host
        .call("none", "x", &Value::Null, &HashMap::new())
        .await
        .unwrap_err();
    assert!(matches!(nobody, CallError::UnknownConnector(_)), "{nobody}");
    // Not known to the manifest: refused here. Asked for anyway: refused there.
    let unknown = call(&host, "nothing", json!({})).await.unwrap_err();
    assert!(
        matches!(unknown, CallError::UnknownOperation { .. }),
        "{unknown}"
    );
    let unknown = host.run(KEY, Call::new("nothing", "{}")).await.unwrap_err();
    assert!(matches!(&unknown, CallError::Plugin { code, .. } if code == "unknown_operation"));
    let no_text = host
        .run(KEY, Call::new("echo", r#"{"n":1}"#))
        .await
        .unwrap_err();
    assert!(
        matches!(&no_text, CallError::Plugin { code, .. } if code == "bad_args"),
        "{no_text}"
    );
    host.shutdown().await;
}

#[tokio::test]
async fn a_large_result_of_a_go_plugin_streams() {
    let Some((_plugins, host)) = host(Host::builder().result_limit(80 * MIB)).await else {
        return;
    };
    let size = json!({"bytes": 70 * MIB});
    let text = call(&host, "blob", size.clone()).await.unwrap();
    assert_eq!(text.as_str().unwrap().len(), 70 * MIB - 2);

    let prepared = host.prepare(KEY, "blob", &size, &HashMap::new()).unwrap();
    let mut output = host.stream(KEY, prepared.clone()).await.unwrap();
    let mut chunks = Vec::new();
    while let Some(Event::Data(data)) = output.next().await.unwrap() {
        chunks.push(data.len());
    }
    assert_eq!(chunks, vec![MIB; 70]);

    let whole = host.execute(KEY, prepared).await.unwrap_err();
    assert!(
        matches!(
            whole,
            CallError::Transport { .. } | CallError::TooLarge { .. }
        ),
        "{whole:?}"
    );

    let beyond = call(&host, "blob", json!({"bytes": 81 * MIB}))
        .await
        .unwrap_err();
    assert!(matches!(beyond, CallError::TooLarge { .. }), "{beyond}");
    host.shutdown().await;
}

#[tokio::test]
async fn dropping_a_call_cancels_it_in_the_go_plugin() {
    let Some((plugins, host)) = host(Host::builder()).await else {
        return;
    };
    let log = plugins.path().join("cancelled.log");
    let slow = json!({"log": log.to_str().unwrap()});
    let process = host.start(KEY).await.unwrap();
    {
        // Polled once, so that the call is on its way; then dropped.
        let prepared = host.prepare(KEY, "slow", &slow, &HashMap::new()).unwrap();
        let started = host.stream(KEY, prepared);
        let mut started = Box::pin(started);
        let _ = futures_util::poll!(&mut started);
        let bystander = call(&host, "echo", json!({"text": "x"})).await.unwrap();
        assert_eq!(bystander["text"], "x");
    }
    // The plugin notes each cancellation in a line of the file.
    let cancelled =
        |times| fs::read_to_string(&log).is_ok_and(|text| text.lines().count() == times);
    until(|| cancelled(1)).await;

    let limited = host.prepare(KEY, "slow", &slow, &HashMap::new()).unwrap();
    let late = host
        .run(KEY, limited.within(Duration::from_millis(50)))
        .await
        .unwrap_err();
    assert!(matches!(late, CallError::TimedOut { .. }), "{late}");
    until(|| cancelled(2)).await;
    assert_eq!(host.process_id(KEY), Some(process));
    host.shutdown().await;
}

#[tokio::test]
async fn a_go_plugin_that_dies_is_named_quoted_and_started_again() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    let before = host.start(KEY).await.unwrap();
    match call(&host, "panic", json!({})).await {
        Err(CallError::Died {
            exit, last_lines, ..
        }) => {
            assert_eq!(exit.unwrap().code(), Some(2));
            assert!(
                last_lines.iter().any(|line| line.contains("panic")),
                "{last_lines:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        call(&host, "echo", json!({"text": "x"})).await.unwrap()["text"],
        "x"
    );
    assert_ne!(host.process_id(KEY), Some(before));
    host.shutdown().await;
    assert_eq!(host.process_id(KEY), None);
}

#[tokio::test]
async fn a_go_plugin_sees_only_what_it_is_given() {
    let inherited = [
        ("PATH", "/bin"),
        ("TOKEN", "x"),
        ("PLUGIN_MULTIPLEX_GRPC", "true"),
    ];
    let inherited = inherited.map(|(name, value)| (name.into(), value.into()));
    let environment = Environment::standard(inherited).with("GIVEN", "1");
    let Some((_plugins, host)) = host(Host::builder().environment(environment)).await else {
        return;
    };
    let seen = call(&host, "env", json!({})).await.unwrap();
    let mut names: Vec<&str> = seen["names"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "GIVEN",
            "PATH",
            "PLUGIN_CLIENT_CERT",
            "PLUGIN_MAX_PORT",
            "PLUGIN_MIN_PORT",
            "PLUGIN_PROTOCOL_VERSIONS",
            "PLUGIN_UNIX_SOCKET_DIR",
            "WICK_CONNECTOR_PLUGIN",
            "WICK_PLUGIN_PATH",
        ]
    );
    let directory = seen["plugin"]["PLUGIN_UNIX_SOCKET_DIR"]
        .as_str()
        .unwrap()
        .to_owned();
    // The host is connected: nobody needs the socket any more.
    assert!(!Path::new(&directory).exists(), "{directory} is left");
    host.shutdown().await;
}

#[tokio::test]
async fn output_of_a_go_plugin_never_blocks_or_breaks_the_host() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    for via in ["stream", "fd"] {
        call(&host, "stdout", json!({"bytes": 3 * MIB, "via": via}))
            .await
            .unwrap();
        let lines =
            "{\"@message\":1}\n{\"@level\":{},\"@timestamp\":false}\nnull\npanic: x\n\u{1b}[2Jx";
        call(&host, "stderr", json!({"lines": lines, "via": via}))
            .await
            .unwrap();
    }
    assert_eq!(
        call(&host, "echo", json!({"text": "x"})).await.unwrap()["text"],
        "x"
    );
    host.shutdown().await;
}

#[tokio::test]
async fn lies_in_a_handshake_are_typed_errors() {
    for (line, expected) in [
        ("1|1|what|/s|grpc|", "unknown kind of network"),
        ("2|1|unix|/s|grpc|", "go-plugin protocol \"2\""),
        ("1|7|unix|/s|grpc|", "protocol version 7"),
        ("1|1|unix|/s|netrpc|", "netrpc"),
        ("1|1|unix|/s|grpc|", "announced no certificate"),
        ("hello there", "hello there"),
    ] {
        let Some((_plugins, host)) = host(with(&[("GOPEER_BAD_HANDSHAKE", line)])).await else {
            return;
        };
        match host.start(KEY).await {
            Err(CallError::Start(error)) => {
                let chain = chain(&error);
                assert!(chain.contains(expected), "{line}: {chain}");
            }
            other => panic!("{line}: {other:?}"),
        }
        assert_eq!(host.process_id(KEY), None);
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

#[tokio::test]
async fn a_go_plugin_of_another_version_is_refused_with_both_versions() {
    let Some((_plugins, host)) = host(with(&[("GOPEER_PROTO_VERSION", "2")])).await else {
        return;
    };
    match host.start(KEY).await {
        Err(CallError::Start(error)) => {
            assert!(
                matches!(error.cause, StartCause::Version { plugin: 2 }),
                "{error:?}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_go_plugin_that_says_nothing_is_given_up_and_one_that_exits_is_quoted() {
    let silent = with(&[("GOPEER_HANG", "1")]).start_timeout(Duration::from_millis(200));
    let Some((_plugins, host)) = host(silent).await else {
        return;
    };
    match host.start(KEY).await {
        Err(CallError::Start(error)) => assert!(matches!(error.cause, StartCause::TimedOut(_))),
        other => panic!("{other:?}"),
    }
    let Some((_plugins, host)) = self::host(with(&[("GOPEER_EXIT", "3")])).await else {
        return;
    };
    match host.start(KEY).await {
        Err(CallError::Start(error)) => assert_eq!(error.exit.unwrap().code(), Some(3)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_grandchild_of_a_go_plugin_neither_hangs_nor_survives_the_end() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    let child = call(&host, "child", json!({"seconds": 3600}))
        .await
        .unwrap();
    let process = host.process_id(KEY).unwrap();
    host.shutdown().await;
    assert!(
        !Path::new(&format!("/proc/{process}")).exists(),
        "it was not reaped"
    );
    assert_eq!(host.process_id(KEY), None);

    // An orphan that was killed may wait for its new parent to reap it.
    let status = format!("/proc/{child}/status");
    until(|| !fs::read_to_string(&status).is_ok_and(|text| !text.contains("State:\tZ"))).await;
    let late = call(&host, "echo", json!({})).await.unwrap_err();
    assert!(matches!(late, CallError::ShuttingDown), "{late}");
}

#[tokio::test]
async fn concurrent_first_calls_share_one_process() {
    let Some((_plugins, host)) = host(Host::builder()).await else {
        return;
    };
    assert_eq!(host.process_id(KEY), None, "plugins start lazily");
    let starts = (0..8).map(|_| host.start(KEY));
    let processes = futures_util::future::try_join_all(starts).await.unwrap();
    assert!(
        processes.iter().all(|process| *process == processes[0]),
        "{processes:?}"
    );
    host.shutdown().await;
}

#[tokio::test]
async fn a_go_signature_satisfies_our_policy() {
    let Some(peers) = peers() else { return };
    let key = SigningKey::generate().unwrap();
    let stranger = SigningKey::generate().unwrap();
    let plugins = Plugins::of(&[]).await;
    let packed = plugins.add(&peers.program("plugin"), Some(&key)).await;

    let required = |trusted: &SigningKey| {
        let policy = TrustPolicy::default()
            .with_signature(SignatureRequirement::Required)
            .trusting(trusted.verifying_key());
        Host::builder().trust(policy)
    };
    let host = plugins.open(required(&key)).await;
    assert_eq!(host.connectors().count(), 1);
    host.shutdown().await;

    let refused = required(&stranger).open(plugins.path()).await.unwrap();
    assert_eq!(
        (refused.connectors().count(), refused.problems().len()),
        (0, 1)
    );
    assert!(
        refused.problems()[0].to_string().contains("gopeer"),
        "{}",
        refused.problems()[0]
    );

    // One more byte, and it does not load under any policy.
    let binary = packed.directory.join(KEY);
    let mut bytes = fs::read(&binary).unwrap();
    bytes.push(0);
    fs::write(&binary, bytes).unwrap();
    let refused = Host::open(plugins.path()).await.unwrap();
    assert_eq!(
        (refused.connectors().count(), refused.problems().len()),
        (0, 1)
    );
}

#[tokio::test]
async fn a_misspelt_policy_is_an_error() {
    for value in ["TRUE", "yes", "on", "2", ""] {
        let lookup =
            |name: &str| (name == "WICK_PLUGIN_REQUIRE_SIGNATURE").then(|| value.to_owned());
        let read = TrustPolicy::from_environment(lookup);
        assert!(
            read.is_err() || value.is_empty(),
            "{value:?} was taken as {read:?}"
        );
    }
}
