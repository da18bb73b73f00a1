//! A connector to httpbin, the service that answers with what it was sent.
//!
//! ```sh
//! cargo wick run examples/httpbin get --arg query='{"color":"green"}'
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wick_runtime::prelude::*;

/// Send requests to httpbin and see what arrived.
#[connector(name = "httpbin", icon = "🧪", tags = [CONNECTOR, API])]
pub struct Httpbin {
    /// Address of the service.
    #[config(default = "https://httpbin.org", group = "Connection")]
    base_url: Url,
}

/// An answer of the service.
#[derive(Debug, Deserialize, PartialEq, Serialize, JsonSchema)]
struct Answer {
    /// HTTP status code.
    status: u16,
    /// The body: JSON where it is JSON, else its text.
    body: Value,
}

/// Send a GET request. Returns the status and what the service saw.
#[operation(category = "Requests", read_only)]
async fn get(
    httpbin: &Httpbin,
    ctx: &Context,
    /// Query parameters, as an object of texts.
    #[arg(default = "{}")]
    query: BTreeMap<String, String>,
) -> Result<Answer> {
    let request = httpbin.request(ctx, Method::GET, "get")?;
    answer(request.query(&query)).await
}

/// Send a POST request with a JSON body. Returns the status and what the service saw.
#[operation(category = "Requests")]
async fn post(
    httpbin: &Httpbin,
    ctx: &Context,
    /// The body: any JSON.
    body: Value,
) -> Result<Answer> {
    let request = httpbin.request(ctx, Method::POST, "post")?;
    answer(request.json(&body)).await
}

/// Ask for an answer with a given status code. Returns it, whether it means success or not.
#[operation(category = "Requests", read_only)]
async fn status(
    httpbin: &Httpbin,
    ctx: &Context,
    /// HTTP status code.
    #[arg(default = 200, range = 200..=599)]
    code: u16,
) -> Result<Answer> {
    answer(httpbin.request(ctx, Method::GET, &format!("status/{code}"))?).await
}

impl Httpbin {
    /// A request to `path` below the address, which ends when the call's time is up.
    fn request(&self, ctx: &Context, method: Method, path: &str) -> Result<RequestBuilder> {
        // Holds connections and no credentials, so that all settings may share it.
        static CLIENT: LazyLock<Client> = LazyLock::new(Client::new);

        let mut url = self.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| {
                Error::new(
                    "bad_address",
                    format!("{} cannot have a path", self.base_url),
                )
            })?
            .pop_if_empty()
            .extend(path.split('/'));
        let timeout = ctx.remaining().unwrap_or(Duration::from_secs(30));
        Ok(CLIENT.request(method, url).timeout(timeout))
    }
}

async fn answer(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let text = response.text().await?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, body })
}
