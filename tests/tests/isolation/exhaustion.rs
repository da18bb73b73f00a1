//! Systems that give no more processes and threads.

use std::path::Path;
use std::process::Command;

use wick_tests::command::{self, Ended, Place};

/// A user that has no processes of its own, by its usual number.
const OTHER: &str = "65534";

/// Changes who the files of a place belong to.
fn give_away(place: &Path) {
    let owner = format!("{OTHER}:{OTHER}");
    let given = Command::new("chown")
        .args(["-R", &owner])
        .arg(place)
        .status();
    assert!(given.unwrap().success());
}

/// A call by another user, who may have so many processes and threads.
fn call(place: &Place, threads: u32) -> Ended {
    let wick = place.path("wick");
    let mut command = place.command("setpriv");
    command
        .args(["--reuid", OTHER, "--regid", OTHER, "--clear-groups"])
        .args(["prlimit", &format!("--nproc={threads}")])
        .arg(wick)
        .args(["call", "echo", "say", "--arg", "words=hi"]);
    command::ended(&mut command)
}

/// Whatever is the first thing to fail for want of a thread: nothing hangs, panics or is left, and it is said
/// what to do.
#[test]
fn too_few_processes_and_threads_are_told_with_the_limit() {
    if !rustix::process::geteuid().is_root() {
        return super::skip("only root can be another user: exhaustion of processes is not tried");
    }
    let place = Place::new();
    place.install("echo");
    std::fs::copy(wick_tests::cargo::binary("wick"), place.path("wick")).unwrap();
    give_away(&place.path("."));
    let cores = u32::try_from(std::thread::available_parallelism().unwrap().get()).unwrap();
    let mut failed = 0;
    for threads in 1..8 + 6 * cores {
        let ended = call(&place, threads);
        if ended.code == 0 {
            continue;
        }
        failed += 1;
        assert!([4, 8].contains(&ended.code), "{threads}: {ended:#?}");
        let said =
            ended.stderr.contains("ulimit -u") && !ended.stderr.contains("thread 'main' panicked");
        assert!(said, "{threads}: {ended:#?}");
        assert!(place.plugins_running().is_empty(), "{threads}");
        assert!(place.is_clean(), "{threads}: something was left behind");
    }
    assert!(failed > 4, "the limit had no effect");
    assert_eq!(call(&place, 200 + 20 * cores).code, 0);
}
