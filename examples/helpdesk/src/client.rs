//! Requests to the service.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::failure::Failure;
use crate::settings::HelpDesk;

/// How long the service may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// The header by which the service's own log names a call.
const REQUEST_ID: &str = "x-request-id";

/// The way of one call to the service, with the address and the token of its account.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    base_url: Url,
    token: Secret,
    /// Until when the host waits, if that is known.
    remaining: Option<Duration>,
    /// The host's name for the call, if it has one that a header can hold.
    request_id: Option<HeaderValue>,
}

impl Client {
    /// The way for the account of these settings, until the call's time is up.
    pub(crate) fn new(desk: &HelpDesk, ctx: &Context) -> Result<Self, Failure> {
        Ok(Self {
            base_url: desk.base_url.clone(),
            token: desk.credential()?.clone(),
            remaining: ctx.remaining(),
            request_id: HeaderValue::from_str(ctx.request_id()).ok(),
        })
    }

    /// The way for a token, whose account has no settings yet.
    pub(crate) fn with_token(base_url: Url, token: Secret) -> Self {
        Self {
            base_url,
            token,
            remaining: None,
            request_id: None,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Result<Request, Failure> {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Result<Request, Failure> {
        self.request(Method::POST, path)
    }

    pub(crate) fn patch(&self, path: &str) -> Result<Request, Failure> {
        self.request(Method::PATCH, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Result<Request, Failure> {
        self.request(Method::DELETE, path)
    }

    fn request(&self, method: Method, path: &str) -> Result<Request, Failure> {
        // Made once, for its open connections. It holds no token, so that all accounts share it.
        static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
            let client = reqwest::Client::builder().read_timeout(PATIENCE);
            client.build().unwrap_or_default()
        });

        let mut url = self.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| Failure::Invalid {
                argument: None,
                reason: format!("{} cannot have a path", self.base_url),
            })?
            .pop_if_empty()
            .extend(path.split('/'));
        let mut request = CLIENT.request(method, url).bearer_auth(self.token.expose());
        if let Some(remaining) = self.remaining {
            request = request.timeout(remaining);
        }
        if let Some(id) = self.request_id.as_ref().filter(|id| !id.is_empty()) {
            request = request.header(REQUEST_ID, id);
        }
        Ok(Request(request))
    }
}

/// A request that is not sent yet.
#[derive(Debug)]
pub(crate) struct Request(RequestBuilder);

impl Request {
    pub(crate) fn query(self, parameters: &impl Serialize) -> Self {
        Self(self.0.query(parameters))
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        Self(self.0.json(body))
    }

    pub(crate) fn bytes(self, media_type: &str, body: Vec<u8>) -> Self {
        Self(self.0.header(CONTENT_TYPE, media_type).body(body))
    }

    /// Sends it and reads the JSON that comes back.
    pub(crate) async fn fetch<T: DeserializeOwned>(self) -> Result<T, Failure> {
        Ok(self.send().await?.json().await?)
    }

    /// Sends it and waits for the beginning of a good answer.
    pub(crate) async fn send(self) -> Result<Response, Failure> {
        let response = self.0.send().await?;
        // The address has no secret in it: the token goes in a header.
        tracing::debug!(url = %response.url(), status = %response.status(), "answered");
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(refusal(response).await)
        }
    }
}

/// What the service says when it refuses.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    reason: String,
    scope: String,
}

async fn refusal(response: Response) -> Failure {
    let status = response.status();
    let retry_after = retry_after(&response);
    // Whoever stands between may answer in its own words; then the status has to do.
    let Refusal { reason, scope } = response.json().await.unwrap_or_default();
    match status {
        StatusCode::UNAUTHORIZED => Failure::Unauthorized,
        StatusCode::FORBIDDEN => Failure::Forbidden { scope },
        StatusCode::NOT_FOUND if !reason.is_empty() => Failure::NotFound(reason),
        StatusCode::UNPROCESSABLE_ENTITY => Failure::Invalid {
            argument: None,
            reason,
        },
        StatusCode::TOO_MANY_REQUESTS => Failure::RateLimited { retry_after },
        status => Failure::Unexpected(status),
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    seconds.parse().ok().map(Duration::from_secs)
}
