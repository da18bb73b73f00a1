//! Asking the real service.

use hyper::HeaderMap;
use hyper::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use url::Url;

/// What a real service answered.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends a request on to the service at `real`, and takes its answer as it is: redirections are the
/// connector's business.
pub(super) async fn forward(
    client: &reqwest::Client,
    real: &Url,
    method: &str,
    target: &str,
    mut headers: HeaderMap,
    body: Vec<u8>,
) -> Result<Answered, String> {
    let url = format!("{}{target}", super::base(real));
    let method = method
        .parse()
        .map_err(|_| format!("{method:?} is no method"))?;
    // A recording is to be read, so it is not compressed; the rest belongs to the connection.
    for header in [
        ACCEPT_ENCODING,
        CONNECTION,
        CONTENT_LENGTH,
        HOST,
        TRANSFER_ENCODING,
    ] {
        headers.remove(header);
    }
    let request = client.request(method, &url).headers(headers).body(body);
    let told = |error: reqwest::Error| format!("{real} does not answer: {}", error.without_url());
    let response = request.send().await.map_err(told)?;
    let status = response.status().as_u16();
    let mut headers = response.headers().clone();
    for header in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(header);
    }
    let body = response.bytes().await.map_err(told)?.to_vec();
    Ok(Answered {
        status,
        headers,
        body,
    })
}

pub(super) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
