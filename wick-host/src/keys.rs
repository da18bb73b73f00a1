//! Files of signing keys, in the form that the Go tools read and write: base64 without a newline at
//! the end, readable by their owner only.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use wick_proto::signing::{SigningError, SigningKey};

use crate::state;

/// Largest key file that is read, in bytes. A key has 88 characters.
const MAX_FILE_BYTES: u64 = 4 << 10;

/// What to do when there is a file already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// Replace it. What it signed stays verifiable, but nothing more can be signed with it.
    Allow,
    /// Leave it alone and fail.
    #[default]
    Refuse,
}

/// A key file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// There is a file already.
    #[error("{}: there is a file already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It does not hold a signing key.
    #[error("{}: not a signing key", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; nothing of the content is told.
        source: SigningError,
    },
    /// It cannot be read.
    #[error("{}: the signing key cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{}: the signing key cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl KeyFileError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Exists { .. } => "choose another file, or allow it to be replaced",
            Self::Key { .. } => "`wick keygen` makes a signing key",
            Self::Read { .. } | Self::Write { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// Reads a key. Space around it is passed over.
///
/// # Errors
///
/// [`KeyFileError::Read`] and [`KeyFileError::Key`].
pub fn read(path: &Path) -> Result<SigningKey, KeyFileError> {
    let text = read_text(path).map_err(|source| KeyFileError::Read {
        path: path.to_owned(),
        source,
    })?;
    SigningKey::from_base64(&text).map_err(|source| KeyFileError::Key {
        path: path.to_owned(),
        source,
    })
}

/// Writes a key, for its owner only; the file is whole or not there at all.
///
/// # Errors
///
/// [`KeyFileError::Exists`] and [`KeyFileError::Write`].
pub fn write(path: &Path, key: &SigningKey, overwrite: Overwrite) -> Result<(), KeyFileError> {
    write_text(path, &key.to_base64(), overwrite).map_err(|source| {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists { path },
            _ => KeyFileError::Write { path, source },
        }
    })
}

fn read_text(path: &Path) -> io::Result<zeroize::Zeroizing<String>> {
    let mut text = zeroize::Zeroizing::new(String::with_capacity(MAX_FILE_BYTES as usize + 1));
    File::open(path)?
        .take(MAX_FILE_BYTES)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn write_text(path: &Path, text: &str, overwrite: Overwrite) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    state::set_mode(file.as_file(), 0o600)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match overwrite {
        Overwrite::Allow => file.persist(path)?,
        Overwrite::Refuse => file.persist_noclobber(path)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_is_read_by_its_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let key = SigningKey::generate().unwrap();
        write(&path, &key, Overwrite::Refuse).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), *key.to_base64());
        assert_eq!(read(&path).unwrap().verifying_key(), key.verifying_key());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_is_not_lost_by_accident() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let [old, new] = [(); 2].map(|()| SigningKey::generate().unwrap());
        write(&path, &old, Overwrite::Refuse).unwrap();
        let error = write(&path, &new, Overwrite::Refuse).unwrap_err();
        assert!(matches!(error, KeyFileError::Exists { .. }), "{error}");
        assert_eq!(read(&path).unwrap().verifying_key(), old.verifying_key());
        write(&path, &new, Overwrite::Allow).unwrap();
        assert_eq!(read(&path).unwrap().verifying_key(), new.verifying_key());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn errors_tell_nothing_of_the_content() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        assert!(matches!(read(&path), Err(KeyFileError::Read { .. })));
        fs::write(&path, "hunter2").unwrap();
        let error = read(&path).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
