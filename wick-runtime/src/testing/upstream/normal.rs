//! Requests and answers without what differs from run to run and what nobody may see.

use std::collections::BTreeMap;

use hyper::HeaderMap;
use serde_json::Value;
use url::form_urlencoded;

use super::exchange::{Body, Request, Response};
use crate::testing::scrub::Scrubber;

/// What stands for the address of the upstream.
const ADDRESS: &str = "{upstream}";
const SCRUBBED: &str = "__scrubbed__";

/// Headers of answers that connectors go by.
const KEPT: [&str; 7] = [
    "content-disposition",
    "content-type",
    "etag",
    "last-modified",
    "link",
    "location",
    "retry-after",
];
const KEPT_PREFIXES: [&str; 2] = ["x-ratelimit-", "ratelimit-"];
/// Never recorded.
const SECRET: [&str; 5] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-api-key",
];

#[derive(Debug)]
pub(super) struct Normalizer {
    pub(super) scrubber: Scrubber,
    /// Fields whose values are not kept.
    pub(super) fields: Vec<String>,
    /// Headers that are kept beside the usual ones.
    pub(super) headers: Vec<String>,
    /// Our own address.
    pub(super) local: String,
    /// That of the service, while it is recorded.
    pub(super) real: Option<String>,
}

impl Normalizer {
    pub(super) fn request(
        &self,
        method: &str,
        target: &str,
        is_form: bool,
        body: &[u8],
    ) -> Request {
        Request {
            method: method.to_owned(),
            target: self.target(&self.text(target)),
            body: self.body(body, is_form),
        }
    }

    pub(super) fn response(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Response {
        let headers = headers
            .iter()
            .filter(|(name, _)| self.keeps(name.as_str()))
            .map(|(name, value)| {
                let name = name.as_str().to_owned();
                let value = match SECRET.contains(&name.as_str()) {
                    true => SCRUBBED.to_owned(),
                    false => self.text(&String::from_utf8_lossy(value.as_bytes())),
                };
                (name, value)
            })
            .collect();
        Response {
            status,
            headers,
            body: self.body(body, false),
        }
    }

    /// An answer with our own address in place of the upstream's.
    pub(super) fn local(&self, response: Response) -> Response {
        let change = |text: &str| text.replace(ADDRESS, &self.local);
        let headers = response.headers.into_iter();
        Response {
            headers: headers
                .map(|(name, value)| (name, change(&value)))
                .collect::<BTreeMap<_, _>>(),
            body: response.body.map(&change),
            ..response
        }
    }

    /// The real answer to a recorded request with our own address in it.
    pub(super) fn real_body(&self, body: &[u8]) -> Vec<u8> {
        match (std::str::from_utf8(body), &self.real) {
            (Ok(text), Some(real)) => text.replace(real, &self.local).into_bytes(),
            _ => body.to_vec(),
        }
    }

    /// The value of a header of the real answer, likewise.
    pub(super) fn real_header(&self, value: &str) -> String {
        match &self.real {
            Some(real) => value.replace(real, &self.local),
            None => value.to_owned(),
        }
    }

    fn keeps(&self, name: &str) -> bool {
        KEPT.contains(&name)
            || KEPT_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || self.headers.iter().any(|kept| kept == name)
    }

    fn body(&self, bytes: &[u8], is_form: bool) -> Body {
        let mut body = Body::of(&self.scrubber.bytes(bytes));
        if is_form {
            body.text = body.text.map(|text| self.pairs(&text));
        }
        body.json = body.json.map(|json| self.without_fields(json));
        body.map(&|text| self.text(text))
    }

    /// A text without secrets and addresses.
    fn text(&self, text: &str) -> String {
        let mut text = self.scrubber.text(text).replace(&self.local, ADDRESS);
        if let Some(real) = &self.real {
            text = text.replace(real, ADDRESS);
        }
        text
    }

    fn target(&self, target: &str) -> String {
        match target.split_once('?') {
            Some((path, query)) => format!("{path}?{}", self.pairs(query)),
            None => target.to_owned(),
        }
    }

    /// A query or form; it stays as it was written where nothing is to be scrubbed.
    fn pairs(&self, text: &str) -> String {
        let pairs = text.split('&').map(|pair| {
            let name = form_urlencoded::parse(pair.as_bytes()).next();
            let is_secret = name.is_some_and(|(name, _)| self.is_scrubbed(&name));
            match pair.split_once('=') {
                Some((name, _)) if is_secret => format!("{name}={SCRUBBED}"),
                _ => pair.to_owned(),
            }
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn without_fields(&self, json: Value) -> Value {
        match json {
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.without_fields(item))
                .collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(key, value)| match self.is_scrubbed(&key) {
                    true => (key, SCRUBBED.into()),
                    false => (key, self.without_fields(value)),
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other,
        }
    }

    fn is_scrubbed(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field == name)
    }
}
