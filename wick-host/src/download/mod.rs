//! Releases and catalogues from elsewhere.
//!
//! A download is somebody else's until it is verified, and so is every answer on the way to it. So it
//! comes over https, or from this machine; it has limits of size, of time, and of time without a byte;
//! redirects are followed within the same rules; and it lies in a private directory that is gone with
//! the value that stands for it.
//!
//! ```no_run
//! use wick_host::download::{Address, Downloader};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let address: Address = "https://example.com/github-1.2.0-linux-amd64.zip".parse()?;
//! let progress = |progress: wick_host::download::Progress| eprintln!("{progress:?}");
//! let release = Downloader::new().release(&address, None, progress).await?;
//! println!("{}", release.path().display());
//! # Ok(())
//! # }
//! ```
//!
//! The proxies of the environment are used (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, but for `NO_PROXY`), never for
//! this machine itself, and so are the system's certificate authorities, or those of `SSL_CERT_FILE` and
//! `SSL_CERT_DIR`. A variable that cannot be used is an error: going on without it could be what it was set against.
//!
//! A server that is busy is asked again after the time that it asks for (`Retry-After`), within limits.

mod address;
mod client;
mod document;
mod error;
mod limits;
mod progress;
mod proxy;
mod redirect;
mod release;
mod retry;
mod roots;
mod transfer;

pub use address::{Address, AddressError, Plaintext};
pub(crate) use document::Answer;
pub use error::DownloadError;
pub use limits::Limits;
pub use progress::Progress;
pub use proxy::ProxyError;
pub use redirect::RedirectRefused;
pub use release::Release;
pub use retry::Retry;
pub use roots::RootsError;

use std::sync::Arc;

use self::client::Prepared;
use self::retry::Observer;

/// Downloads within limits.
#[derive(Debug, Default)]
pub struct Downloader {
    limits: Limits,
    plaintext: Plaintext,
    observer: Observer,
    prepared: Prepared,
}

impl Downloader {
    /// With the usual limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much, how long, how often.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether redirects may lead from http to http of another machine.
    #[must_use]
    pub fn plaintext(mut self, plaintext: Plaintext) -> Self {
        self.plaintext = plaintext;
        self
    }

    /// Calls this before each wait for another try.
    #[must_use]
    pub fn on_retry(mut self, tell: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Some(Arc::new(tell)));
        self
    }
}
