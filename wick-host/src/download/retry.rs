//! Another try, after a while.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::time::{Instant, sleep};

use super::{DownloadError, Downloader};

/// A request that failed and is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// What failed, as [`DownloadError`] says it.
    pub reason: String,
    /// The time until the next try.
    pub wait: Duration,
}

type Tell = dyn Fn(&Retry) + Send + Sync;

/// Hears of each [`Retry`].
#[derive(Clone, Default)]
pub(super) struct Observer(pub(super) Option<Arc<Tell>>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observer").field(&self.0.is_some()).finish()
    }
}

/// The tries of one download.
pub(super) struct Tries<'a> {
    downloader: &'a Downloader,
    made: u32,
    most: u32,
    deadline: Instant,
}

impl<'a> Tries<'a> {
    pub(super) fn of(downloader: &'a Downloader) -> Self {
        Self {
            downloader,
            made: 0,
            most: downloader.limits.resumptions,
            deadline: Instant::now() + downloader.limits.time,
        }
    }

    /// Makes no more tries than these.
    pub(super) fn at_most(mut self, tries: u32) -> Self {
        self.most = self.most.min(tries);
        self
    }

    /// Waits before the next try: as long as the server asks for, else twice as long as the time before.
    ///
    /// # Errors
    ///
    /// The error itself, where another try is of no use, there were enough of them, or the time for all of
    /// the download would be over before it.
    pub(super) async fn again(&mut self, error: DownloadError) -> Result<(), DownloadError> {
        let limits = &self.downloader.limits;
        let asked = match &error {
            DownloadError::Status { retry_after, .. } => *retry_after,
            _ => None,
        };
        let doubled = limits.pause.saturating_mul(1 << self.made.min(16));
        let wait = asked.unwrap_or(doubled).min(limits.longest_pause);
        let is_last = self.made >= self.most;
        if is_last || Instant::now() + wait >= self.deadline {
            return Err(error);
        }
        self.made += 1;
        let reason = error.to_string();
        tracing::debug!(%reason, ?wait, "the download is tried again");
        if let Some(tell) = &self.downloader.observer.0 {
            tell(&Retry { reason, wait });
        }
        sleep(wait).await;
        Ok(())
    }
}

impl DownloadError {
    /// Whether the same request may succeed in a moment: the server or a proxy is busy, or a connection
    /// that was there broke.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Status { status, .. } => {
                matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Interrupted { .. } => true,
            Self::Unreachable { source, .. } => {
                let error = source.downcast_ref::<reqwest::Error>();
                error.is_some_and(|error| !error.is_connect())
            }
            _ => false,
        }
    }
}

/// The time that a server asks to wait, in seconds or until a date.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(date.duration_since(now).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f5_retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("18446744073709551615", Some(u64::MAX)),
            ("Fri, 02 Jan 2026 03:04:35 GMT", Some(30)),
            ("Fri, 02 Jan 2026 03:04:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            let wait = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(&headers, now), wait, "{text:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
