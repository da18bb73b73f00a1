//! The one opening of files.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Something else where a regular file was expected. It is the inner error of an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a regular file, found a {found}")]
pub struct NotRegular {
    /// The kind of file, such as `pipe`.
    pub found: &'static str,
}

/// Opens a regular file for reading.
///
/// Waits for nothing: a pipe, a device or a file that another process holds a lease on is an error. A symbolic link is
/// not followed; links among the directories above the file are.
///
/// # Errors
///
/// [`NotRegular`], or what the operating system says.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a device can have effects by itself, so it is looked at first; what counts is the look at the open file.
    check(fs::symlink_metadata(path)?.file_type())?;
    let mut options = OpenOptions::new();
    options.read(true);
    opened(&mut options, path, Links::Refused)
}

/// Like [`open`], but follows a symbolic link: for a path that a person names.
///
/// # Errors
///
/// [`NotRegular`], or what the operating system says.
pub fn open_named(path: &Path) -> io::Result<File> {
    check(fs::metadata(path)?.file_type())?;
    let mut options = OpenOptions::new();
    options.read(true);
    opened(&mut options, path, Links::Followed)
}

/// Opens a directory, for its names to be synced to the disk or to be looked up in it. Links are followed.
///
/// # Errors
///
/// What is there is not a directory, or what else the operating system says.
#[cfg(unix)]
pub fn open_directory(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

/// Reads a regular file of at most `limit` bytes.
///
/// # Errors
///
/// Those of [`open`], and [`io::ErrorKind::FileTooLarge`], before anything of a larger file is read.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_all(open(path)?, limit)
}

/// Reads an open file of at most `limit` bytes to its end.
///
/// # Errors
///
/// [`io::ErrorKind::FileTooLarge`], or what the operating system says.
pub fn read_all(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
    let length = file.metadata()?.len();
    if length > limit {
        return Err(too_large());
    }
    // One more than there should be, to see the end without another piece of memory.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    // It may grow meanwhile.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

/// Opens the file that stands for a lock, for writing, and makes it if there is none. Only its owner can open it.
///
/// # Errors
///
/// [`NotRegular`], or what the operating system says.
pub fn open_lock(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => check(metadata.file_type())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    opened(&mut options, path, Links::Refused)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    Followed,
    Refused,
}

fn opened(options: &mut OpenOptions, path: &Path, links: Links) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;

        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        flags.set(OFlags::NOFOLLOW, links == Links::Refused);
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    #[cfg(not(unix))]
    let _ = links;
    let file = options.open(path)?;
    check(file.metadata()?.file_type())?;
    Ok(file)
}

fn check(kind: FileType) -> io::Result<()> {
    match kind.is_file() {
        true => Ok(()),
        false => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            NotRegular { found: name(kind) },
        )),
    }
}

fn name(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;

        if kind.is_fifo() {
            return "pipe";
        }
        if kind.is_socket() {
            return "socket";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "device";
        }
    }
    match () {
        () if kind.is_symlink() => "symbolic link",
        () if kind.is_dir() => "directory",
        () => "special file",
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    /// One of everything that is no regular file, by the names that [`NotRegular`] has for them.
    fn others(root: &Path) -> Vec<(&'static str, std::path::PathBuf)> {
        let path = |name| root.join(name);
        fs::create_dir(path("directory")).unwrap();
        fs::write(path("file"), "content").unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, path("pipe"), 0o600.into()).unwrap();
        drop(UnixListener::bind(path("socket")).unwrap());
        symlink("/nowhere", path("dangling")).unwrap();
        symlink("/dev/zero", path("to-device")).unwrap();
        symlink(path("file"), path("to-file")).unwrap();
        vec![
            ("directory", path("directory")),
            ("pipe", path("pipe")),
            ("socket", path("socket")),
            ("symbolic link", path("dangling")),
            ("symbolic link", path("to-device")),
            ("symbolic link", path("to-file")),
            ("device", "/dev/zero".into()),
        ]
    }

    #[test]
    fn only_regular_files_are_opened_and_nothing_is_waited_for() {
        let root = tempfile::tempdir().unwrap();
        for (kind, path) in others(root.path()) {
            for error in [
                open(&path).unwrap_err(),
                read(&path, 9).unwrap_err(),
                open_lock(&path).unwrap_err(),
            ] {
                let found = error.get_ref().and_then(|inner| inner.downcast_ref());
                assert_eq!(found, Some(&NotRegular { found: kind }), "{path:?}");
            }
        }
        assert!(!Path::new("/nowhere").exists());
        for (name, kind) in [("pipe", "pipe"), ("to-device", "device")] {
            let error = open_named(&root.path().join(name)).unwrap_err();
            assert!(error.to_string().ends_with(kind), "{error}");
        }
        open_named(&root.path().join("to-file")).unwrap();
        assert_eq!(read(&root.path().join("file"), 7).unwrap(), b"content");
    }

    #[test]
    fn a_sparse_file_is_refused_before_it_is_read() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("sparse");
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        let error = read(&path, 1 << 20).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_file_that_grows_is_read_to_its_limit_only() {
        // The size of these says nothing.
        let error = read_all(File::open("/proc/self/maps").unwrap(), 9).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_lock_is_made_for_its_owner_only() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("lock");
        for _ in 0..2 {
            open_lock(&path).unwrap();
        }
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
