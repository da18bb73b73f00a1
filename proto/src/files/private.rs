//! Directories for one user.

use std::io;
use std::path::Path;

/// Makes a directory for this user only, mode 0700 whatever the umask is, with those above it that are missing. One
/// that is there stays as it is.
///
/// # Errors
///
/// What the operating system says.
pub fn make_private(path: &Path) -> io::Result<()> {
    let is_there = |path: &Path| path.as_os_str().is_empty() || path.is_dir();
    let above = path.ancestors().take_while(|path| !is_there(path));
    let mut missing: Vec<_> = above.collect();
    while let Some(path) = missing.pop() {
        match make_one(path) {
            // Another process was faster.
            Err(_) if path.is_dir() => {}
            made => made?,
        }
    }
    Ok(())
}

/// Makes one directory, mode 0700 whatever the umask is.
#[cfg(unix)]
pub(super) fn make_one(path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, mkdirat, statat};

    let owner = super::remove::OWNER;
    mkdirat(CWD, path, owner)?;
    let made = statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW)?;
    // A umask may have taken what the owner needs.
    if !super::remove::is_open_to_owner(&made) {
        super::remove::let_owner_in(CWD, path)?;
    }
    Ok(())
}

/// Elsewhere where a directory lies says who may enter it.
#[cfg(not(unix))]
pub(super) fn make_one(path: &Path) -> io::Result<()> {
    std::fs::create_dir(path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// What comes of a directory and one above it, made by a process with this umask.
    fn made(umask: &str) -> [u32; 2] {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("above/below");
        let status = std::process::Command::new("sh")
            .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "files::private::tests::as_asked", "--nocapture"])
            .env("WICK_TEST_MAKE", &path)
            .status();
        assert!(status.unwrap().success());
        [path.parent().unwrap(), &path]
            .map(|path| path.metadata().unwrap().permissions().mode() & 0o7777)
    }

    /// The umask is of a whole process, so it is one of its own that makes the directories.
    #[test]
    fn as_asked() {
        if let Some(path) = std::env::var_os("WICK_TEST_MAKE") {
            make_private(Path::new(&path)).unwrap();
            make_private(Path::new(&path)).unwrap();
        }
    }

    #[test]
    fn a_private_directory_is_closed_whatever_the_umask() {
        for umask in ["000", "022", "077", "777"] {
            assert_eq!(made(umask), [0o700; 2], "{umask}");
        }
    }

    #[test]
    fn what_is_in_the_way_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(make_private(&file).is_err());
        assert!(make_private(&file.join("below")).is_err());
    }
}
