use std::fs::{self, Permissions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::fs::{Mode, OFlags, mkdirat, open, openat};

use super::*;

/// Directories one in another below `top`, deeper than any path can tell.
fn nest(top: &Path, depth: usize, name: &str) {
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut current: OwnedFd = open(top, flags, Mode::empty()).unwrap();
    for _ in 0..depth {
        mkdirat(&current, name, Mode::RWXU).unwrap();
        current = openat(&current, name, flags, Mode::empty()).unwrap();
    }
}

/// Runs one of these tests again in a process of its own, as a shell's `script` sets it up.
fn in_a_process(script: &str, test: &str, path: &Path) -> bool {
    let status = Command::new("sh")
        .args(["-c", &format!("{script}; exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("files::remove::tests::{test}"),
            "--nocapture",
        ])
        .env("WICK_TEST_REMOVE", path)
        .status();
    status.unwrap().success()
}

fn given() -> Option<PathBuf> {
    std::env::var_os("WICK_TEST_REMOVE").map(PathBuf::from)
}

#[test]
fn whatever_is_there_is_removed_and_nothing_is_as_good() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    remove(&path).unwrap();
    remove(&path.join("below")).unwrap();
    fs::write(&path, "").unwrap();
    remove(&path).unwrap();
    drop(UnixListener::bind(&path).unwrap());
    remove(&path).unwrap();
    fs::create_dir_all(path.join("a/b")).unwrap();
    fs::write(path.join("a/b/file"), "").unwrap();
    fs::write(path.join("a").join("n".repeat(255)), "").unwrap();
    remove(&path).unwrap();
    assert_eq!(root.path().read_dir().unwrap().count(), 0);
}

/// A place in memory, where there is one: disks are slow.
fn fast() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

#[test]
fn a_deep_tree_takes_no_stack() {
    let root = fast();
    let path = root.path().join("path");
    fs::create_dir(&path).unwrap();
    nest(&path, 60_000, "d");
    let small = thread::Builder::new().stack_size(128 << 10);
    let removed = small.spawn(move || remove(&path)).unwrap().join().unwrap();
    removed.unwrap();
    assert_eq!(root.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_deep_tree_with_long_names_and_side_branches_goes() {
    let root = fast();
    let path = root.path().join("path");
    for branch in ["a", "b", "c"] {
        fs::create_dir_all(path.join(branch).join("x")).unwrap();
        nest(&path.join(branch), 500, &"n".repeat(255));
        nest(&path.join(branch).join("x"), 50, "d");
    }
    remove(&path).unwrap();
    assert!(!path.exists());
}

#[test]
fn few_descriptors_are_enough() {
    if let Some(path) = given() {
        return remove(&path).unwrap();
    }
    let root = fast();
    let path = root.path().join("path");
    for branch in 0..20 {
        let branch = path.join(branch.to_string());
        fs::create_dir_all(&branch).unwrap();
        nest(&branch, 50, "d");
    }
    assert!(in_a_process(
        "ulimit -n 12",
        "few_descriptors_are_enough",
        &path
    ));
    assert!(!path.exists());
}

#[test]
fn directories_without_permissions_go_too() {
    if let Some(path) = given() {
        return remove(&path).unwrap();
    }
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    for mode in [0o000, 0o100, 0o200, 0o400, 0o500, 0o600] {
        let closed = path.join(format!("{mode}"));
        fs::create_dir_all(closed.join("below")).unwrap();
        fs::write(closed.join("below/file"), "").unwrap();
        for directory in [closed.join("below"), closed] {
            fs::set_permissions(directory, Permissions::from_mode(mode)).unwrap();
        }
    }
    fs::set_permissions(&path, Permissions::from_mode(0o0)).unwrap();
    if rustix::process::geteuid().is_root() {
        // Permissions mean nothing to root.
        let give = Command::new("chown")
            .arg("-R")
            .arg("65534")
            .arg(root.path())
            .status();
        assert!(give.unwrap().success());
        let unprivileged = "exec setpriv --reuid 65534 --clear-groups \"$0\" \"$@\"";
        assert!(in_a_process(
            unprivileged,
            "directories_without_permissions_go_too",
            &path
        ));
    } else {
        remove(&path).unwrap();
    }
    assert!(!path.exists());
}

#[test]
fn links_are_removed_and_never_followed() {
    let root = tempfile::tempdir().unwrap();
    let (path, kept) = (root.path().join("path"), root.path().join("kept"));
    fs::create_dir_all(path.join("below")).unwrap();
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("file"), "").unwrap();
    symlink(&kept, path.join("link")).unwrap();
    symlink(&kept, path.join("below/link")).unwrap();
    symlink("/nowhere", path.join("dangling")).unwrap();
    remove(&path).unwrap();
    symlink(&kept, &path).unwrap();
    remove(&path).unwrap();
    assert!(!path.exists() && kept.join("file").exists());
}

/// Directories become links to `kept`, and the other way round, while they are removed.
#[test]
fn links_that_are_swapped_in_are_never_followed() {
    let root = tempfile::tempdir().unwrap();
    let (path, kept) = (root.path().join("path"), root.path().join("kept"));
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("file"), "").unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let _ = fs::create_dir_all(path.join("d/e"));
                let _ = fs::rename(path.join("d"), path.join("moved"));
                let _ = symlink(&kept, path.join("d"));
                let _ = fs::remove_file(path.join("d"));
            }
        });
        for _ in 0..500 {
            // There may be something left each time.
            let _ = remove(&path);
            assert!(kept.join("file").exists());
        }
        is_over.store(true, Ordering::Relaxed);
    });
    remove(&path).unwrap();
}

#[test]
fn what_is_added_all_the_time_ends_the_removal() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    fs::create_dir(&path).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0_u64;
            while !is_over.load(Ordering::Relaxed) {
                number += 1;
                let _ = fs::create_dir_all(path.join(number.to_string()));
            }
        });
        let _ = remove_within(&path, &mut Work::of(20_000));
        is_over.store(true, Ordering::Relaxed);
    });
    remove(&path).unwrap();
    assert!(!path.exists());
}

#[test]
fn no_more_is_done_than_is_allowed_and_the_rest_later() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    for number in 0..100 {
        fs::create_dir_all(path.join(number.to_string())).unwrap();
    }
    let mut work = Work::of(50);
    let leftover = remove_within(&path, &mut work).unwrap_err();
    assert_eq!(work, Work::of(0));
    assert_eq!(leftover.path, path);
    assert!(leftover.to_string().contains("path"), "{leftover}");
    assert!((50..100).contains(&path.read_dir().unwrap().count()));
    remove(&path).unwrap();
    assert!(!path.exists());
}

#[test]
fn what_is_in_use_stays_and_all_else_goes() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    for name in ["a/b/file", "c/mounted/file", "e/f/file"] {
        let file = path.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "").unwrap();
    }
    let kept = root.path().join("kept");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("file"), "").unwrap();
    let mounted = path.join("c/mounted");
    let mount = Command::new("mount")
        .arg("--bind")
        .arg(&kept)
        .arg(&mounted)
        .output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        eprintln!("SKIPPED: nothing can be mounted here");
        assert!(std::env::var_os("CI").is_none(), "skipped in CI");
        return;
    }
    let leftover = remove(&path).unwrap_err();
    let unmounted = Command::new("umount").arg(&mounted).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(leftover.source.kind(), io::ErrorKind::ResourceBusy);
    assert!(kept.join("file").exists());
    let names: Vec<_> = path
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["c"]);
    remove(&path).unwrap();
}

#[test]
fn what_cannot_change_stays_and_all_else_goes() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("path");
    fs::create_dir_all(path.join("a")).unwrap();
    fs::write(path.join("a/fixed"), "").unwrap();
    fs::write(path.join("a/other"), "").unwrap();
    let attribute = |change| {
        Command::new("chattr")
            .arg(change)
            .arg(path.join("a/fixed"))
            .output()
    };
    if !attribute("+i").is_ok_and(|done| done.status.success()) {
        eprintln!("SKIPPED: no file can be made immutable here");
        return;
    }
    let leftover = remove(&path);
    attribute("-i").unwrap();
    assert_eq!(
        leftover.unwrap_err().source.kind(),
        io::ErrorKind::PermissionDenied
    );
    assert!(path.join("a/fixed").exists() && !path.join("a/other").exists());
    remove(&path).unwrap();
}
