//! Linux `perf`, which looks many times a second what processes are doing.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::hit::{self, FIELDS, Recorded};
use crate::{Failure, tools};

/// How often a second. Not in step with what happens a thousand times a second. Four times as often makes calls take half as
/// long again in a virtual machine.
const FREQUENCY: &str = "997";

/// How often beginning is tried: it was seen to end at once, and to do its work the next time.
const ATTEMPTS: usize = 3;

/// Why nothing can be sampled, and what to do about it; `None` if it can.
pub(crate) fn obstacle(directory: &Path) -> Result<Option<String>, Failure> {
    if !tools::is_there("perf", "--version") {
        return Ok(Some(
            "`perf` is not installed; it is in the package linux-perf of Debian, linux-tools of Ubuntu, and perf of others"
                .to_owned(),
        ));
    }
    let data = directory.join("probe.perf");
    // The kernel's part is most of many a call.
    let mut probe = record(&data);
    let done = probe
        .args(["--event", "cpu-clock:k", "--", "true"])
        .stdin(Stdio::null())
        .output()?;
    let _ = fs::remove_file(&data);
    if !done.status.success() {
        return Ok(Some(format!(
            "`perf` may not look at the whole machine; become root, or set `sysctl kernel.perf_event_paranoid=0` (it is {})",
            setting("/proc/sys/kernel/perf_event_paranoid")
        )));
    }
    match has_names(&fs::read_to_string("/proc/kallsyms").unwrap_or_default()) {
        true => Ok(None),
        false => Ok(Some(format!(
            "the kernel does not tell where its functions are; become root, or set `sysctl kernel.kptr_restrict=0` (it \
             is {})",
            setting("/proc/sys/kernel/kptr_restrict")
        ))),
    }
}

/// Whether the kernel's table of its functions has addresses; all are zero for those who may not know.
fn has_names(table: &str) -> bool {
    let mut addresses = table.lines().filter_map(|line| line.split(' ').next());
    addresses.any(|address| address.bytes().any(|digit| digit != b'0'))
}

fn setting(path: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|_| "unknown".to_owned());
    text.trim().to_owned()
}

/// The whole machine is looked at, not the processes that are of interest: for those alone, the kernel would start and stop a
/// clock at each switch from one to the other, which makes a small call take three times as long.
pub(crate) struct Recording {
    process: Child,
    commands: ChildStdin,
    replies: BufReader<ChildStdout>,
    data: PathBuf,
}

impl Recording {
    /// Begins; it samples when this returns.
    pub(crate) fn begin(directory: &Path) -> Result<Self, Failure> {
        for _ in 1..ATTEMPTS {
            match Self::attempt(directory) {
                Ok(begun) => return Ok(begun),
                Err(error) => eprintln!("{error}; trying again"),
            }
        }
        Self::attempt(directory)
    }

    fn attempt(directory: &Path) -> Result<Self, Failure> {
        let data = directory.join("perf.data");
        let mut program = record(&data);
        program
            .args(["--control", "fd:0,1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = program.spawn()?;
        let (commands, replies) = (process.stdin.take(), process.stdout.take());
        let mut recording = Self {
            process,
            commands: commands.ok_or("`perf` without input")?,
            replies: BufReader::new(replies.ok_or("`perf` without output")?),
            data,
        };
        // It answers once it samples. If it has ended, there is neither anybody who reads nor an answer.
        let asked = recording.commands.write_all(b"ping\n");
        let mut answer = String::new();
        match (asked, recording.replies.read_line(&mut answer)) {
            (Ok(()), Ok(1..)) => Ok(recording),
            _ => Err(recording.failure()),
        }
    }

    /// Ends; the answer is what was seen.
    pub(crate) fn end(mut self) -> Result<Recorded, Failure> {
        let told = self.commands.write_all(b"stop\n");
        // The answer to that, and the end of its output.
        self.replies.read_to_end(&mut Vec::new())?;
        if told.is_err() || !self.process.wait()?.success() {
            return Err(self.failure());
        }
        let script = Command::new("perf")
            .args(["script", "--show-task-events", "--no-demangle"])
            .args(["--fields", FIELDS, "--input"])
            .arg(&self.data)
            // It would ask servers for symbols.
            .env_remove("DEBUGINFOD_URLS")
            .stdin(Stdio::null())
            .output()?;
        match script.status.success() {
            true => hit::all(&String::from_utf8_lossy(&script.stdout)),
            false => Err(format!(
                "`perf script` failed: {}",
                String::from_utf8_lossy(&script.stderr).trim()
            )
            .into()),
        }
    }

    fn failure(&mut self) -> Failure {
        let mut said = String::new();
        if let Some(mut errors) = self.process.stderr.take() {
            // What can be read of it is told.
            let _ = errors.read_to_string(&mut said);
        }
        format!("`perf record` failed: {}", said.trim()).into()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // It has ended, unless something failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_file(&self.data);
    }
}

/// Leaves nothing in the home directory, and is no target of Ctrl-C: whoever hears that ends it.
fn record(data: &Path) -> Command {
    let mut program = Command::new("perf");
    program
        .args([
            "record",
            "--all-cpus",
            "--no-buildid-cache",
            "-F",
            FREQUENCY,
        ])
        .arg("--output")
        .arg(data)
        .process_group(0)
        .stderr(Stdio::piped());
    program
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_zeros_tells_nothing() {
        assert!(has_names(
            "0000000000000000 A zero\nffffffff81000000 T _text\n"
        ));
        assert!(!has_names(
            "0000000000000000 A zero\n0000000000000000 T _text\n"
        ));
        assert!(!has_names(""));
    }
}
