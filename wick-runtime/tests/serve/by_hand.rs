//! A person lists and calls operations without a host.

use std::process::Output;

use serde_json::Value;
use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};

use crate::support::{by_a_person, lives};

async fn run(words: &[&str]) -> (i32, String, String) {
    let launch = words
        .iter()
        .fold(by_a_person(), |launch, word| launch.arg(word));
    ended(launch.output().await)
}

fn ended(output: Output) -> (i32, String, String) {
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test]
async fn operations_are_listed() {
    let (code, text, talk) = run(&["list"]).await;
    assert_eq!((code, talk.as_str()), (0, ""));
    let line = text.lines().find(|line| line.starts_with("echo "));
    assert!(line.unwrap().ends_with("  Return what is given."), "{text}");
    let (_, json, _) = run(&["list", "--json"]).await;
    let all: Value = serde_json::from_str(&json).unwrap();
    let count = all
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == "count")
        .unwrap();
    assert_eq!(
        (&count["read_only"], &count["destructive"]),
        (&true.into(), &false.into())
    );
    assert_eq!(count["input_schema"]["required"][0], "to");
}

/// N16.
#[tokio::test]
async fn result_of_nothing_prints_nothing_but_as_json() {
    let words = ["call", "quick_or_stuck", "--arg", "stuck=false"];
    let (code, text, talk) = run(&words).await;
    assert_eq!((code, text.as_str(), talk.as_str()), (0, "", ""));
    let (code, json, _) = run(&[&words[..], &["--json"]].concat()).await;
    assert_eq!((code, json.as_str()), (0, "null\n"));
}

#[tokio::test]
async fn a_result_goes_to_standard_output_and_progress_beside_it() {
    let (code, text, talk) = run(&["call", "count", "--arg", "to=3"]).await;
    assert_eq!((code, text.as_str()), (0, "[\n  1,\n  2,\n  3\n]\n"));
    // Reports that nobody read in time are replaced by later ones; the last comes with the result.
    let reports: Vec<&str> = talk.lines().collect();
    let all = ["[1/3] at 1", "[2/3] at 2", "[3/3] at 3"];
    assert!(reports.iter().all(|report| all.contains(report)), "{talk}");
    let (code, json, _) = run(&["call", "count", "-a", "to=3", "--json"]).await;
    assert_eq!((code, json.as_str()), (0, "[1,2,3]\n"));
    let (code, text, _) = run(&["call", "echo", "--arg=text=a = \"b\""]).await;
    assert_eq!((code, text.as_str()), (0, "\"a = \\\"b\\\"\"\n"));
}

#[tokio::test]
async fn a_secret_comes_from_the_environment_and_is_overruled_by_the_command_line() {
    let launch = || {
        let launch = by_a_person().env("WICK_SETTING_TOKEN", "from outside");
        launch.arg("call").arg("expose")
    };
    let (code, text, _) = ended(launch().output().await);
    assert_eq!((code, text.as_str()), (0, "\"from outside\"\n"));
    let given = launch().arg("--setting").arg("token=given");
    assert_eq!(ended(given.output().await).1, "\"given\"\n");
}

#[tokio::test]
async fn an_operation_that_fails_is_told_from_a_mistake() {
    let (code, text, talk) = run(&["call", "panic", "--arg", "message=oh"]).await;
    assert_eq!((code, text.as_str()), (1, ""));
    assert!(talk.contains("error: [panic] "), "{talk}");

    let (code, text, talk) = run(&["call", "count", "--arg", "t=many", "--arg", "to=x"]).await;
    assert_eq!((code, text.as_str()), (2, ""));
    for part in [
        "error: [bad_args] `t`: unknown argument",
        "`to`: ",
        "hint: `",
    ] {
        assert!(talk.contains(part), "{part} in {talk}");
    }

    let (code, _, talk) = run(&["call", "expose", "--setting", "pin=hunter2"]).await;
    assert_eq!(code, 2);
    assert!(talk.contains("[bad_settings] setting `pin`: "), "{talk}");
    assert!(
        talk.contains("hint: give a setting as `--setting pin=VALUE`"),
        "{talk}"
    );
    assert!(talk.contains("WICK_SETTING_PIN"), "{talk}");
    assert!(!talk.contains("hunter2"), "{talk}");
}

#[tokio::test]
async fn mistakes_on_the_command_line_come_with_advice() {
    for (words, told) in [
        (
            &["call"][..],
            "error: `call` needs the key of an operation\nhint: `",
        ),
        (
            &["call", "cuont"],
            "error: there is no operation `cuont`\nhint: did you mean `count`?\n",
        ),
        (
            &["call", "echo", "--setting", "tokne=hunter2"],
            "error: there is no setting `tokne`\nhint: did you mean `token`?\n",
        ),
        (
            &["call", "echo", "--setting", "hunter2"],
            "error: `--setting` needs `NAME=VALUE`\nhint: `",
        ),
        (
            &["list", "echo"],
            "error: `echo` is not understood\nhint: `",
        ),
    ] {
        let (code, text, talk) = run(words).await;
        assert_eq!((code, text.as_str()), (2, ""), "{words:?}");
        assert!(talk.starts_with(told), "{words:?}: {talk}");
        assert!(!talk.contains("hunter2"), "{talk}");
    }
}

#[tokio::test]
async fn to_a_host_the_words_mean_nothing() {
    for word in ["call", "list"] {
        let launch = by_a_person().env(COOKIE_KEY, COOKIE_VALUE).arg(word);
        let plugin = launch.start().await;
        assert!(lives(&plugin).await);
    }
}
