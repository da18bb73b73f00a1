use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use wick_tests::cargo::binary;
use wick_tests::command::{Place, piped};
use wick_tests::go;
use wick_tests::go_host::GoHost;
use wick_tests::plugins::Single;

use crate::scrape::{parsed, value};

/// A program with a host, which calls an operation of the plugin `probe` for each line that it gets.
struct Embedding {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Embedding {
    fn start(place: &Place, operation: &str) -> Self {
        place.install("probe");
        let mut process = Command::new(binary("embed"))
            .arg(place.path("data/plugins/connectors"))
            .args(["probe", operation])
            .env("WICK_DATA_DIR", place.path("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    fn send(&mut self, arguments: &Value) {
        let mut input = self.process.stdin.as_ref().unwrap();
        writeln!(input, "{arguments}").unwrap();
    }

    fn call(&mut self, arguments: &Value) -> String {
        self.send(arguments);
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn id(&self) -> u32 {
        self.process.id()
    }

    fn signal(&self, signal: Signal) {
        kill_process(pid(self.id()), signal).unwrap();
    }
}

impl Drop for Embedding {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.cast_signed()).unwrap()
}

fn sockets(place: &Place) -> usize {
    place.path("data/run/hosts").read_dir().unwrap().count()
}

/// The words of the line of a table that has this one.
fn line<'a>(table: &'a str, word: &str) -> Vec<&'a str> {
    let mut lines = table.lines().map(|line| line.split_whitespace().collect());
    let is_it = |line: &Vec<&str>| line.contains(&word);
    lines.find(is_it).unwrap()
}

#[test]
fn a_running_host_is_shown_with_its_processes_and_numbers_until_it_is_gone() {
    let place = Place::new();
    let mut host = Embedding::start(&place, "echo");
    assert_eq!(host.call(&json!({"text": "hi"})), r#""hi""#);

    let json = place.run(["ps", "--json"]).json();
    let [report] = json["hosts"].as_array().unwrap().as_slice() else {
        panic!("{json}")
    };
    assert_eq!(report["pid"], host.id());
    assert_eq!(report["program"], "embed");
    let probe = &report["status"]["connectors"][0];
    assert_eq!(
        (&probe["key"], &probe["state"]),
        (&json!("probe"), &json!("running"))
    );
    let plugin = probe["pid"].as_u64().unwrap();
    assert_eq!(place.plugins_running(), [plugin as u32]);
    let calls = &report["metrics"]["connectors"][0]["operations"][0];
    assert_eq!(calls["outcomes"], json!({"ok": 1}));
    let is_listed = |other: &Value| other["pid"] == plugin;
    assert!(!json["others"].as_array().unwrap().iter().any(is_listed));

    let table = place.run(["ps"]);
    let line = line(table.output(), &host.id().to_string());
    let (id, plugin) = (host.id().to_string(), plugin.to_string());
    assert_eq!(
        &line[..6],
        [&*id, "embed", "probe", "0.1.0", "running", &*plugin]
    );
    assert_eq!(line.last(), Some(&"0"), "failures");

    let metrics = place.run(["ps", "--metrics"]);
    let samples = parsed(metrics.output());
    let labels = [("host", &*id), ("connector", "probe"), ("outcome", "ok")];
    assert_eq!(value(&samples, "wick_calls_total", &labels), Some(1.0));
    assert_eq!(value(&samples, "wick_processes", &labels[..1]), Some(1.0));

    // It leaves its socket behind, which the next look removes.
    host.signal(Signal::KILL);
    host.process.wait().unwrap();
    assert_eq!(sockets(&place), 1);
    let json = place.run(["ps", "--json"]).json();
    assert_eq!(
        (&json["hosts"], &json["problems"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(sockets(&place), 0);
}

#[test]
fn neither_a_host_that_stands_still_nor_what_else_is_there_holds_up_the_others() {
    let place = Place::new();
    let (mut still, mut lively) = (
        Embedding::start(&place, "echo"),
        Embedding::start(&place, "echo"),
    );
    for host in [&mut still, &mut lively] {
        host.call(&json!({"text": "hi"}));
    }
    still.signal(Signal::STOP);
    place.write("data/run/hosts/notes.txt", "not a socket");
    let ended = place.run(["ps", "--json"]);
    let json = ended.json();
    assert_eq!(json["hosts"].as_array().unwrap().len(), 1);
    assert_eq!(json["hosts"][0]["pid"], lively.id());
    let problems = json["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2, "{json}");
    let expected = json!({
        "host": format!("host {}", still.id()), "problem": "no answer within 2s"
    });
    assert!(problems.contains(&expected), "{json}");
    let text = place.run(["ps"]);
    assert!(text.output().contains(&lively.id().to_string()));
    assert!(text.stderr.contains("no answer within 2s"), "{text:#?}");
    assert!(
        text.stderr.contains("notes.txt: it is no socket"),
        "{text:#?}"
    );
    still.signal(Signal::CONT);
}

#[test]
fn a_call_of_the_command_is_seen_while_it_runs_and_leaves_nothing() {
    let place = Place::new();
    place.install("probe");
    let mut calling = place.wick();
    calling.args(["call", "probe", "hang"]);
    let mut calling = piped(&mut calling).spawn().unwrap();
    place.wait_for_plugin(&mut calling);
    let report = loop {
        let json = place.run(["ps", "--json"]).json();
        if json["hosts"][0]["status"]["pool"]["in_flight"] == 1 {
            break json["hosts"][0].clone();
        }
    };
    assert_eq!(
        (&report["program"], &report["pid"]),
        (&json!("wick"), &json!(calling.id()))
    );
    kill_process(pid(calling.id()), Signal::INT).unwrap();
    calling.wait().unwrap();
    assert_eq!(sockets(&place), 0);
}

#[test]
fn it_looks_again_until_it_is_interrupted() {
    let place = Place::new();
    let mut host = Embedding::start(&place, "echo");
    host.call(&json!({"text": "hi"}));
    let mut watching = place.wick();
    watching.args(["ps", "--json", "--watch", "10ms"]);
    let mut watching = piped(&mut watching).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    for _ in 0..3 {
        let json: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(json["hosts"][0]["pid"], host.id());
    }
    kill_process(pid(watching.id()), Signal::INT).unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(130));
}

#[tokio::test]
async fn plugins_of_hosts_that_tell_nothing_are_shown_with_what_the_system_knows() {
    let place = Place::new();
    let of = |plugin: u32| {
        let json = place.run(["ps", "--json"]).json();
        let others = json["others"].as_array().unwrap().clone();
        others.into_iter().find(|other| other["pid"] == plugin)
    };
    let silent = Single::of("probe").await;
    let plugin = silent.host.start("probe").await.unwrap();
    let other = of(plugin).unwrap();
    assert_eq!(other["host"], std::process::id());
    assert!(other["memory"].as_u64().unwrap() > 1 << 20);
    // What a plugin starts has its environment, and is no plugin.
    let child = silent.call("start_grandchild", json!({})).await.unwrap();
    let child = child.as_u64().unwrap().try_into().unwrap();
    assert!(Path::new(&format!("/proc/{child}")).exists());
    assert_eq!(of(child), None);

    let Some(peers) = go::peers() else { return };
    let mut go_host = GoHost::new(peers, &binary("probe"));
    go_host.expect(json!({"do": "start"}));
    let plugin = go_host.expect(json!({"do": "pid"}))["pid"].clone();
    let plugin = plugin.as_u64().unwrap().try_into().unwrap();
    let other = of(plugin).unwrap();
    assert_eq!(
        (&other["program"], &other["host_program"]),
        (&json!("probe"), &json!("host"))
    );
    let table = place.run(["ps"]);
    assert_eq!(
        line(table.output(), &plugin.to_string())[1..3],
        ["host", "(probe)"]
    );
    go_host.finish();
}
