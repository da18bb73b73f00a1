//! What an upstream knows: the exchanges of its file, and what arrived.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::HeaderMap;

use super::difference;
use super::exchange::{Exchange, Recording, Request, Response};
use super::normal::Normalizer;

/// A request as it arrived, with its secrets; `Debug` shows none.
#[derive(Clone)]
#[non_exhaustive]
pub struct Seen {
    /// `GET`, for example.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The body.
    pub body: Vec<u8>,
    headers: HeaderMap,
    normal: Request,
}

/// Shared by the test and the server.
pub(super) struct State {
    address: String,
    path: PathBuf,
    pub(super) normalizer: Normalizer,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Of the file, with whether they were used; or what was recorded.
    exchanges: Vec<(Exchange, bool)>,
    seen: Vec<Seen>,
    /// Why requests had no answer.
    unanswered: Vec<String>,
}

impl State {
    pub(super) fn new(
        address: String,
        path: &Path,
        normalizer: Normalizer,
        exchanges: Vec<Exchange>,
    ) -> Self {
        let exchanges = exchanges.into_iter().map(|exchange| (exchange, false));
        Self {
            address,
            path: path.to_owned(),
            normalizer,
            inner: Mutex::new(Inner {
                exchanges: exchanges.collect(),
                ..Inner::default()
            }),
        }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.inner().seen.clone()
    }

    /// Notes what arrived.
    pub(super) fn arrived(&self, seen: Seen) {
        self.inner().seen.push(seen);
    }

    /// The recorded answer to a request.
    ///
    /// # Errors
    ///
    /// What differs from the nearest request that was recorded.
    pub(super) fn replay(&self, request: &Request) -> Result<Response, String> {
        let mut inner = self.inner();
        let found = inner.exchanges.iter_mut().find(|(exchange, used)| {
            !used && difference::between(&exchange.request, request).is_empty()
        });
        if let Some((exchange, used)) = found {
            *used = true;
            return Ok(self.normalizer.local(exchange.response.clone()));
        }
        let reason = self.reason(&inner, request);
        inner.unanswered.push(reason.clone());
        Err(reason)
    }

    /// Keeps an exchange.
    pub(super) fn record(&self, request: Request, response: Response) {
        let exchange = Exchange { request, response };
        self.inner().exchanges.push((exchange, true));
    }

    pub(super) fn recording(&self) -> Recording {
        let upstream = self.normalizer.real.clone().unwrap_or_default();
        let exchanges = self.inner().exchanges.clone().into_iter();
        Recording::new(upstream, exchanges.map(|(exchange, _)| exchange).collect())
    }

    /// Notes that a request had no answer, and why.
    pub(super) fn unanswered(&self, reason: &str) {
        self.inner().unanswered.push(reason.to_owned());
    }

    /// What does not fit; empty when all does.
    pub(super) fn complaint(&self, allows_unused: bool) -> String {
        let inner = self.inner();
        let mut complaint = inner.unanswered.join("\n");
        let unused = inner.exchanges.iter().enumerate();
        let unused: Vec<String> = unused
            .filter(|(_, (_, used))| !used)
            .map(|(index, (exchange, _))| {
                let Request { method, target, .. } = &exchange.request;
                format!("\n  exchange {}: {method} {target}", index + 1)
            })
            .collect();
        if !allows_unused && !unused.is_empty() {
            if !complaint.is_empty() {
                complaint.push('\n');
            }
            complaint.push_str(&format!(
                "nobody asked for these exchanges of {:?}:{}",
                self.path,
                unused.concat()
            ));
        }
        complaint
    }

    fn reason(&self, inner: &Inner, request: &Request) -> String {
        let Request { method, target, .. } = request;
        let all = inner.exchanges.iter().enumerate();
        let nearest = all.min_by_key(|(_, (exchange, used))| {
            (difference::distance(&exchange.request, request), *used)
        });
        let Some((index, (exchange, _))) = nearest else {
            return format!(
                "{method} {target} was not recorded: {:?} is empty",
                self.path
            );
        };
        let number = index + 1;
        let lines = difference::between(&exchange.request, request);
        if lines.is_empty() {
            return format!(
                "{method} {target} is asked for more often than it was recorded in {:?} (exchange {number})",
                self.path
            );
        }
        format!(
            "{method} {target} was not recorded in {:?}; the nearest is exchange {number}, \
             - recorded, + asked for:\n  {}",
            self.path,
            lines.join("\n  ")
        )
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Every change is one push or one flag.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    pub(super) fn new(
        method: String,
        target: String,
        headers: HeaderMap,
        body: Vec<u8>,
        normal: Request,
    ) -> Self {
        Self {
            method,
            target,
            body,
            headers,
            normal,
        }
    }

    /// The value of a header, by its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.normal.method, self.normal.target)
    }
}
