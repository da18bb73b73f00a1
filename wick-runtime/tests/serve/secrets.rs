//! No byte that a process emits holds a secret, whatever its operations show of what they hold.

use std::collections::HashMap;

use serde_json::json;
use wick_proto::wire::connector::{ExecuteRequest, PermsRequest};

use crate::support::{by_a_host, call, lives, soon};

/// The secrets that are planted. None is a part of another text of the tests.
const SETTING: &str = "canary-in-a-setting";
const ARGUMENT: &str = "canary-in-an-argument";
const NESTED: &str = "canary-in-a-list";
const MARKED: &str = "canary-by-its-mark";

fn planted(operation: &str) -> ExecuteRequest {
    let arguments = json!({
        "secret": ARGUMENT,
        "list": [{"name": "n", "secret": NESTED}],
        "marked": MARKED,
    });
    ExecuteRequest {
        creds: HashMap::from([("token".to_owned(), SETTING.to_owned())]),
        ..call(operation, arguments)
    }
}

/// The same secrets where they cannot be decoded.
fn misplaced(operation: &str) -> ExecuteRequest {
    let arguments = json!({
        "secret": [ARGUMENT],
        "list": [{"nom": NESTED, "secret": {"x": NESTED}}],
        "marked": {"x": MARKED},
        "short": ARGUMENT,
        "choice": MARKED,
    });
    ExecuteRequest {
        creds: HashMap::from([
            ("token".to_owned(), SETTING.to_owned()),
            ("pin".to_owned(), SETTING.to_owned()),
        ]),
        ..call(operation, arguments)
    }
}

fn shows_none(text: &str) {
    for canary in [SETTING, ARGUMENT, NESTED, MARKED] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[tokio::test]
async fn no_byte_holds_a_secret() {
    let plugin = by_a_host().env("WICK_LOG", "trace").start();
    let mut plugin = plugin.await;
    let mut shown = Vec::new();
    for way in ["return", "fail", "panic", "log", "print", "report"] {
        for mut request in [planted("show"), misplaced("show")] {
            let mut arguments: serde_json::Value =
                serde_json::from_slice(&request.args_json).unwrap();
            arguments["how"] = way.into();
            request.args_json = arguments.to_string().into_bytes();
            let answer = plugin.execute(request.clone()).await;
            shows_none(&format!("{answer:?}"));
            shows_none(&String::from_utf8_lossy(&answer.result_json));
            shown.push(answer.error.map(|error| error.code));
            let mut client = plugin.client().await;
            let chunks = soon(client.execute_stream(request)).await.unwrap();
            let mut chunks = chunks.into_inner();
            while let Some(chunk) = soon(chunks.message()).await.unwrap() {
                shows_none(&format!("{chunk:?}"));
                shows_none(&String::from_utf8_lossy(&chunk.data));
            }
        }
    }
    // Each way was gone: what can be decoded is shown, and what cannot is refused.
    let code = |code: &str| Some(code.to_owned());
    let (refused, failed, panicked) = (code("bad_settings"), code("exec_error"), code("panic"));
    let expected = [None, failed, panicked, None, None, None];
    let expected: Vec<_> = expected
        .into_iter()
        .flat_map(|planted| [planted, refused.clone()])
        .collect();
    assert_eq!(shown, expected);

    let permissions = PermsRequest {
        creds: misplaced("show").creds,
    };
    let mut client = plugin.client().await;
    let permissions = soon(client.check_permissions(permissions)).await.unwrap();
    shows_none(&format!("{permissions:?}"));

    // The test can fail: what is exposed on purpose is found, in replies and in the log.
    let exposed = plugin.execute(planted("expose")).await;
    assert_eq!(exposed.result_json, format!("{SETTING:?}").as_bytes());
    let record = plugin
        .logged(|record| {
            let text = record.to_string();
            let is_last = text.contains(&format!("exposed: {SETTING}"));
            if !is_last {
                shows_none(&text);
            }
            is_last
        })
        .await;
    assert_eq!(record["@level"], "info");
    plugin.shut_down().await;
    let (_, printed, records) = plugin.ended().await;
    shows_none(&printed);
    shows_none(&format!("{records:?}"));
}

#[tokio::test]
async fn the_manifest_and_the_help_know_no_secret() {
    for argument in ["--dump-manifest", "--help"] {
        let output = by_a_host()
            .env("TOKEN", SETTING)
            .arg(argument)
            .output()
            .await;
        shows_none(&String::from_utf8_lossy(&output.stdout));
        shows_none(&String::from_utf8_lossy(&output.stderr));
    }
}

/// Panics of some calls while others complete.
#[tokio::test]
async fn a_thousand_panics_disturb_no_other_call() {
    const CALLS: usize = 1000;
    const AT_ONCE: usize = 50;
    let mut plugin = by_a_host().start().await;
    let client = plugin.client().await;
    let calls = async {
        for round in 0..CALLS / AT_ONCE {
            let mut calls = tokio::task::JoinSet::new();
            for number in 0..AT_ONCE {
                let text = format!("{round}-{number}");
                for operation in ["panic", "echo"] {
                    let (mut client, text) = (client.clone(), text.clone());
                    calls.spawn(async move {
                        let arguments = match operation {
                            "panic" => json!({ "message": text }),
                            _ => json!({ "text": text }),
                        };
                        let answer = client.execute(call(operation, arguments)).await;
                        let answer = answer.unwrap().into_inner();
                        match (operation, answer.error) {
                            ("panic", Some(error)) => {
                                assert_eq!(error.code, "panic");
                                assert!(error.message.ends_with(&format!(": {text}")), "{error:?}");
                            }
                            ("echo", None) => {
                                assert_eq!(answer.result_json, format!("{text:?}").as_bytes());
                            }
                            other => panic!("{other:?}"),
                        }
                    });
                }
            }
            soon(async {
                while let Some(ended) = calls.join_next().await {
                    ended.unwrap();
                }
            })
            .await;
        }
    };
    // Each is told in the log as well, once.
    let log = async {
        for _ in 0..CALLS {
            plugin.logged(|record| record["@module"] == "panic").await;
        }
    };
    tokio::join!(calls, log);
    assert!(lives(&plugin).await);
}
