//! Files that appear all at once or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::files::Scratch;

use crate::exit::Exit;
use crate::failure::Failure;

/// Writes the files into a directory that there must not be yet, or that is empty.
///
/// They are written beside it and then moved, so that nothing is left half done and nothing that is
/// there is ever overwritten.
pub(crate) fn write(directory: &Path, files: &[(&'static str, String)]) -> Result<(), Failure> {
    let parent = match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(|error| Failure::file("make", &parent, &error))?;
    let beside = Scratch::below(&parent, ".wick-new-")
        .map_err(|error| Failure::file("write in", &parent, &error))?;
    for (path, text) in files {
        let path = beside.path().join(path);
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text));
        written.map_err(|error| Failure::file("write", &path, &error))?;
    }
    readable(beside.path()).map_err(|error| Failure::file("write", beside.path(), &error))?;
    // Over an empty directory this succeeds, over anything else it fails.
    fs::rename(beside.path(), directory).map_err(|error| match error.kind() {
        io::ErrorKind::DirectoryNotEmpty
        | io::ErrorKind::AlreadyExists
        | io::ErrorKind::NotADirectory => exists(directory),
        _ => Failure::file("write", directory, &error),
    })?;
    // It is no temporary directory any more.
    let _ = beside.keep();
    Ok(())
}

/// Temporary directories are for their owner only; a project is as others of the user's.
#[cfg(unix)]
fn readable(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // What the user's mask leaves of a directory made in the ordinary way.
    let mode = fs::metadata(directory.join("src"))?.permissions().mode();
    fs::set_permissions(directory, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Nothing that is there is overwritten.
pub(crate) fn exists(directory: &Path) -> Failure {
    let message = format!("{} is already there", directory.display());
    Failure::new(Exit::Usage, message).hint("choose another name, or another place with --path DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 2] = [("src/main.rs", "fn main() {}"), ("README.md", "x")];

    fn files() -> Vec<(&'static str, String)> {
        FILES.map(|(path, text)| (path, text.to_owned())).to_vec()
    }

    #[test]
    fn all_files_or_none() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("a/desk");
        write(&directory, &files()).unwrap();
        assert_eq!(
            fs::read_to_string(directory.join("README.md")).unwrap(),
            "x"
        );

        let failure = write(&directory, &files()).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        let file = place.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert_eq!(write(&file, &files()).unwrap_err().exit, Exit::Usage);
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");

        let empty = place.path().join("empty");
        fs::create_dir(&empty).unwrap();
        write(&empty, &files()).unwrap();
        let left = fs::read_dir(place.path()).unwrap();
        assert_eq!(left.count(), 3, "nothing temporary is left");
    }
}
