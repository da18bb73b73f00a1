//! What any code of a plugin can do to its own process.

use std::env::set_current_dir;
use std::fs::{File, create_dir};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, abort, exit};

use rustix::process::{
    Resource, Rlimit, Signal, getpgid, getpid, getppid, getrlimit, getsid, kill_process, setpgid,
    setrlimit,
};

/// Ends the process in the way that the fault is named after.
pub(crate) fn die(fault: &str) -> ! {
    let _ = writeln!(io::stderr(), "faulty: these are my last words");
    if fault.starts_with("exit") {
        exit(7);
    }
    if fault.starts_with("kill") {
        kill_process(getpid(), Signal::KILL).unwrap();
    }
    abort();
}

/// What this process could show of its secrets: its arguments, its environment, and how large a core dump
/// may be.
pub(crate) fn exposed() -> String {
    let read = |name| std::fs::read(format!("/proc/self/{name}")).unwrap_or_default();
    let text = |name| String::from_utf8_lossy(&read(name)).replace('\0', "\n");
    let core = getrlimit(Resource::Core);
    format!("{}\n{}\ncore {core:?}", text("cmdline"), text("environ"))
}

/// Stops the whole process, as a debugger would.
pub(crate) fn freeze() {
    kill_process(getpid(), Signal::STOP).unwrap();
}

/// Moves this process into the process group of its host, where a kill of its own group misses it.
pub(crate) fn join_hosts_group() {
    let group = getpgid(getppid()).unwrap();
    let _ = setpgid(None, Some(group));
}

/// Tells what this process can do with a terminal, and to which session it belongs.
pub(crate) fn terminal() -> String {
    match File::options().read(true).write(true).open("/dev/tty") {
        Ok(_) => "a terminal".to_owned(),
        Err(_) if getsid(None) == Ok(getpid()) => "a session without a terminal".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Leaves a process group for each process, in the same session.
pub(crate) fn leave_groups(program: &[&str], count: usize) -> Vec<u32> {
    use std::os::unix::process::CommandExt as _;

    let spawn = || {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).process_group(0);
        command.spawn().unwrap().id()
    };
    (0..count).map(|_| spawn()).collect()
}

/// Leaves processes behind that hold standard output and error.
pub(crate) fn leave_children(program: &[&str], count: usize) -> Vec<u32> {
    let [program, arguments @ ..] = program else {
        return Vec::new();
    };
    let spawn = || Command::new(program).args(arguments).spawn().unwrap().id();
    (0..count).map(|_| spawn()).collect()
}

/// Opens files until there are no descriptors left.
pub(crate) fn eat_descriptors() -> Vec<File> {
    let limit = Rlimit {
        current: Some(128),
        maximum: Some(128),
    };
    setrlimit(Resource::Nofile, limit).unwrap();
    std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
}

/// Uses up the stack.
#[expect(unconditional_recursion, reason = "that is the fault")]
pub(crate) fn overflow(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    overflow(frame[7] + 1) + frame[9]
}

/// Makes directories one in another below `top`, deeper than any path can tell.
pub(crate) fn nest(top: impl AsRef<Path>, depth: usize) {
    set_current_dir(top).unwrap();
    for _ in 0..depth {
        create_dir("d").unwrap();
        set_current_dir("d").unwrap();
    }
}
