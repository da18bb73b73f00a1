//! Directories that others may write to: trees that are deeper than a stack, and other things where files are expected.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs::{self, File, Permissions};
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wick_proto::files::Scratch;
use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place, ended, piped};

/// Seconds that a command may take which waits for nothing.
const PATIENCE: &str = "120";

/// A place in memory, where there is one: disks take minutes to make deep trees.
fn fast() -> Scratch {
    let memory = Scratch::below(Path::new("/dev/shm"), "wick-test-");
    memory.unwrap_or_else(|_| Scratch::below(&std::env::temp_dir(), "wick-test-").unwrap())
}

/// Directories one in another, made by a process whose current directory they are.
fn nest(top: &Path, depth: usize) {
    let made = Command::new(binary("faultyplugin"))
        .env("FAULT", "nest")
        .env("DEPTH", depth.to_string())
        .env("PLUGIN_UNIX_SOCKET_DIR", top)
        .stderr(Stdio::null())
        .status();
    assert_eq!(made.unwrap().code(), Some(7));
}

/// `wick` in a directory of plugins, ended if it waits for something.
fn wick(place: &Place, plugins: &Path, arguments: &[&str]) -> Command {
    let wick = place.wick();
    let mut command = Command::new("timeout");
    command
        .args(["--signal=KILL", PATIENCE])
        .arg(binary("wick"));
    command.args(arguments).stdin(Stdio::null());
    for (name, value) in wick.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("WICK_PLUGINS_DIR", plugins);
    command
}

/// A release of the plugin `echo`.
fn release(place: &Place) -> PathBuf {
    let echo = binary("echo");
    let packed = place.run([
        "pack".as_ref(),
        echo.as_os_str(),
        "--out".as_ref(),
        "releases".as_ref(),
    ]);
    packed.output();
    place.path("releases/echo")
}

fn names(directory: &Path) -> Vec<String> {
    let entries = directory.read_dir().unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Row R3: what a plugin leaves in its directory, and what a dead change left.
#[test]
fn deep_trees_keep_no_command_from_its_work() {
    let (place, memory) = (Place::new(), fast());
    let plugins = memory.path().join("plugins");
    let release = release(&place);
    let run = |arguments: &[&str]| ended(&mut wick(&place, &plugins, arguments));
    let install = ["install", release.to_str().unwrap()];
    run(&install).output();
    nest(&plugins.join("echo"), 60_000);
    run(&["remove", "echo"]).output();
    assert_eq!(names(&plugins), [".lock"]);

    let dead = plugins.join(".wick-dead");
    fs::create_dir(&dead).unwrap();
    nest(&dead, 30_000);
    run(&install).output();
    assert_eq!(names(&plugins), [".lock", "echo"]);
}

/// Row R3: what a plugin leaves in the directory of its socket.
#[test]
fn a_deep_tree_in_a_socket_directory_is_removed() {
    let (place, memory) = (Place::new(), fast());
    let body = format!(
        "#!/bin/sh\n[ $# -gt 0 ] && exec '{0}' \"$@\"\nFAULT=nest exec '{0}'\n",
        binary("faultyplugin").display()
    );
    let script = place.write("faulty", &body);
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    let packed = place.run([
        "pack",
        script.to_str().unwrap(),
        "--out",
        "data/plugins/connectors",
    ]);
    packed.output();
    let mut doctor = place.wick();
    doctor
        .args(["doctor", "faulty", "--timeout", "120s"])
        .env("TMPDIR", memory.path());
    let doctor = ended(&mut doctor);
    doctor.error(4);
    assert!(doctor.stdout.contains("[exited]"), "{doctor:#?}");
    // The guardian goes on with what takes longer than the end of its host.
    while !names(memory.path()).is_empty() {
        std::thread::yield_now();
    }
}

/// Row R3: a leftover is told, and tried again by the next change.
#[test]
fn a_leftover_makes_no_change_fail() {
    let place = Place::new();
    let release = release(&place);
    let plugins = place.path("plugins");
    let dead = plugins.join(".wick-dead");
    fs::create_dir_all(&dead).unwrap();
    let fixed = dead.join("fixed");
    fs::write(&fixed, "").unwrap();
    let attribute = |change| Command::new("chattr").arg(change).arg(&fixed).output();
    if !attribute("+i").is_ok_and(|done| done.status.success()) {
        return wick_tests::go::say_skipped(
            "no file can be made immutable here: no leftover is made",
        );
    }
    let install = ["install", release.to_str().unwrap()];
    let installed = ended(&mut wick(&place, &plugins, &install));
    let removed = ended(&mut wick(&place, &plugins, &["remove", "echo"]));
    attribute("-i").unwrap();
    for ended in [installed, removed] {
        ended.output();
        assert!(ended.stderr.contains(".wick-dead"), "{ended:#?}");
    }
    ended(&mut wick(&place, &plugins, &install)).output();
    assert_eq!(names(&plugins), [".lock", "echo"]);
}

/// What stands where a file or directory is expected, by what makes it.
type Kind = (&'static str, fn(&Path, &Path));

const KINDS: [Kind; 8] = [
    ("pipe", |path, _| {
        rustix::fs::mkfifoat(rustix::fs::CWD, path, 0o666.into()).unwrap();
    }),
    ("socket", |path, _| drop(UnixListener::bind(path).unwrap())),
    ("device", |path, _| symlink("/dev/zero", path).unwrap()),
    ("dangling link", |path, outside| {
        symlink(outside.join("made"), path).unwrap()
    }),
    ("link to a directory", |path, outside| {
        symlink(outside, path).unwrap()
    }),
    ("link to a file", |path, _| {
        symlink("/etc/passwd", path).unwrap()
    }),
    ("directory", |path, _| fs::create_dir(path).unwrap()),
    ("sparse file", |path, _| {
        // As large as can be hashed in a test, for a binary.
        File::create(path).unwrap().set_len(1 << 30).unwrap();
    }),
];

/// Row R9: each file that wick opens, as each kind of thing. Nothing hangs, and nothing outside is made or changed.
#[test]
fn nothing_that_stands_for_a_file_is_waited_for_or_followed() {
    let place = Place::new();
    let release = release(&place);
    let (plugins, data, outside) = (
        place.path("plugins"),
        place.path("data"),
        place.path("outside"),
    );
    let mut places = vec![
        plugins.join(".lock"),
        plugins.join(".previous"),
        plugins.join(".disabled.json"),
        plugins.join(".wick-dead"),
        plugins.join(".wick-dead/in-use"),
        plugins.join("echo"),
        plugins.join("echo/plugin.json"),
        plugins.join("echo/echo"),
        data.join("state"),
        data.join("state/digests.json"),
        data.join("programs"),
        data.join("run/hosts"),
    ];
    let run = |arguments: &[&str]| ended(&mut wick(&place, &plugins, arguments));
    let install = ["install", release.to_str().unwrap()];
    run(&install).output();
    let publishers = names(&data)
        .into_iter()
        .filter(|name| name.starts_with("publishers"));
    places.extend(publishers.map(|name| data.join(name)));
    for path in places {
        for (kind, make) in KINDS {
            for directory in [&plugins, &data, &outside] {
                let _ = fs::remove_dir_all(directory);
            }
            fs::create_dir(&outside).unwrap();
            run(&install).output();
            let _ = fs::remove_dir_all(&path);
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            make(&path, &outside);
            for arguments in [
                &install[..],
                &["call", "echo", "say", "--arg", "words=x"],
                &["list"],
                &["remove", "echo"],
            ] {
                let ended = run(arguments);
                assert_ended(&ended, kind, &path);
                assert_eq!(
                    names(&outside),
                    [""; 0],
                    "{kind} {path:?} {arguments:?}: {ended:#?}"
                );
            }
        }
    }
}

#[track_caller]
fn assert_ended(ended: &Ended, kind: &str, path: &Path) {
    let is_in_order = (0..=9).contains(&ended.code);
    assert!(is_in_order, "{kind} {}: {ended:#?}", path.display());
}

/// Row R9: another process keeps the lock, and the first signal waits for it.
#[test]
fn a_second_signal_ends_a_command_at_once() {
    let place = Place::new();
    let release = release(&place);
    let plugins = place.path("plugins");
    fs::create_dir(&plugins).unwrap();
    let lock = File::create(plugins.join(".lock")).unwrap();
    lock.lock().unwrap();
    let mut command = place.wick();
    command
        .arg("install")
        .arg(&release)
        .env("WICK_PLUGINS_DIR", &plugins);
    let mut child = piped(&mut command).spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    while handles_terminate(child.id()) == Some(false) {
        std::thread::yield_now();
    }
    let terminate = || rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    terminate();
    let mut told = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut told).unwrap();
    assert!(told.contains("interrupt again"), "{told}");
    terminate();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    stderr.read_to_string(&mut told).unwrap();
}

/// Whether the process has a handler for SIGTERM by now; none if it is gone.
fn handles_terminate(pid: u32) -> Option<bool> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let caught = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:\t"))?;
    let caught = u64::from_str_radix(caught.trim(), 16).ok()?;
    Some(caught >> (rustix::process::Signal::TERM.as_raw() - 1) & 1 == 1)
}

/// Row F4: what a first installation makes.
#[test]
fn a_first_installation_is_private_whatever_the_umask() {
    for umask in ["000", "022", "077", "777"] {
        let place = Place::new();
        let release = release(&place);
        let home = place.path("home");
        fs::create_dir(&home).unwrap();
        let run = |arguments: &[&str]| {
            let wick = place.wick();
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]);
            shell.arg(binary("wick")).args(arguments);
            shell.envs(
                wick.get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            );
            shell.env("HOME", &home).env_remove("WICK_DATA_DIR");
            ended(&mut shell)
        };
        let release = release.to_str().unwrap();
        run(&["install", release]).output();
        run(&["call", "echo", "say", "--arg", "words=x"]).output();
        run(&["disable", "echo"]).output();
        run(&["enable", "echo"]).output();
        run(&["remove", "echo"]).output();
        run(&["install", release]).output();
        let wick = home.join(".wick");
        assert!(wick.is_dir());
        for (path, mode) in modes(&wick) {
            let expected = match path.is_dir() {
                true => 0o700,
                false => mode & 0o755,
            };
            assert_eq!(mode, expected, "{umask} {}: {mode:o}", path.display());
        }
    }
}

/// The permissions of a directory and of all directories and files below it. Sockets come and go with hosts.
fn modes(path: &Path) -> Vec<(PathBuf, u32)> {
    let metadata = path.symlink_metadata().unwrap();
    let mut found = vec![(path.to_owned(), metadata.permissions().mode() & 0o777)];
    if metadata.is_dir() {
        let entries = path.read_dir().unwrap().map(|entry| entry.unwrap());
        let entries = entries.filter(|entry| {
            entry
                .file_type()
                .is_ok_and(|kind| kind.is_dir() || kind.is_file())
        });
        found.extend(entries.flat_map(|entry| modes(&entry.path())));
    }
    found
}
