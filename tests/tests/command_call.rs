//! Calling a plugin through the real command: results, mistakes, secrets, interruption.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;
use wick_tests::command::{self, Ended, Place};

const PEOPLE: &str = "select 'Ada' as name, 36 as age union all select 'Grace', 85";

/// A statement that never ends.
const FOREVER: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n";

fn installed() -> Place {
    let place = Place::new();
    place.install("sqlite");
    place
}

fn query(place: &Place, sql: &str, more: &[&str]) -> Ended {
    let sql = format!("sql={sql}");
    place.run(
        ["call", "sqlite", "query", "--arg", &sql]
            .iter()
            .chain(more),
    )
}

#[test]
fn rows_are_a_table_for_people_and_the_raw_result_for_programs() {
    let place = installed();
    let table = query(&place, PEOPLE, &[]);
    assert_eq!(
        table.output(),
        "name   age\n------ ----\nAda     36\nGrace   85\n"
    );
    assert_eq!(table.stderr, "");
    let rows = query(&place, PEOPLE, &["--json"]);
    assert_eq!(
        rows.output(),
        "[{\"name\":\"Ada\",\"age\":36},{\"name\":\"Grace\",\"age\":85}]\n"
    );
    assert_eq!(rows.stderr, "");
    let nothing = query(&place, "select 1 where 0", &[]);
    assert_eq!(nothing.output(), "");
    assert!(place.is_clean(), "something was left behind");
}

#[test]
fn a_binary_that_was_just_built_is_called_by_the_words_of_its_own_help() {
    let place = Place::new();
    let binary = wick_tests::cargo::binary("sqlite");
    let binary = binary.to_str().unwrap();
    let help = Command::new(binary).arg("--help").output().unwrap();
    let advice = format!("wick call {binary} OPERATION [--arg NAME=VALUE]...");
    assert!(String::from_utf8_lossy(&help.stdout).contains(&advice));

    let rows = place.run([
        "call",
        binary,
        "query",
        "--arg",
        "sql=select 1 as one",
        "--json",
    ]);
    assert_eq!(rows.output(), "[{\"one\":1}]\n");
    assert!(place.is_clean(), "something was left behind");
}

#[test]
fn arguments_come_from_words_files_objects_and_standard_input() {
    let place = installed();
    place.write("people.sql", &format!("{PEOPLE}\n"));
    let rows = json!([{"name": "Ada", "age": 36}]);
    let call = |more: &[&str], input: &str| {
        let words = ["call", "sqlite", "query", "--json", "--arg", "limit=1"];
        place.run_with_input(input, words.iter().chain(more))
    };
    assert_eq!(call(&["--arg", "sql=@people.sql"], "").json(), rows);
    assert_eq!(call(&["--arg", "sql=-"], PEOPLE).json(), rows);
    let object = json!({"sql": PEOPLE, "limit": 2}).to_string();
    assert_eq!(call(&["--args", &object], "").json(), rows);
    assert_eq!(call(&["--args", "-"], &object).json(), rows);
    place.write("arguments.json", &object);
    assert_eq!(call(&["--args", "arguments.json"], "").json(), rows);
    // An array, written as JSON.
    let parameters = [
        "--arg",
        "sql=select ? || ? as text",
        "--arg",
        "parameters=[\"a\", 1]",
    ];
    assert_eq!(call(&parameters, "").json(), json!([{"text": "a1"}]));
    call(&["--arg", "sql=-", "--args", "-"], "{}").error(2);
    call(&["--arg", "sql=@no/such/file"], "").error(6);
}

#[test]
fn wrong_names_and_types_are_told_at_once_and_nothing_is_started() {
    let place = installed();
    // A binary that cannot run shows that none is needed to find the mistakes.
    let directory = place.path("data/plugins/connectors/sqlite");
    std::fs::write(directory.join("sqlite"), "").unwrap();

    let unknown = place.run(["call", "sqlite", "qurey"]);
    assert!(
        unknown.error(2).contains("hint: did you mean `query`?"),
        "{unknown:#?}"
    );
    assert!(unknown.stderr.contains("`list_tables`"), "{unknown:#?}");

    let wrong = [
        "call",
        "sqlite",
        "query",
        "--arg",
        "sqll=x",
        "--arg",
        "limit=many",
    ];
    let error = place.run(wrong.iter().chain(&["--json"])).json_error(2);
    assert_eq!(error["kind"], "usage");
    assert_eq!(
        error["fields"],
        json!({
            "sqll": "unknown argument; did you mean `sql`?",
            "limit": "expected a whole number",
            "sql": "required",
        })
    );
    let text = place.run(wrong);
    assert!(
        text.error(2)
            .contains("\n  limit: expected a whole number\n"),
        "{text:#?}"
    );
    assert!(text.stderr.contains("hint: `query` takes: "), "{text:#?}");

    let setting = query(&place, "select 1", &["--setting", "databse=x"]);
    assert!(
        setting.error(2).contains("did you mean `database`?"),
        "{setting:#?}"
    );
}

#[test]
fn what_the_plugin_answers_is_an_operation_that_failed() {
    let place = installed();
    let error = query(&place, "selekt 1", &["--json"]).json_error(1);
    assert_eq!(error["kind"], "operation_failed");
    assert!(error["code"].is_string(), "{error}");
    assert!(
        error["message"].as_str().unwrap().contains("selekt"),
        "{error}"
    );
    assert!(place.is_clean(), "something was left behind");
}

/// N10: the connector's own binary and `wick call` end alike, whichever of the two checks a value.
#[test]
fn exit_codes_are_those_of_the_connector_itself() {
    let place = installed();
    place.install("helpdesk");
    let base_url = "base_url=http://127.0.0.1:1";
    for (connector, words, code, kind) in [
        (
            "sqlite",
            &["query", "--arg", "sql=select 1", "--arg", "limit=0"][..],
            2,
            "usage",
        ),
        (
            "sqlite",
            &["query", "--arg", "sql=select 1", "--arg", "limit=x"],
            2,
            "usage",
        ),
        (
            "sqlite",
            &["query", "--arg", "sql=selekt 1"],
            1,
            "operation_failed",
        ),
        ("sqlite", &["query"], 2, "usage"),
        ("sqlite", &["guery"], 2, "usage"),
        ("helpdesk", &["who_am_i"], 2, "usage"),
        (
            "helpdesk",
            &[
                "who_am_i",
                "--setting",
                base_url,
                "--setting",
                "page_size=0",
            ],
            2,
            "usage",
        ),
    ] {
        let mut own = Command::new(wick_tests::cargo::binary(connector));
        let own = command::ended(own.arg("call").args(words));
        own.error(code);
        let error = place.run([&["call", connector][..], words, &["--json"]].concat());
        assert_eq!(error.json_error(code)["kind"], kind, "{error:#?}");
    }
}

/// N11.
#[test]
fn what_is_given_twice_is_refused() {
    let place = installed();
    for words in [
        &["--setting", "database=a", "--setting", "database=b"][..],
        &["--setting", "database=a", "--setting-env", "database=HOME"],
        &["--settings", r#"{"database": "a", "database": "b"}"#],
        &["--args", r#"{"sql": "a", "limit": 1, "limit": 2}"#],
    ] {
        let words = [
            &["call", "sqlite", "query", "--arg", "sql=select 1"][..],
            words,
        ]
        .concat();
        let told = place.run(&words).error(2).to_owned();
        assert!(told.contains(" twice"), "{told}");
    }
}

/// R11: what the plugin itself says of a setting that is not secret is shown, as docs/command.md says.
#[test]
fn settings_reach_the_plugin_and_are_never_shown() {
    let place = installed();
    let secret = "hunter2-hunter2";
    place.write("settings.json", &json!({"database": secret}).to_string());
    let mut attempts = vec![
        query(
            &place,
            "select 1",
            &["-vvv", "--setting", &format!("database={secret}")],
        ),
        query(&place, "select 1", &["-vvv", "--settings", "settings.json"]),
        query(
            &place,
            "select 1",
            &["--setting", &format!("tokn={secret}")],
        ),
        query(&place, "select 1", &["--setting", secret]),
        query(
            &place,
            "select 1",
            &["--settings", &format!("{{\"database\": {secret}}}")],
        ),
    ];
    let words = ["call", "sqlite", "query", "--arg", "sql=select 1", "-vvv"];
    let mut command = place.wick();
    command
        .args(words)
        .args(["--setting-env", "database=DATABASE"])
        .env("DATABASE", secret);
    attempts.push(command::ended(&mut command));
    // That database does not exist, and the plugin says so with its name, which it does not call a
    // secret. Everything else is ours.
    for ended in &attempts {
        assert_ne!(ended.code, 0, "{ended:#?}");
        let ours = ended
            .stderr
            .lines()
            .filter(|line| !line.contains("[no_database]"));
        assert!(
            ours.into_iter().all(|line| !line.contains(secret)),
            "{ended:#?}"
        );
        assert!(!ended.stdout.contains(secret), "{ended:#?}");
    }
    for reached in [&attempts[0], &attempts[1], &attempts[5]] {
        assert!(reached.stderr.contains("cannot open"), "{reached:#?}");
    }
    let missing = query(
        &place,
        "select 1",
        &["--setting-env", "database=NO_SUCH_VARIABLE"],
    );
    assert!(missing.error(2).contains("NO_SUCH_VARIABLE"));
}

/// R11: what a plugin does with a secret setting, wick does not show.
#[test]
fn secrets_are_struck_out_of_logs_and_errors_of_plugins() {
    let place = installed();
    place.install("rustpeer");
    let secret = "hunter2-\"hunter2\"";
    let lines = json!([format!("the key is {secret}"), "a line"]).to_string();
    for words in [
        ["print_lines", "--arg", &format!("lines={lines}")],
        ["fail", "--arg", &format!("message={secret}")],
        ["panic", "--arg", &format!("message={secret}")],
    ] {
        let mut command = place.wick();
        command.args(["call", "rustpeer", "-vvv"]).args(words);
        command
            .args(["--setting-env", "api_key=KEY"])
            .env("KEY", secret);
        let ended = command::ended(&mut command);
        assert!(!ended.stderr.contains("hunter2"), "{ended:#?}");
        assert!(ended.stderr.contains("[secret]"), "{ended:#?}");
    }
}

#[test]
fn text_of_a_plugin_cannot_control_the_terminal() {
    let place = installed();
    // In a cell, and in an error.
    let cell = query(&place, "select char(27) || '[2J' as a, 1 as b", &[]);
    assert!(!cell.output().contains('\u{1b}'), "{cell:#?}");
    assert!(cell.stdout.contains("\\u{1b}[2J"), "{cell:#?}");
    let error = query(&place, "select \"\u{1b}[2J\" from nothing", &[]);
    assert!(!error.error(1).contains('\u{1b}'), "{error:#?}");
}

#[test]
fn a_call_that_takes_too_long_times_out() {
    let place = installed();
    let ended = query(&place, FOREVER, &["--timeout", "300ms"]);
    assert!(ended.error(5).contains("300ms"), "{ended:#?}");
    assert!(ended.stderr.contains("hint: "), "{ended:#?}");
    assert!(place.is_clean(), "something was left behind");
    query(&place, "select 1", &["--timeout", "soon"]).error(2);
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_the_call_and_the_plugin() {
    let place = installed();
    for signal in ["INT", "TERM"] {
        let mut command = place.wick();
        command.args([
            "call",
            "sqlite",
            "query",
            "--arg",
            &format!("sql={FOREVER}"),
        ]);
        let mut child = command::piped(&mut command).spawn().unwrap();
        place.wait_for_plugin(&mut child);
        let kill = Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let ended: Ended = child.wait_with_output().unwrap().into();
        assert!(ended.error(130).contains("interrupted"), "{ended:#?}");
        assert!(
            place.plugins_running().is_empty(),
            "the plugin outlived its call"
        );
        assert!(place.is_clean(), "something was left behind");
    }
}

#[test]
fn what_is_not_installed_is_not_found() {
    let place = installed();
    let near = place.run(["call", "sqlit", "query"]);
    assert!(
        near.error(6).contains("did you mean `sqlite`?"),
        "{near:#?}"
    );
    place.run(["call", "./no/such/directory", "query"]).error(6);
}

#[test]
fn a_package_is_built_and_called_in_one_step() {
    let place = Place::new();
    let package = package(&place);
    let run = |more: &[&str]| {
        let mut command = place.wick();
        command.arg("run").arg(&package).args(more);
        command::ended(&mut command)
    };
    let sql = format!("sql={PEOPLE}");
    let rows = run(&["query", "--arg", &sql]);
    assert!(rows.output().contains("Grace"), "{rows:#?}");
    assert_eq!(rows.stderr, "", "cargo is quiet when nobody looks");
    assert!(run(&["query", "--arg", &sql, "--json"]).json().is_array());

    let described = run(&[]);
    let call = format!("wick run {} list_tables", package.display());
    assert!(described.output().contains(&call), "{described:#?}");
    assert!(run(&["qeury"]).error(2).contains("did you mean `query`?"));
    assert!(place.is_clean(), "something was left behind");

    // A second binary makes it a question which one is meant.
    std::fs::create_dir(package.join("src/bin")).unwrap();
    std::fs::copy(
        package.join("src/main.rs"),
        package.join("src/bin/other.rs"),
    )
    .unwrap();
    assert!(run(&[]).error(2).contains("--bin"));
    assert!(run(&["--bin", "other"]).output().contains("query"));

    std::fs::write(package.join("src/main.rs"), "fn main() { mistake }").unwrap();
    let failed = run(&["--bin", "package"]);
    assert!(
        failed.error(7).contains("cannot find value `mistake`"),
        "{failed:#?}"
    );
    assert!(
        failed.stderr.contains("cargo could not build"),
        "{failed:#?}"
    );

    std::fs::write(package.join("src/main.rs"), "fn main() {}").unwrap();
    run(&["--bin", "package"]).error(7);
    place.run(["run", "no/such/package"]).error(6);
}

/// A cargo package without dependencies, so that it builds in no time: its program turns into the
/// sqlite example.
fn package(place: &Place) -> std::path::PathBuf {
    let program = wick_tests::cargo::binary("sqlite");
    place.write(
        "package/Cargo.toml",
        "[package]\nname = \"package\"\nedition = \"2024\"\n\n[workspace]\n",
    );
    place.write(
        "package/src/main.rs",
        &format!(
            "use std::os::unix::process::CommandExt;\n\
             fn main() {{\n    \
                 let mut sqlite = std::process::Command::new({program:?});\n    \
                 let error = sqlite.args(std::env::args_os().skip(1)).exec();\n    \
                 panic!(\"{{error}}\");\n\
             }}\n"
        ),
    );
    place.path("package")
}

#[test]
fn a_cargo_that_cannot_be_started_is_told() {
    let place = Place::new();
    let package = package(&place);
    let mut command = place.wick();
    command
        .arg("run")
        .arg(package)
        .env("CARGO", Path::new("/no/such/cargo"));
    let ended = command::ended(command.stdin(Stdio::null()));
    assert!(ended.error(7).contains("cannot run"), "{ended:#?}");
}
