//! The HTTP client, and single steps with it.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue};
use reqwest::{Client, Proxy, Request, Response};
use tokio::sync::OnceCell;

use super::proxy::Proxies;
use super::redirect::{self, RedirectRefused};
use super::{Address, DownloadError, Downloader, roots};

/// The client, made when it is needed, as it reads the environment and the system's certificates.
#[derive(Debug, Default)]
pub(super) struct Prepared(OnceCell<(Client, Arc<Proxies>)>);

impl Downloader {
    /// Makes a request that is answered byte for byte, as lengths and digests are of what is stored there.
    pub(super) async fn get(&self, address: &Address) -> Result<(Client, Request), DownloadError> {
        let prepared = self.prepared.0.get_or_try_init(async || self.prepare());
        let (client, proxies) = prepared.await?;
        proxies.of(address.url())?;
        let request = client.get(address.url().clone());
        let request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let request = request.build().map_err(DownloadError::client)?;
        Ok((client.clone(), request))
    }

    fn prepare(&self) -> Result<(Client, Arc<Proxies>), DownloadError> {
        roots::check(|name| env::var_os(name))?;
        let proxies = Arc::new(Proxies::read(|name| env::var_os(name)));
        let redirects =
            redirect::policy(self.plaintext, self.limits.redirects, Arc::clone(&proxies));
        let client = Client::builder()
            .user_agent(concat!("wick/", env!("CARGO_PKG_VERSION")))
            // A server learns nothing of the one before it.
            .referer(false)
            .redirect(redirects)
            .proxy(proxy(Arc::clone(&proxies)))
            .build()
            .map_err(DownloadError::client)?;
        Ok((client, proxies))
    }

    /// Sends a request and waits for the beginning of the answer.
    pub(super) async fn send(
        &self,
        address: &Address,
        client: &Client,
        request: Request,
    ) -> Result<Response, DownloadError> {
        let answer = within(self.limits.stall, address, client.execute(request)).await?;
        answer.map_err(|error| match refused_redirect(&error) {
            Some(source) => DownloadError::Redirect {
                address: address.clone(),
                source,
            },
            None => DownloadError::Unreachable {
                address: address.clone(),
                source: Box::new(error.without_url()),
            },
        })
    }

    /// The next bytes of an answer.
    pub(super) async fn chunk(
        &self,
        address: &Address,
        response: &mut Response,
        received: u64,
    ) -> Result<Option<impl AsRef<[u8]> + use<>>, DownloadError> {
        let chunk = within(self.limits.stall, address, response.chunk()).await?;
        chunk.map_err(|error| DownloadError::Interrupted {
            address: address.clone(),
            received,
            source: Some(Box::new(error.without_url())),
        })
    }
}

/// Asks for each address again, as redirects lead to others. What is wrong with a variable was told before.
fn proxy(proxies: Arc<Proxies>) -> Proxy {
    Proxy::custom(move |url| proxies.of(url).ok().flatten().cloned())
}

/// Rejects an answer that is encoded in a way that was not asked for.
///
/// Some servers name the compression of a `.tar.gz` itself, which is sent as it is.
pub(super) fn check_encoding(address: &Address, response: &Response) -> Result<(), DownloadError> {
    let encodings = response.headers().get_all(CONTENT_ENCODING).iter();
    let encodings = encodings.map(|encoding| String::from_utf8_lossy(encoding.as_bytes()));
    let encoding = encodings.collect::<Vec<_>>().join(", ");
    let name = address.file_name();
    let is_of_the_file = matches!(encoding.as_str(), "gzip" | "x-gzip")
        && [".gz", ".tgz"].iter().any(|end| name.ends_with(end));
    if encoding.is_empty() || encoding.eq_ignore_ascii_case("identity") || is_of_the_file {
        return Ok(());
    }
    Err(DownloadError::Encoded {
        address: address.clone(),
        encoding: encoding.chars().take(80).collect(),
    })
}

async fn within<T>(
    limit: Duration,
    address: &Address,
    step: impl Future<Output = T>,
) -> Result<T, DownloadError> {
    let done = tokio::time::timeout(limit, step).await;
    done.map_err(|_| DownloadError::Stalled {
        address: address.clone(),
        limit,
    })
}

fn refused_redirect(error: &reqwest::Error) -> Option<RedirectRefused> {
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        if let Some(refused) = source.downcast_ref::<RedirectRefused>() {
            return Some(refused.clone());
        }
        next = source.source();
    }
    None
}
