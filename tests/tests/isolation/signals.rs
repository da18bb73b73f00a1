//! Commands that are told to end, and whose terminal goes away.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use wick_tests::cargo::binary;
use wick_tests::command::Place;
use wick_tests::{left, until};

const SIGNALS: [Signal; 4] = [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL];

/// Whatever ends the command, nothing of its plugin stays.
#[tokio::test]
async fn a_plugin_in_a_session_of_its_own_ends_with_wick() {
    for signal in SIGNALS {
        let place = Place::new();
        let marker = format!("XDG_CASE={}", place.path("").display());
        let (name, value) = marker.split_once('=').unwrap();
        let mut command = place.wick();
        command
            .args(["call".as_ref(), binary("faultyplugin").as_os_str()])
            .args(["run", "--arg", "fault=hang_call"])
            .env(name, value)
            .env("XDG_FAULT", "author")
            .stderr(Stdio::null());
        let mut wick = command.spawn().unwrap();
        until(|| left::processes(&marker).len() > 1).await;
        kill_process(Pid::from_child(&wick), signal).unwrap();
        wick.wait().unwrap();
        left::until_no_processes(&marker).await;
    }
}

/// So it is with a program that is asked for its manifest and hangs, and with its children.
#[tokio::test]
async fn a_program_asked_for_its_manifest_ends_with_wick() {
    for signal in SIGNALS {
        let place = Place::new();
        let name = place.path("").display().to_string();
        let text = format!("#!/bin/sh\nsh -c 'sleep 3600; :' '{name}'\n");
        let program = place.write("program", &text);
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = place.wick();
        command.arg("pack").arg(&program).stderr(Stdio::null());
        let mut wick = command.spawn().unwrap();
        let names = [name];
        until(|| !left::named(&names).is_empty()).await;
        kill_process(Pid::from_child(&wick), signal).unwrap();
        wick.wait().unwrap();
        until(|| left::named(&names).is_empty()).await;
    }
}
