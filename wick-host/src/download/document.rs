//! Small texts that may not have changed.

use jiff::Timestamp;
use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Response, StatusCode};

use super::client::check_encoding;
use super::retry::{Tries, retry_after};
use super::{Address, DownloadError, Downloader};

/// Most further tries: there may be a copy, and then it serves.
const TRIES: u32 = 2;

/// What a server says to who asks for what is new.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It is what was there the last time.
    Unchanged,
    /// This is it.
    New {
        bytes: Vec<u8>,
        /// Names this state of it, for the next time.
        etag: Option<String>,
    },
}

impl Downloader {
    /// Reads all of a text of at most `limit` bytes, unless it is the one with this tag.
    pub(crate) async fn document(
        &self,
        address: &Address,
        etag: Option<&str>,
        limit: u64,
    ) -> Result<Answer, DownloadError> {
        let all = tokio::time::timeout(self.limits.time, self.read(address, etag, limit)).await;
        all.unwrap_or_else(|_| {
            Err(DownloadError::TimedOut {
                address: address.clone(),
                limit: self.limits.time,
            })
        })
    }

    async fn read(
        &self,
        address: &Address,
        etag: Option<&str>,
        limit: u64,
    ) -> Result<Answer, DownloadError> {
        let mut tries = Tries::of(self).at_most(TRIES);
        loop {
            match self.read_once(address, etag, limit).await {
                Err(error) if error.is_passing() => tries.again(error).await?,
                result => return result,
            }
        }
    }

    async fn read_once(
        &self,
        address: &Address,
        etag: Option<&str>,
        limit: u64,
    ) -> Result<Answer, DownloadError> {
        let (client, mut request) = self.get(address).await?;
        if let Some(Ok(tag)) = etag.map(HeaderValue::from_str) {
            request.headers_mut().insert(IF_NONE_MATCH, tag);
        }
        let mut response = self.send(address, &client, request).await?;
        match response.status() {
            StatusCode::NOT_MODIFIED if etag.is_some() => return Ok(Answer::Unchanged),
            StatusCode::OK => {}
            _ => return Err(unexpected(address, &response)),
        }
        check_encoding(address, &response)?;
        let too_large = || DownloadError::TooLarge {
            address: address.to_string(),
            limit,
        };
        if response
            .content_length()
            .is_some_and(|length| length > limit)
        {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = self
            .chunk(address, &mut response, bytes.len() as u64)
            .await?
        {
            if (bytes.len() + chunk.as_ref().len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(chunk.as_ref());
        }
        Ok(Answer::New {
            bytes,
            etag: tag(&response),
        })
    }
}

/// How the server names this state of the file.
pub(super) fn tag(response: &Response) -> Option<String> {
    let tag = response.headers().get(ETAG)?.to_str().ok()?;
    Some(tag.to_owned())
}

pub(super) fn unexpected(address: &Address, response: &Response) -> DownloadError {
    let status = response.status();
    DownloadError::Status {
        address: address.clone(),
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default(),
        retry_after: retry_after(response.headers(), Timestamp::now()),
    }
}
