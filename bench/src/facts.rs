//! What the numbers depend on.

use std::fs;
use std::process::Command;

use crate::load::Busy;
use crate::number::short;
use crate::plan::Plan;

/// Facts about the machine and the programs; no name of it and no path.
#[derive(Clone, Debug)]
pub(crate) struct Facts(pub(crate) Vec<(&'static str, String)>);

pub(crate) fn of_this_run(plan: &Plan, busy: &Busy) -> Facts {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let memory: f64 = memory.trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    let run = match plan.quick {
        true => "quick, with fewer and shorter rounds",
        false => "full",
    };
    Facts(vec![
        ("Processor", field(&read("/proc/cpuinfo"), "model name")),
        ("Cores", cores.to_string()),
        ("Memory", format!("{} GB", short(memory * 1024.0 / 1e9))),
        (
            "Kernel",
            said(Command::new("uname").args(["-s", "-r", "-m"])),
        ),
        ("Rust", said(Command::new("rustc").arg("--version"))),
        ("Go", said(Command::new("go").arg("version"))),
        ("go-plugin", "1.6.2".to_owned()),
        ("Day", said(Command::new("date").args(["-u", "+%Y-%m-%d"]))),
        (
            "Run",
            format!("{run}; {} s of measuring", plan.elapsed().as_secs()),
        ),
        (
            "Load of the machine",
            format!(
                "{} before, {} after, this run's own included; other programs took {:.1} % of the \
                 processor meanwhile",
                busy.before,
                busy.after,
                busy.others * 100.0
            ),
        ),
    ])
}

fn said(command: &mut Command) -> String {
    let output = command
        .output()
        .map(|output| output.stdout)
        .unwrap_or_default();
    String::from_utf8_lossy(&output).trim().to_owned()
}
