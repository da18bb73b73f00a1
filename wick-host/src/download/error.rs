use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use wick_proto::Digest;

use super::{Address, AddressError, ProxyError, RedirectRefused, RootsError};

type Cause = Box<dyn Error + Send + Sync>;

/// Something that was not downloaded. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// Nothing is downloaded from there.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The client cannot be made.
    #[error("downloads cannot be prepared")]
    Client(#[source] Cause),
    /// It is not what the catalogue says.
    #[error("{address}: sha256 is {found}, and must be {expected}")]
    Digest {
        /// Where it came from.
        address: String,
        /// What the catalogue says.
        expected: Digest,
        /// What came.
        found: Digest,
    },
    /// It is compressed or encoded, though that was not asked for.
    #[error("{address}: the answer has the encoding `{encoding}`, which was not asked for")]
    Encoded {
        /// Where it came from.
        address: Address,
        /// The header `Content-Encoding`.
        encoding: String,
    },
    /// It broke off.
    #[error("{address}: the transfer broke off after {received} bytes")]
    Interrupted {
        /// Where it came from.
        address: Address,
        /// What had come.
        received: u64,
        /// What the client says; nothing where the server just ended it too early.
        source: Option<Cause>,
    },
    /// The environment names a proxy that cannot be used.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The environment names no usable certificate authorities.
    #[error(transparent)]
    Roots(#[from] RootsError),
    /// The server leads elsewhere, where nothing is downloaded from.
    #[error("{address}: a redirect is not followed")]
    Redirect {
        /// The address.
        address: Address,
        /// Why not.
        source: RedirectRefused,
    },
    /// It is not as large as the catalogue says.
    #[error("{address}: it has {}{found} bytes, and must have {expected}", at_least(*found, *expected))]
    Size {
        /// Where it came from.
        address: String,
        /// What the catalogue says.
        expected: u64,
        /// What came or was announced.
        found: u64,
    },
    /// Nothing came for too long.
    #[error("{address}: nothing came for {limit:?}")]
    Stalled {
        /// The address.
        address: Address,
        /// For how long.
        limit: Duration,
    },
    /// The server has an answer that is not the file.
    #[error("{address}: the server answers with status {status}{}", named(reason))]
    Status {
        /// The address.
        address: Address,
        /// The number.
        status: u16,
        /// What it is called.
        reason: &'static str,
        /// How long the server asks to wait before another try.
        retry_after: Option<Duration>,
    },
    /// It took too long.
    #[error("{address}: it is not done after {limit:?}")]
    TimedOut {
        /// The address.
        address: Address,
        /// The time that it had.
        limit: Duration,
    },
    /// It is larger than is taken.
    #[error("{address}: it is larger than {limit} bytes")]
    TooLarge {
        /// Where it came from.
        address: String,
        /// The limit.
        limit: u64,
    },
    /// There is no connection.
    #[error("{address}: cannot be reached")]
    Unreachable {
        /// The address.
        address: Address,
        /// What the client says.
        source: Cause,
    },
    /// There is no place for it on this machine, or a file of this machine cannot be read.
    #[error("{}: cannot be used", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl DownloadError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Address(error) => return error.hint(),
            Self::Digest { .. } | Self::Size { .. } => {
                "do not use the file; tell whoever publishes the catalogue"
            }
            Self::Interrupted { .. } | Self::Stalled { .. } => "try again",
            Self::Encoded { .. } => {
                "serve the file as it is; a server or a proxy on the way compresses it"
            }
            Self::Proxy(error) => return Some(error.hint()),
            Self::Roots(error) => return Some(error.hint()),
            Self::Redirect {
                source: RedirectRefused::Proxy(error),
                ..
            } => return Some(error.hint()),
            Self::Redirect { .. } => "find out where the file has moved, and use that address",
            Self::Status {
                retry_after: Some(wait),
                ..
            } if !wait.is_zero() => {
                return Some(format!("try again in {} seconds", wait.as_secs()));
            }
            Self::Status { status, .. } => match status {
                300..=399 => "it leads to where nothing is downloaded from; find the right address",
                401 | 403 | 407 => "it may need credentials: https://USER:PASSWORD@…",
                404 | 410 => "check the address",
                _ => "try again later",
            },
            Self::TimedOut { .. } => "give it more time",
            Self::TooLarge { .. } => "is it the file that you meant? no release is so large",
            Self::Unreachable { .. } => {
                "check the address, the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificate \
                 authorities (SSL_CERT_FILE)"
            }
            Self::Client(_) => {
                "install the certificate authorities of the system (`ca-certificates`), or name a file of \
                 them in SSL_CERT_FILE"
            }
            Self::File { .. } => return None,
        };
        Some(hint.to_owned())
    }

    /// Whether the server or the network fails, so that nothing is said about the file.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Interrupted { .. }
            | Self::Stalled { .. }
            | Self::TimedOut { .. }
            | Self::Unreachable { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
            _ => false,
        }
    }

    pub(super) fn client(error: reqwest::Error) -> Self {
        Self::Client(Box::new(error.without_url()))
    }
}

/// A download that is too large is not read to its end.
fn at_least(found: u64, expected: u64) -> &'static str {
    match found > expected {
        true => "at least ",
        false => "",
    }
}

fn named(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(" ({reason})"),
    }
}
