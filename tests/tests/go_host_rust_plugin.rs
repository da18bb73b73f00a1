//! The Go host against our plugin: hashicorp/go-plugin drives `rustpeer` as it drives any connector.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::go_host::GoHost;

const MIB: u64 = 1 << 20;

fn plugin() -> PathBuf {
    binary("rustpeer")
}

/// A started Go host, or `None` where Go is missing.
fn started(flags: &[&str]) -> Option<GoHost> {
    let mut host = GoHost::with(peers()?, &plugin(), |command| {
        command.args(flags);
    });
    host.expect(json!({"do": "start"}));
    Some(host)
}

/// The JSON result of a successful call.
fn result(reply: &Value) -> Value {
    assert_eq!(reply["ok"], true, "{reply}");
    serde_json::from_str(reply["data"].as_str().unwrap()).unwrap()
}

#[test]
fn every_rpc_with_auto_mtls() {
    let Some(host) = started(&[]) else { return };
    every_rpc(host);
}

#[test]
fn every_rpc_in_plaintext() {
    let Some(host) = started(&["-insecure"]) else {
        return;
    };
    every_rpc(host);
}

fn every_rpc(mut host: GoHost) {
    host.expect(json!({"do": "ping"}));
    assert_eq!(host.expect(json!({"do": "health"}))["healthy"], true);

    let schema = host.expect(json!({"do": "schema"}));
    let module: Value = serde_json::from_str(schema["manifest"].as_str().unwrap()).unwrap();
    let dump = Command::new(plugin())
        .arg("--dump-manifest")
        .output()
        .unwrap();
    let envelope: Value = serde_json::from_slice(&dump.stdout).unwrap();
    assert_eq!(module, envelope["module"]);
    assert_eq!(module["Meta"]["Key"], "rustpeer");

    // All arguments are strings, as this host sends them.
    let arguments = json!({
        "text": "a <b> & \"c\" ü", "count": "9007199254740993", "ratio": "1.234567895e+08",
        "flag": "true", "mode": "oauth", "items": "[\"x\",\"y\"]", "map": "{\"a\":1}",
    });
    let understood = json!({
        "text": "a <b> & \"c\" ü", "count": 9_007_199_254_740_993_i64, "ratio": 123_456_789.5,
        "flag": true, "mode": "oauth", "items": ["x", "y"], "map": {"a": 1},
    });
    for way in ["execute", "stream"] {
        let reply = host.expect(json!({"do": way, "operation": "echo", "args": arguments}));
        assert_eq!(result(&reply), understood);
    }
    let defaults = host.call(
        "echo",
        json!({"text": "x", "count": "", "ratio": ""}),
        json!({}),
    );
    assert_eq!(
        result(&defaults),
        json!({
            "text": "x", "count": 1, "ratio": null, "flag": false, "mode": null, "items": [], "map": {},
        })
    );

    let settings = json!({
        "endpoint": "https://desk.example.net/", "api_key": "s3cret", "mode": "key", "page_size": "50",
        "connected_user": "not a setting of ours",
    });
    assert_eq!(
        result(&host.call("config", json!({}), settings)),
        json!({
            "endpoint": "https://desk.example.net/", "api_key": "s3cret", "mode": "key", "page_size": 50,
        })
    );

    let ids = host.expect(json!({
        "do": "stream", "operation": "call_ids", "args": {}, "request_id": "r-1", "session_id": "s-1",
    }));
    assert_eq!(result(&ids), json!({"request": "r-1", "session": "s-1"}));

    let permissions = host.expect(json!({"do": "permissions", "creds": {}}));
    let operations = permissions["operations"].as_array().unwrap();
    assert!(
        operations
            .iter()
            .any(|one| one["key"] == "echo" && one["ok"] == true),
        "{permissions}"
    );
    let refused = host.expect(json!({"do": "permissions", "creds": {"page_size": "1000"}}));
    let config = &refused["operations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == "config");
    assert!(
        config.unwrap()["reason"]
            .as_str()
            .unwrap()
            .contains("page_size"),
        "{refused}"
    );

    let identity = host.ask(json!({"do": "identity", "token": "t"}));
    assert_eq!(identity["code"], "no_oauth", "{identity}");
    assert_eq!(
        identity["message"],
        "connector has no OAuth identity resolver"
    );
    host.finish();
}

#[test]
fn errors_are_data_with_the_codes_of_the_reference() {
    let Some(mut host) = started(&[]) else { return };
    for way in ["execute", "stream"] {
        let unknown = host.ask(json!({"do": way, "operation": "nothing", "args": {}}));
        assert_eq!(
            (&unknown["code"], &unknown["message"]),
            (&json!("unknown_operation"), &json!("nothing"))
        );

        let no_object = host.ask(json!({"do": way, "operation": "echo", "args_json": "[1]"}));
        assert_eq!(no_object["code"], "bad_args", "{no_object}");

        // All bad fields in one error, by name.
        let bad = host.ask(json!({
            "do": way, "operation": "echo", "args": {"count": "many", "mode": "magic"},
        }));
        assert_eq!(bad["code"], "bad_args", "{bad}");
        for part in ["text", "count", "many", "mode", "magic", "oauth"] {
            assert!(
                bad["message"].as_str().unwrap().contains(part),
                "{part}: {bad}"
            );
        }

        let failed =
            host.ask(json!({"do": way, "operation": "fail", "args": {"message": "no luck"}}));
        assert_eq!(
            (&failed["code"], &failed["message"]),
            (&json!("exec_error"), &json!("no luck"))
        );
    }
    // On the stream an error is the only chunk, and there is no end mark after it.
    let failed = host.call("fail", json!({"message": "x"}), json!({}));
    assert_eq!(
        (&failed["eof"], &failed["chunks"]),
        (&json!(false), &json!(1)),
        "{failed}"
    );
    host.finish();
}

#[test]
fn a_panic_is_an_error_and_the_process_lives() {
    let Some(mut host) = started(&[]) else { return };
    let before = host.expect(json!({"do": "pid"}))["pid"].clone();
    for _ in 0..3 {
        let panicked = host.call("panic", json!({"message": "oh dear"}), json!({}));
        assert_eq!(panicked["ok"], false);
        assert!(
            panicked["message"].as_str().unwrap().contains("panic"),
            "{panicked}"
        );
    }
    result(&host.call("echo", json!({"text": "alive"}), json!({})));
    let after = host.expect(json!({"do": "pid"}));
    assert_eq!((&after["pid"], &after["exited"]), (&before, &json!(false)));
    // The host learns of it at level error, not only as noise at debug.
    let logs = host.expect(json!({"do": "logs"}));
    let told = logs["records"]
        .as_array()
        .unwrap()
        .iter()
        .any(|record| record["level"] == "error" && record.to_string().contains("rustpeer.rs"));
    assert!(told, "{logs}");
    host.finish();
}

#[test]
fn large_results_stream_in_chunks_and_exceed_one_message() {
    let Some(mut host) = started(&[]) else { return };
    let streamed = host.call("blob", json!({"bytes": (70 * MIB).to_string()}), json!({}));
    assert_eq!(streamed["ok"], true, "{}", streamed["error"]);
    assert_eq!(streamed["bytes"], 70 * MIB);
    assert_eq!(
        (&streamed["chunks"], &streamed["largest_chunk"]),
        (&json!(71), &json!(MIB))
    );
    assert_eq!(
        (&streamed["eof"], &streamed["after_eof"]),
        (&json!(true), &json!(0))
    );

    let whole = host.ask(json!({
        "do": "execute", "operation": "blob", "args": {"bytes": (70 * MIB).to_string()},
    }));
    assert_eq!(whole["ok"], false);
    assert_eq!(whole["status"], "ResourceExhausted", "{}", whole["error"]);

    let large_but_fine = host.expect(json!({
        "do": "execute", "operation": "blob", "args": {"bytes": (60 * MIB).to_string()},
    }));
    assert_eq!(large_but_fine["bytes"], 60 * MIB);

    let long_request = "x".repeat(20 << 20);
    let reply = host.call("fail", json!({"message": long_request}), json!({}));
    assert_eq!(reply["message"].as_str().unwrap().len(), 20 << 20);
    host.finish();
}

#[test]
fn cancelling_drops_the_authors_future() {
    let Some(mut host) = started(&[]) else { return };
    let cancelled = host.ask(json!({
        "do": "cancel_stream", "operation": "slow", "args": {}, "after_ms": 50,
    }));
    assert_eq!(cancelled["status"], "Canceled", "{cancelled}");
    assert_eq!(
        result(&host.call("wait_for_dropped", json!({"calls": "1"}), json!({}))),
        1
    );

    let late = host.ask(json!({"do": "stream", "operation": "slow", "args": {}, "timeout_ms": 50}));
    assert_eq!(late["ok"], false);
    assert_eq!(
        result(&host.call("wait_for_dropped", json!({"calls": "2"}), json!({}))),
        2
    );
    host.finish();
}

#[test]
fn a_kill_is_graceful_whatever_the_plugin_is_doing() {
    let Some(mut host) = started(&[]) else { return };
    for operation in ["slow", "block"] {
        host.expect(
            json!({"do": "stream", "operation": operation, "args": {}, "background": operation}),
        );
    }
    let address = host.expect(json!({"do": "start"}))["address"].clone();
    let killed = host.expect(json!({"do": "kill"}));
    assert_eq!(
        (&killed["forced"], &killed["exited"]),
        (&json!(false), &json!(true)),
        "{killed}"
    );
    assert_eq!(killed["exit_code"], 0, "{killed}");
    let socket = PathBuf::from(address.as_str().unwrap());
    assert!(
        !socket.exists() && !socket.parent().unwrap().join("plugin").exists(),
        "{socket:?} is left"
    );
}

#[test]
fn a_grandchild_does_not_hang_the_hosts_kill() {
    let Some(mut host) = started(&[]) else { return };
    let child = result(&host.call("child", json!({"seconds": "600"}), json!({})));
    let killed = host.expect(json!({"do": "kill"}));
    assert_eq!(killed["forced"], false, "{killed}");
    // The kill has returned and the grandchild still runs: nobody waited for it.
    let ended_now = Command::new("kill")
        .arg("-9")
        .arg(child.to_string())
        .status()
        .unwrap();
    assert!(ended_now.success(), "the grandchild was gone already");
}

#[test]
fn output_of_the_author_reaches_the_log_and_disturbs_nothing() {
    let Some(mut host) = started(&[]) else { return };
    result(&host.call("print", json!({"bytes": "3000000"}), json!({})));
    let lines = [
        r#"{"@message":1}"#,
        r#"{"@level":{},"@message":"x","@timestamp":false}"#,
        "null",
        "[TRACE] x",
        "panic: not really",
        "\u{1b}[31mred\u{1b}[0m",
        "",
    ];
    let argument = serde_json::to_string(&lines).unwrap();
    result(&host.call("print_lines", json!({"lines": argument}), json!({})));
    result(&host.call("echo", json!({"text": "still there"}), json!({})));
    host.expect(json!({"do": "ping"}));
    host.finish();
}

#[test]
fn children_of_the_plugin_see_nothing_of_the_protocol() {
    let Some(mut host) = started(&[]) else { return };
    let names = result(&host.call("environment", json!({}), json!({})));
    let leaked: Vec<_> = names
        .as_array()
        .unwrap()
        .iter()
        .filter(|name| {
            let name = name.as_str().unwrap();
            name.starts_with("PLUGIN_") || name == wick_proto::handshake::COOKIE_KEY
        })
        .collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    host.finish();
}

#[test]
fn many_calls_at_once() {
    let Some(mut host) = started(&[]) else { return };
    let reply = host.expect(json!({
        "do": "concurrent", "calls": 64, "operation": "echo", "args": {"text": "x"},
    }));
    assert_eq!(reply["succeeded"], 64, "{reply}");
    assert_eq!(reply["results"].as_object().unwrap().len(), 1, "{reply}");
    host.finish();
}

#[test]
fn a_wrong_cookie_is_explained_and_exits_with_1() {
    let Some(peers) = peers() else { return };
    let mut host = GoHost::with(peers, &plugin(), |command| {
        command.arg("-wrong-cookie");
    });
    let refused = host.ask(json!({"do": "start"}));
    assert_eq!(
        (&refused["ok"], &refused["exit_code"]),
        (&json!(false), &json!(1)),
        "{refused}"
    );
    let logs = host.expect(json!({"do": "logs"}));
    assert!(logs["stderr"].as_str().unwrap().contains("wick"), "{logs}");
}

#[test]
fn a_version_mismatch_names_both_sides() {
    let Some(peers) = peers() else { return };
    let mut host = GoHost::with(peers, &plugin(), |command| {
        command.args(["-proto-version", "7,9"]);
    });
    let refused = host.ask(json!({"do": "start"}));
    let error = refused["error"].as_str().unwrap();
    assert!(
        error.contains("Plugin version: 1") && error.contains('7') && error.contains('9'),
        "{error}"
    );
}

#[test]
fn an_old_host_among_newer_versions_gets_its_own() {
    let Some(host) = started(&["-proto-version", "3,1,2"]) else {
        return;
    };
    host.finish();
}

#[test]
fn the_socket_goes_where_the_host_says() {
    let Some(peers) = peers() else { return };
    let directory = tempfile::tempdir().unwrap();
    let mut host = GoHost::with(peers, &plugin(), |command| {
        command.arg("-socket-dir").arg(directory.path());
    });
    let started = host.expect(json!({"do": "start"}));
    assert!(
        started["address"]
            .as_str()
            .unwrap()
            .starts_with(directory.path().to_str().unwrap())
    );
    host.finish();
    assert_eq!(
        directory.path().read_dir().unwrap().count(),
        0,
        "the socket is left"
    );
}

#[test]
fn a_host_that_asks_for_multiplexing_is_told_no() {
    let Some(peers) = peers() else { return };
    let mut host = GoHost::with(peers, &plugin(), |command| {
        command.arg("-multiplex");
    });
    let refused = host.ask(json!({"do": "start"}));
    assert_eq!(refused["ok"], false, "{refused}");
}
