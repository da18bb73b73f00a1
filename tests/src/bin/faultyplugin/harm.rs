//! What any code of a plugin can do to its own process.

use std::env::set_current_dir;
use std::fs::{File, create_dir};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, abort, exit};

use rustix::process::{Resource, Rlimit, Signal, getpid, kill_process, setrlimit};

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

/// Stops the whole process, as a debugger would.
pub(crate) fn freeze() {
    kill_process(getpid(), Signal::STOP).unwrap();
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
