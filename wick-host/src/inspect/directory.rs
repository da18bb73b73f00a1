use std::path::Path;

use wick_proto::files;

use super::InspectError;

/// Makes the directory, with those above it that are missing, for this user only.
pub(super) fn make(path: &Path) -> Result<(), InspectError> {
    files::make_private(path).map_err(InspectError::of(path))?;
    check(path)
}

/// Refuses a directory in which others could put something, or see who is there.
#[cfg(unix)]
pub(super) fn check(path: &Path) -> Result<(), InspectError> {
    use std::os::unix::fs::MetadataExt as _;

    // A link is not followed: it may lead into a directory of another user.
    let metadata = path.symlink_metadata().map_err(InspectError::of(path))?;
    let own = rustix::process::geteuid().as_raw();
    match metadata.is_dir() && metadata.uid() == own && metadata.mode() & 0o077 == 0 {
        true => Ok(()),
        false => Err(InspectError::NotPrivate {
            path: path.to_owned(),
        }),
    }
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path) -> Result<(), InspectError> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_this_users_alone_or_not_used() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run/hosts");
        make(&path).unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        for mode in [0o755, 0o720, 0o777] {
            set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let error = make(&path).unwrap_err();
            assert!(matches!(error, InspectError::NotPrivate { .. }), "{error}");
            assert!(error.hint().unwrap().contains("chmod 700"));
        }
    }
}
