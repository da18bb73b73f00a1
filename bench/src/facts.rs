//! What the numbers depend on.

use std::fs;
use std::process::Command;

use serde::Serialize;

/// Facts about the machine and the programs; no name of it and no path.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Facts(pub(crate) Vec<(&'static str, String)>);

pub(crate) fn of_this_machine() -> Facts {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    Facts(vec![
        ("Processor", field(&read("/proc/cpuinfo"), "model name")),
        ("Cores", cores.to_string()),
        ("Memory", field(&read("/proc/meminfo"), "MemTotal")),
        (
            "Kernel",
            said(Command::new("uname").args(["-s", "-r", "-m"])),
        ),
        (
            "Load at the end",
            load.split(' ').next().unwrap_or_default().to_owned(),
        ),
        ("Rust", said(Command::new("rustc").arg("--version"))),
        ("Go", said(Command::new("go").arg("version"))),
        ("go-plugin", "1.6.2".to_owned()),
        ("Day", said(Command::new("date").args(["-u", "+%Y-%m-%d"]))),
    ])
}

fn said(command: &mut Command) -> String {
    let output = command
        .output()
        .map(|output| output.stdout)
        .unwrap_or_default();
    String::from_utf8_lossy(&output).trim().to_owned()
}
