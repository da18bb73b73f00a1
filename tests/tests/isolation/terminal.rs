//! Plugins below a real terminal.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place};
use wick_tests::{left, until};

use crate::skip;

/// Under util-linux's `script`, which gives a command a terminal of its own, and this as its input.
struct Terminal {
    command: Command,
}

impl Terminal {
    fn of(place: &Place, line: &str) -> Option<Self> {
        let has_script = Command::new("script").arg("--version").output().is_ok();
        let mut command = Command::new("script");
        let wick = place.wick();
        let environment = wick.get_envs();
        command
            .envs(environment.filter_map(|(name, value)| Some((name, value?))))
            .env("SHELL", "/bin/sh")
            .args(["-qec", line, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        has_script.then_some(Self { command })
    }
}

/// A call of the faulty plugin, as a line for a shell.
fn call(fault: &str) -> String {
    let [wick, plugin] = ["wick", "faultyplugin"].map(binary);
    format!(
        "'{}' call '{}' run --arg fault={fault}",
        wick.display(),
        plugin.display()
    )
}

const NO_SCRIPT: &str = "`script` is missing: NOTHING is run in a terminal";

/// R6: the host has a terminal, and its plugin none.
#[test]
fn a_plugin_has_no_controlling_terminal() {
    let place = Place::new();
    let line = format!("(echo has a terminal >/dev/tty) && {}", call("terminal"));
    let Some(mut terminal) = Terminal::of(&place, &line) else {
        return skip(NO_SCRIPT);
    };
    terminal.command.env("XDG_FAULT", "author");
    let ended = Ended::from(terminal.command.output().unwrap());
    let output = ended.output();
    assert!(output.contains("has a terminal"), "{output}");
    assert!(output.contains("a session without a terminal"), "{output}");
}

/// R6: Ctrl-C is for the host, which ends its plugin.
#[tokio::test]
async fn ctrl_c_in_a_terminal_ends_the_plugin_with_the_host() {
    let place = Place::new();
    let line = format!("exec {}", call("hang_call"));
    let Some(mut terminal) = Terminal::of(&place, &line) else {
        return skip(NO_SCRIPT);
    };
    let marker = format!("XDG_CASE={}", place.path("").display());
    let (name, value) = marker.split_once('=').unwrap();
    let command = terminal.command.env("XDG_FAULT", "author").env(name, value);
    let mut child = command.spawn().unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    until(|| !place.plugins_running().is_empty()).await;
    keyboard.write_all(b"\x03").unwrap();
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 130, "{ended:?}");
    left::until_no_processes(&marker).await;
    assert!(place.is_clean());
}

/// R6: a program that is asked for its manifest has no terminal either.
#[test]
fn a_program_asked_for_its_manifest_has_no_terminal() {
    let place = Place::new();
    let program = place.write(
        "program",
        "#!/bin/sh\n(: >/dev/tty) && echo typed >>\"$0.log\"\nexit 3\n",
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pack = format!(
        "'{}' pack '{}'",
        binary("wick").display(),
        program.display()
    );
    let Some(mut terminal) = Terminal::of(&place, &pack) else {
        return skip(NO_SCRIPT);
    };
    let ended = Ended::from(terminal.command.output().unwrap());
    assert!(ended.stdout.contains("exit status: 3"), "{ended:?}");
    assert!(!place.path("program.log").exists());
}
