use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use wick_proto::Digest;
use wick_proto::catalog::Expected;
use wick_proto::files::{self, Scratch};

use super::transfer::Transfer;
use super::{Address, DownloadError, Downloader, Progress};

/// A release that was downloaded, in a directory that only this user can enter. Gone when this is.
#[derive(Debug)]
pub struct Release {
    path: PathBuf,
    origin: String,
    _directory: Scratch,
}

impl Release {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it came from, harmless to show.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    fn new(name: &str, origin: String) -> Result<Self, DownloadError> {
        let parent = std::env::temp_dir();
        let directory = Scratch::below(&parent, "wick-download-").map_err(file_error(&parent))?;
        Ok(Self {
            path: directory.path().join(name),
            origin,
            _directory: directory,
        })
    }

    fn check(&self, expected: &Expected) -> Result<(), DownloadError> {
        let digest = File::open(&self.path).and_then(Digest::of_reader);
        let found = digest.map_err(file_error(&self.path))?;
        match found == expected.digest {
            true => Ok(()),
            false => Err(DownloadError::Digest {
                address: self.origin.clone(),
                expected: expected.digest,
                found,
            }),
        }
    }
}

impl Downloader {
    /// Downloads a release, and holds it against what it must be.
    ///
    /// A transfer that breaks off is taken up where it ended if the server can do that and says that
    /// the file is still the same; else it begins again.
    ///
    /// # Errors
    ///
    /// All of [`DownloadError`]; nothing of the file is left then, nor when the future is dropped.
    pub async fn release(
        &self,
        address: &Address,
        expected: Option<&Expected>,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<Release, DownloadError> {
        let release = Release::new(&address.file_name(), address.to_string())?;
        let file = tokio::fs::File::create_new(&release.path).await;
        let file = file.map_err(file_error(&release.path))?;
        let size = expected.map(|expected| expected.size);
        let transfer = Transfer::new(self, address, &release.path, file, size, progress);
        let all = tokio::time::timeout(self.limits.time, transfer.run()).await;
        all.unwrap_or_else(|_| {
            Err(DownloadError::TimedOut {
                address: address.clone(),
                limit: self.limits.time,
            })
        })?;
        blocking(release, expected.copied()).await
    }

    /// Copies a release from a file of this machine, and holds it against what it must be.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is too large, or is not what it must be.
    pub async fn local_release(
        &self,
        path: &Path,
        expected: Option<&Expected>,
    ) -> Result<Release, DownloadError> {
        let (path, expected) = (path.to_owned(), expected.copied());
        let limit = self.limits.bytes;
        let copy = tokio::task::spawn_blocking(move || copy(&path, limit, expected));
        match copy.await {
            Ok(copied) => copied,
            Err(error) => Err(DownloadError::Client(Box::new(error))),
        }
    }
}

/// Hashing is no work for an async thread.
async fn blocking(release: Release, expected: Option<Expected>) -> Result<Release, DownloadError> {
    let Some(expected) = expected else {
        return Ok(release);
    };
    let check = tokio::task::spawn_blocking(move || release.check(&expected).map(|()| release));
    match check.await {
        Ok(checked) => checked,
        Err(error) => Err(DownloadError::Client(Box::new(error))),
    }
}

fn copy(path: &Path, limit: u64, expected: Option<Expected>) -> Result<Release, DownloadError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let release = Release::new(&name, path.display().to_string())?;
    let source = files::open_named(path).map_err(file_error(path))?;
    let mut target = File::create_new(&release.path).map_err(file_error(&release.path))?;
    let most = expected.map_or(limit, |expected| expected.size.min(limit));
    let copied = io::copy(&mut source.take(most + 1), &mut target).map_err(file_error(path))?;
    match expected {
        Some(expected) if copied != expected.size => {
            return Err(DownloadError::Size {
                address: release.origin,
                expected: expected.size,
                found: copied,
            });
        }
        Some(expected) => release.check(&expected)?,
        None if copied > limit => {
            return Err(DownloadError::TooLarge {
                address: release.origin,
                limit,
            });
        }
        None => {}
    }
    Ok(release)
}

pub(super) fn file_error(path: &Path) -> impl FnOnce(io::Error) -> DownloadError {
    move |source| DownloadError::File {
        path: path.to_owned(),
        source,
    }
}
