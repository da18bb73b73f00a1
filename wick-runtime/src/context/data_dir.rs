//! Where a connector keeps its files.

use std::io;
use std::path::{Path, PathBuf};

/// The reference's rule: only the name of the directory above the plugin's own is looked at.
pub(super) fn locate(exe: &Path, temporary: &Path, key: &str) -> PathBuf {
    let connectors = exe.parent().and_then(Path::parent);
    let beside = connectors.filter(|dir| dir.file_name().is_some_and(|name| name == "connectors"));
    match beside.and_then(Path::parent) {
        Some(root) => root.join(key),
        None => temporary.join("wick-plugins").join(key),
    }
}

/// Makes the directory and those above it, closed to other users. One that exists stays as it is.
pub(super) fn create(dir: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_connectors_or_in_the_temporary_directory() {
        let locate = |exe: &str| locate(Path::new(exe), Path::new("/tmp"), "git");
        assert_eq!(locate("/data/connectors/git-1/git"), Path::new("/data/git"));
        assert_eq!(locate("/connectors/git/git"), Path::new("/git"));
        for elsewhere in [
            "/data/connectors/git",
            "/data/connectors/a/b/git",
            "/data/Connectors/git/git",
            "git",
        ] {
            assert_eq!(
                locate(elsewhere),
                Path::new("/tmp/wick-plugins/git"),
                "{elsewhere}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn it_is_closed_to_others_and_made_once() {
        use std::os::unix::fs::PermissionsExt;
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("wick-plugins/git");
        create(&dir).unwrap();
        create(&dir).unwrap();
        for made in [dir.as_path(), dir.parent().unwrap()] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
