//! Where a connector keeps its files.

use std::io;
use std::path::{Path, PathBuf};

use wick_proto::files;

/// A place for files, and what is around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DataDir {
    /// Beside the host's plugins, where whoever runs the host decides who may write.
    OfHost(PathBuf),
    /// In `root` of the temporary directory, where anybody may have made it first.
    Temporary { root: PathBuf, path: PathBuf },
}

/// Where this plugin was installed. A host that executes a copy of it says where that is.
pub(super) fn installed_path() -> io::Result<PathBuf> {
    match std::env::var_os(wick_proto::environment::INSTALLED_PATH) {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => std::env::current_exe(),
    }
}

/// The reference's rule: only the name of the directory above the plugin's own is looked at.
pub(super) fn locate(exe: &Path, temporary: &Path, key: &str) -> DataDir {
    let connectors = exe.parent().and_then(Path::parent);
    let beside = connectors.filter(|dir| dir.file_name().is_some_and(|name| name == "connectors"));
    match beside.and_then(Path::parent) {
        Some(root) => DataDir::OfHost(root.join(key)),
        None => {
            let root = temporary.join(root_name());
            let path = root.join(key);
            DataDir::Temporary { root, path }
        }
    }
}

/// A name for each user: in the temporary directory, that of one user is closed to the others.
#[cfg(unix)]
pub(crate) fn root_name() -> String {
    format!("wick-plugins-{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
pub(crate) fn root_name() -> String {
    "wick-plugins".to_owned()
}

impl DataDir {
    /// Makes the directory and those above it, closed to other users. One that exists stays as it
    /// is.
    pub(super) fn create(self) -> io::Result<PathBuf> {
        let path = match self {
            Self::OfHost(path) => path,
            Self::Temporary { root, path } => {
                files::make_private(&root)?;
                check_ours(&root)?;
                path
            }
        };
        files::make_private(&path)?;
        Ok(path)
    }
}

/// Refuses a directory in which another user could put, read or exchange our files.
#[cfg(unix)]
fn check_ours(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    // A link is nobody's directory.
    let metadata = dir.symlink_metadata()?;
    let own = rustix::process::geteuid().as_raw();
    if metadata.is_dir() && metadata.uid() == own && metadata.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::PermissionDenied,
        format!(
            "{} is not a directory that only this user can write to; remove it, or set TMPDIR",
            dir.display()
        ),
    ))
}

/// The temporary directory of other systems is the user's own.
#[cfg(not(unix))]
fn check_ours(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_connectors_or_in_the_temporary_directory() {
        let locate = |exe: &str| locate(Path::new(exe), Path::new("/tmp"), "git");
        let of_host = |path: &str| DataDir::OfHost(path.into());
        assert_eq!(locate("/data/connectors/git-1/git"), of_host("/data/git"));
        assert_eq!(locate("/connectors/git/git"), of_host("/git"));
        for elsewhere in [
            "/data/connectors/git",
            "/data/connectors/a/b/git",
            "/data/Connectors/git/git",
            "git",
        ] {
            let expected = DataDir::Temporary {
                root: Path::new("/tmp").join(root_name()),
                path: Path::new("/tmp").join(root_name()).join("git"),
            };
            assert_eq!(locate(elsewhere), expected, "{elsewhere}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn it_is_closed_to_others_and_made_once() {
        use std::os::unix::fs::PermissionsExt;

        let temporary = tempfile::tempdir().unwrap();
        let create = || locate(Path::new("git"), temporary.path(), "git").create();
        let dir = create().unwrap();
        assert_eq!(create().unwrap(), dir);
        for made in [dir.as_path(), dir.parent().unwrap()] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_others_may_have_made_is_not_used() {
        use std::fs::{Permissions, create_dir, remove_dir, set_permissions};
        use std::os::unix::fs::{PermissionsExt, symlink};

        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join(root_name());
        let create = || locate(Path::new("git"), temporary.path(), "git").create();
        create_dir(&root).unwrap();
        set_permissions(&root, Permissions::from_mode(0o777)).unwrap();
        assert!(create().is_err());
        remove_dir(&root).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), &root).unwrap();
        assert!(create().unwrap_err().to_string().contains("TMPDIR"));
        assert_eq!(elsewhere.path().read_dir().unwrap().count(), 0);
    }

    /// Row N13: what the first user of a machine made keeps no other from using it.
    #[cfg(unix)]
    #[test]
    fn two_users_of_one_machine_have_one_each() {
        use std::fs::{Permissions, set_permissions};
        use std::os::unix::fs::{MetadataExt, PermissionsExt};

        const GIVEN: &str = "WICK_TEST_TEMPORARY";
        if let Some(temporary) = std::env::var_os(GIVEN) {
            let dir = locate(Path::new("git"), Path::new(&temporary), "git").create();
            let owner = dir.unwrap().metadata().unwrap().uid();
            assert_eq!(owner, rustix::process::geteuid().as_raw());
            return;
        }
        if !rustix::process::geteuid().is_root() {
            eprintln!("SKIPPED: only root can be two users");
            return;
        }
        let temporary = tempfile::tempdir().unwrap();
        set_permissions(temporary.path(), Permissions::from_mode(0o1777)).unwrap();
        // Where others may execute it.
        let program = temporary.path().join("test");
        std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        for user in ["0", "65534", "12345"] {
            let status = std::process::Command::new("setpriv")
                .args(["--reuid", user, "--clear-groups"])
                .arg(&program)
                .arg("two_users_of_one_machine_have_one_each")
                .env(GIVEN, temporary.path())
                .status();
            assert!(status.unwrap().success(), "{user}");
        }
        assert_eq!(temporary.path().read_dir().unwrap().count(), 4);
    }
}
