//! Where other processes of the user could read the settings of a plugin.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};
use wick_tests::command::{Place, piped};
use wick_tests::until;

/// Runs until it is interrupted.
const FOREVER: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

/// A setting crosses the connection only, also where the command takes it from its own environment.
#[tokio::test]
async fn a_setting_is_in_no_argument_or_environment_of_a_plugin() {
    let place = Place::new();
    place.install("sqlite");
    let secret = place.write("hunter2.db", "");
    let mut command = place.wick();
    command
        .args(["call", "sqlite", "query", "--arg"])
        .arg(format!("sql={FOREVER}"))
        .args(["--setting-env", "database=DATABASE"])
        .env("DATABASE", secret);
    let mut wick = piped(&mut command).spawn().unwrap();
    until(|| !place.plugins_running().is_empty()).await;
    let plugins = place.plugins_running();
    assert!(!plugins.is_empty());
    for process in plugins {
        for name in ["cmdline", "environ"] {
            let bytes = fs::read(format!("/proc/{process}/{name}")).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("hunter2"), "{name}: {text}");
        }
    }
    kill_process(Pid::from_child(&wick), Signal::INT).unwrap();
    wick.wait().unwrap();
}
