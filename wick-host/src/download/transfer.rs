//! One file, over as many requests as it takes.

use std::io::SeekFrom;
use std::path::Path;

use reqwest::header::{ACCEPT_RANGES, CONTENT_RANGE, HeaderMap, HeaderValue, IF_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::client::check_encoding;
use super::document::{tag, unexpected};
use super::release::file_error;
use super::retry::Tries;
use super::{Address, DownloadError, Downloader, Progress};

pub(super) struct Transfer<'a, P> {
    downloader: &'a Downloader,
    address: &'a Address,
    path: &'a Path,
    file: File,
    /// What the catalogue says.
    size: Option<u64>,
    progress: P,
    /// What is in the file.
    received: u64,
    /// What the server says that there is.
    total: Option<u64>,
    /// Names the state of the file that `received` bytes are of, if the server can go on from there.
    state: Option<HeaderValue>,
    /// Whether the server has answered with the file before: what fails then is the connection.
    has_begun: bool,
}

impl<'a, P: FnMut(Progress) + Send> Transfer<'a, P> {
    pub(super) fn new(
        downloader: &'a Downloader,
        address: &'a Address,
        path: &'a Path,
        file: File,
        size: Option<u64>,
        progress: P,
    ) -> Self {
        Self {
            downloader,
            address,
            path,
            file,
            size,
            progress,
            received: 0,
            total: None,
            state: None,
            has_begun: false,
        }
    }

    pub(super) async fn run(mut self) -> Result<(), DownloadError> {
        let mut tries = Tries::of(self.downloader);
        loop {
            match self.attempt().await {
                Ok(()) => break,
                Err(error) if self.is_worth_another(&error) => tries.again(error).await?,
                Err(error) => return Err(error),
            }
        }
        self.file.flush().await.map_err(file_error(self.path))
    }

    /// Once the server has answered with the file, what fails is the connection or the server.
    fn is_worth_another(&self, error: &DownloadError) -> bool {
        let is_broken = match error {
            DownloadError::Status { status, .. } => *status >= 500 || *status == 416,
            other => other.is_outage(),
        };
        error.is_passing() || (self.has_begun && is_broken)
    }

    async fn attempt(&mut self) -> Result<(), DownloadError> {
        let (client, mut request) = self.downloader.get(self.address).await?;
        let resumes = self.ask_for_the_rest(request.headers_mut());
        let mut response = self.downloader.send(self.address, &client, request).await?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if resumes && self.is_the_rest(&response) => {}
            StatusCode::OK => {
                check_encoding(self.address, &response)?;
                self.begin_again().await?;
            }
            _ => {
                // What there is now is another file: the next attempt takes all of it.
                self.state = None;
                return Err(unexpected(self.address, &response));
            }
        }
        self.has_begun = true;
        self.state = resumable(&response);
        self.announce(&response)?;
        while let Some(chunk) = self.next(&mut response).await? {
            let chunk = chunk.as_ref();
            self.admit(self.received + chunk.len() as u64)?;
            let written = self.file.write_all(chunk).await;
            written.map_err(file_error(self.path))?;
            self.received += chunk.len() as u64;
            (self.progress)(Progress::new(self.received, self.total));
        }
        self.is_whole()
    }

    async fn next(
        &self,
        response: &mut Response,
    ) -> Result<Option<impl AsRef<[u8]> + use<P>>, DownloadError> {
        let downloader = self.downloader;
        downloader
            .chunk(self.address, response, self.received)
            .await
    }

    fn ask_for_the_rest(&self, headers: &mut HeaderMap) -> bool {
        let range = HeaderValue::from_str(&format!("bytes={}-", self.received));
        match (&self.state, range) {
            (Some(state), Ok(range)) if self.received > 0 => {
                headers.insert(RANGE, range);
                headers.insert(IF_RANGE, state.clone());
                true
            }
            _ => false,
        }
    }

    /// Whether what comes begins where the file ends: `bytes 100-199/200`.
    fn is_the_rest(&self, response: &Response) -> bool {
        let range = response.headers().get(CONTENT_RANGE);
        let range = range.and_then(|range| range.to_str().ok()?.strip_prefix("bytes "));
        let start = range.and_then(|range| range.split_once('-')?.0.parse().ok());
        start == Some(self.received)
    }

    async fn begin_again(&mut self) -> Result<(), DownloadError> {
        self.received = 0;
        let emptied = self.file.set_len(0).await;
        emptied.map_err(file_error(self.path))?;
        let start = self.file.seek(SeekFrom::Start(0)).await;
        start.map(|_| ()).map_err(file_error(self.path))
    }

    /// Refuses what is announced to be too large before a byte of it is taken.
    fn announce(&mut self, response: &Response) -> Result<(), DownloadError> {
        self.total = response.content_length().map(|rest| self.received + rest);
        if let Some(total) = self.total {
            self.admit(total)?;
            if let Some(expected) = self.size.filter(|size| *size != total) {
                return Err(self.wrong_size(expected, total));
            }
        }
        (self.progress)(Progress::new(self.received, self.total));
        Ok(())
    }

    fn admit(&self, bytes: u64) -> Result<(), DownloadError> {
        let limit = self.downloader.limits.bytes;
        match self.size {
            Some(expected) if bytes > expected => Err(self.wrong_size(expected, bytes)),
            _ if bytes > limit => Err(DownloadError::TooLarge {
                address: self.address.to_string(),
                limit,
            }),
            _ => Ok(()),
        }
    }

    /// Also where nothing was announced, so that the end of the connection is the end of the file.
    fn is_whole(&self) -> Result<(), DownloadError> {
        let expected = self.size.or(self.total);
        match expected.is_some_and(|expected| self.received < expected) {
            true => Err(DownloadError::Interrupted {
                address: self.address.clone(),
                received: self.received,
                source: None,
            }),
            false => Ok(()),
        }
    }

    fn wrong_size(&self, expected: u64, found: u64) -> DownloadError {
        DownloadError::Size {
            address: self.address.to_string(),
            expected,
            found,
        }
    }
}

/// A weak tag may stand for other bytes, and who takes no ranges says so.
fn resumable(response: &Response) -> Option<HeaderValue> {
    let ranges = response.headers().get(ACCEPT_RANGES);
    let tag = tag(response).filter(|tag| tag.starts_with('"'))?;
    match ranges.is_some_and(|ranges| ranges == "none") {
        true => None,
        false => HeaderValue::from_str(&tag).ok(),
    }
}
