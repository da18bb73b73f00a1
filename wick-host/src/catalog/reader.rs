use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use wick_proto::files;
use wick_proto::signing::VerifyingKey;

use super::copies::{self, About, Copy};
use super::error::{CatalogError, Refusal};
use super::judge::{Judged, judge};
use super::listing::{Listing, Origin};
use super::source::Source;
use crate::download::{Answer, DownloadError, Downloader};

/// Reads catalogues and keeps copies of them.
#[derive(Clone, Debug)]
pub struct Catalogs {
    directory: PathBuf,
    keys: Vec<VerifyingKey>,
    fresh: Duration,
    limit: u64,
}

impl Catalogs {
    /// The longest time for which a copy serves without asking whether there is a newer one.
    pub const FRESH: Duration = Duration::from_secs(15 * 60);
    /// Largest catalogue in bytes: 8 MiB.
    pub const MAX_BYTES: u64 = 8 << 20;

    /// Keeps copies in this directory, which only this user may enter; it is made when it is needed.
    pub fn kept_in(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            keys: Vec::new(),
            fresh: Self::FRESH,
            limit: Self::MAX_BYTES,
        }
    }

    /// Uses only what one of these keys signed, and nothing older than it has used before.
    #[must_use]
    pub fn signed_by(mut self, keys: impl IntoIterator<Item = VerifyingKey>) -> Self {
        self.keys.extend(keys);
        self
    }

    /// For how long a copy serves; not at all with zero.
    #[must_use]
    pub fn fresh_for(mut self, time: Duration) -> Self {
        self.fresh = time;
        self
    }

    /// Largest catalogue that is read.
    #[must_use]
    pub fn max_bytes(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// Reads a catalogue: from its copy, if that is fresh; from where it is; and from an older copy, if
    /// the network fails.
    ///
    /// # Errors
    ///
    /// There is no catalogue, or it is not to be used. An older copy serves in place of a server
    /// that does not answer, never in place of an answer that is refused.
    pub async fn read(
        &self,
        source: &Source,
        downloader: &Downloader,
        now: Timestamp,
    ) -> Result<Listing, CatalogError> {
        let copy = copies::load(&self.directory, source, self.limit)?;
        let address = match source {
            Source::File(path) => return self.read_file(source, path, copy, now),
            Source::Address(address) => address,
        };
        if let Some(copy) = &copy
            && let Some(age) = age(copy, now).filter(|age| *age < self.fresh)
            // There may be one by now that is.
            && let Ok(judged) = self.judge(source, &copy.bytes, Some(copy), now)
        {
            return Ok(Listing::new(source, judged, Origin::Copy { age }));
        }
        let etag = copy.as_ref().and_then(|copy| copy.about.etag.as_deref());
        match (downloader.document(address, etag, self.limit).await, copy) {
            // Only who has a copy asks for changes.
            (Ok(Answer::Unchanged), copy) => {
                let known = copy.map(|copy| (copy.bytes, copy.about.etag, copy.about.newest));
                let (bytes, etag, newest) = known.unwrap_or_default();
                self.keep(source, bytes, etag, newest, now)
            }
            (Ok(Answer::New { bytes, etag }), copy) => {
                let newest = copy.and_then(|copy| copy.about.newest);
                self.keep(source, bytes, etag, newest, now)
            }
            (Err(error), Some(copy)) if error.is_outage() => {
                let judged = self.judge(source, &copy.bytes, Some(&copy), now)?;
                let age = age(&copy, now).unwrap_or_default();
                let origin = Origin::Fallback {
                    age,
                    because: error,
                };
                Ok(Listing::new(source, judged, origin))
            }
            (Err(DownloadError::TooLarge { limit, .. }), _) => {
                Err(refused(source)(Refusal::TooLarge(limit)))
            }
            (Err(error), _) => Err(CatalogError::Download(Box::new(error))),
        }
    }

    fn read_file(
        &self,
        source: &Source,
        path: &Path,
        copy: Option<Copy>,
        now: Timestamp,
    ) -> Result<Listing, CatalogError> {
        let bytes = read(path, self.limit).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => refused(source)(Refusal::TooLarge(self.limit)),
            _ => CatalogError::Read {
                path: path.to_owned(),
                source: error,
            },
        })?;
        let judged = self.judge(source, &bytes, copy.as_ref(), now)?;
        // The file is there; only how new it was is worth remembering.
        if judged.issued().is_some() {
            self.remember(source, Vec::new(), None, &judged, now)?;
        }
        Ok(Listing::new(source, judged, Origin::Source))
    }

    /// Judges what the server gave, and keeps it if it is good.
    fn keep(
        &self,
        source: &Source,
        bytes: Vec<u8>,
        etag: Option<String>,
        newest: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Listing, CatalogError> {
        let judged = judge(&bytes, &self.keys, now, newest).map_err(refused(source))?;
        match self.remember(source, bytes, etag, &judged, now) {
            // Without a signature there is nothing to be forgotten but time.
            Err(error) if self.keys.is_empty() => {
                tracing::warn!(%error, "the catalogue is not kept");
            }
            kept => kept?,
        }
        Ok(Listing::new(source, judged, Origin::Source))
    }

    fn remember(
        &self,
        source: &Source,
        bytes: Vec<u8>,
        etag: Option<String>,
        judged: &Judged,
        now: Timestamp,
    ) -> Result<(), CatalogError> {
        // Another process may have seen a newer one meanwhile.
        let known = copies::load(&self.directory, source, self.limit)?;
        let known = known.and_then(|copy| copy.about.newest);
        let about = About {
            asked: now,
            etag,
            newest: judged.issued().max(known),
        };
        copies::store(&self.directory, source, &Copy { about, bytes })
    }

    fn judge(
        &self,
        source: &Source,
        bytes: &[u8],
        copy: Option<&Copy>,
        now: Timestamp,
    ) -> Result<Judged, CatalogError> {
        let newest = copy.and_then(|copy| copy.about.newest);
        judge(bytes, &self.keys, now, newest).map_err(refused(source))
    }
}

fn refused(source: &Source) -> impl Fn(Refusal) -> CatalogError {
    let origin = source.to_string();
    move |source| CatalogError::Refused {
        origin: origin.clone(),
        source,
    }
}

/// How long ago the server was asked; unknown if that is yet to come.
fn age(copy: &Copy, now: Timestamp) -> Option<Duration> {
    now.duration_since(copy.about.asked).try_into().ok()
}

fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    files::read_all(files::open_named(path)?, limit)
}
