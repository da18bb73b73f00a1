//! The real `wick` under strace, which tells every step that it takes, and kills it at any of them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// The system calls that change anything on a file system, but for opening, which makes files, and writing: what
/// they leave is there when the next of these begins, where it is killed, too. (And other threads write as well,
/// to wake each other, so that nobody could say which write of a thread is meant.)
const CHANGES: &str = "?rename,?renameat,?renameat2,?mkdir,?mkdirat,?unlink,?unlinkat,?rmdir,?fsync,?fdatasync,\
    ?chmod,?fchmod,?fchmodat,?flock,?ftruncate,?link,?linkat,?symlink,?symlinkat,?copy_file_range,?sendfile,\
    ?utimensat";

/// A step of a command: the n-th of its system calls of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) number: usize,
    /// What is done to what, without the parts of names that differ from run to run.
    pub(crate) text: String,
}

/// Whether strace can be used; says loudly if not.
pub(crate) fn is_there() -> bool {
    let tried = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .stdin(Stdio::null())
        .output();
    if tried.is_ok_and(|output| output.status.success()) {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "strace is missing or may trace nothing, and in CI it must not be so"
    );
    // Past the test harness, which swallows what `eprintln!` prints.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: strace is not installed or may trace nothing: no command is killed at every step"
    );
    false
}

/// What the file system can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileSystem {
    /// All that Linux's own can.
    Able,
    /// It cannot exchange two directories.
    Unable,
}

impl FileSystem {
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Able => &[],
            Self::Unable => &["-e", "inject=renameat2:error=EINVAL"],
        }
    }
}

/// The steps of a command that change something below `directory`, in their order.
pub(crate) fn steps(command: &Command, directory: &Path, on: FileSystem) -> Vec<Step> {
    let (status, steps) = run(command, directory, on.options());
    assert!(status.success(), "{command:?}: {status}");
    steps
}

/// Kills a command as it begins one of its steps, and returns the steps up to there.
pub(crate) fn killed_at(
    step: &Step,
    command: &Command,
    directory: &Path,
    on: FileSystem,
) -> Vec<Step> {
    let kill = format!("inject={}:signal=KILL:when={}", step.name, step.number);
    // Of one call there is one injection, and whether one fails that is killed is all the same.
    let fail = on.options().iter().filter(|_| step.name != "renameat2");
    let options: Vec<_> = fail.copied().chain(["-e", kill.as_str()]).collect();
    let (status, steps) = run(command, directory, &options);
    // As strace ends like what it traced.
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    assert_eq!(signal, Some(9), "{command:?} at {step:?}: {status}");
    steps
}

/// How often a command makes each system call, with all its threads and children.
pub(crate) fn calls(command: &Command) -> BTreeMap<String, u64> {
    let (status, log) = trace(command, &["-c", "--summary-columns=calls,name"]);
    assert!(status.success(), "{command:?}: {status}");
    let rows = log.lines().filter_map(|line| {
        let (count, name) = line.trim().split_once(' ')?;
        Some((name.trim().to_owned(), count.parse().ok()?))
    });
    rows.filter(|(name, _)| name != "total").collect()
}

fn run(command: &Command, directory: &Path, options: &[&str]) -> (ExitStatus, Vec<Step>) {
    let trace_changes = format!("trace={CHANGES}");
    let own = ["-y", "-e", "signal=none", "-e", &trace_changes];
    let (status, log) = trace(command, &[&own, options].concat());
    (status, parse(&log, directory.to_str().unwrap()))
}

/// Runs the command under strace, and returns what that writes.
fn trace(command: &Command, options: &[&str]) -> (ExitStatus, String) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qq"])
        .args(options)
        .arg("-o")
        .arg(log.path())
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    if let Some(directory) = command.get_current_dir() {
        traced.current_dir(directory);
    }
    let status = traced.status().unwrap();
    (status, std::fs::read_to_string(log.path()).unwrap())
}

/// Each line is a thread, and a call; each thread counts its own.
fn parse(log: &str, directory: &str) -> Vec<Step> {
    let mut counts = BTreeMap::<(&str, &str), usize>::new();
    let mut steps = Vec::new();
    for line in log.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, rest)) = call.trim_start().split_once('(') else {
            continue;
        };
        // The second half of a call during which another thread did something.
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            continue;
        }
        let count = counts.entry((thread, name)).or_default();
        *count += 1;
        if rest.contains(directory) {
            steps.push(Step {
                name: name.to_owned(),
                number: *count,
                text: plain(arguments(rest)),
            });
        }
    }
    steps
}

/// The call without what came of it, whether or not that is known.
fn arguments(rest: &str) -> &str {
    let rest = rest.split(" <unfinished").next().unwrap_or(rest);
    let arguments = rest.rsplit_once(" = ").map_or(rest, |(call, _)| call);
    arguments.trim_end().trim_end_matches(')')
}

/// Without the numbers of descriptors and the ends of temporary names.
fn plain(call: &str) -> String {
    let mut text = call.to_owned();
    for prefix in [".wick-", ".publishers.json-"] {
        let mut pieces = text.split(prefix);
        let first = pieces.next().unwrap_or_default().to_owned();
        let random = |c: char| c.is_ascii_alphanumeric();
        text = pieces.fold(first, |text, piece| {
            text + prefix + piece.trim_start_matches(random)
        });
    }
    let mut parts: Vec<&str> = text.split('<').collect();
    // A number stands before each of the brackets.
    let last = parts.pop();
    let numbers = |c: char| c.is_ascii_digit();
    let parts = parts.into_iter().map(|part| part.trim_end_matches(numbers));
    parts.chain(last).collect::<Vec<_>>().join("<")
}
