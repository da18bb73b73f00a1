//! The HTTP client, and single steps with it.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderValue};
use reqwest::{Client, Request, Response};
use tokio::sync::OnceCell;

use super::redirect::{self, RedirectRefused};
use super::{Address, DownloadError, Downloader};

/// Made when they are needed, as they read the system's certificates.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// By way of the environment's proxies.
    elsewhere: OnceCell<Client>,
    /// Without one: what is sent to this machine must not leave it.
    here: OnceCell<Client>,
}

impl Downloader {
    /// A request that is answered byte for byte, as lengths and digests are of what is stored there.
    pub(super) async fn get(&self, address: &Address) -> Result<(Client, Request), DownloadError> {
        let client = match address.is_loopback() {
            true => &self.clients.here,
            false => &self.clients.elsewhere,
        };
        let client = client.get_or_try_init(async || self.client(address)).await;
        let client = client.map_err(DownloadError::client)?.clone();
        let request = client.get(address.url().clone());
        let request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let request = request.build().map_err(DownloadError::client)?;
        Ok((client, request))
    }

    fn client(&self, address: &Address) -> Result<Client, reqwest::Error> {
        let builder = Client::builder()
            .user_agent(concat!("wick/", env!("CARGO_PKG_VERSION")))
            // Where one comes from is nobody's business.
            .referer(false)
            .redirect(redirect::policy(self.plaintext, self.limits.redirects));
        match address.is_loopback() {
            true => builder.no_proxy(),
            false => builder,
        }
        .build()
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
