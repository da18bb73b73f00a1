//! The service behind a connector, recorded once and replayed offline.

pub(super) mod difference;
mod exchange;
mod forward;
mod normal;
mod server;
mod state;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use super::Plugin;
use super::scrub::Scrubber;
use exchange::Recording;
use normal::Normalizer;
use server::Server;
use state::State;

pub use state::Seen;

/// Set to `1`, it has [`Upstream::replay`] record.
const RECORD: &str = "WICK_RECORD";

/// A local HTTP server in place of the service behind a connector: it answers with what the real
/// one once answered, from a file that a test run with `WICK_RECORD=1` wrote.
///
/// ```no_run
/// # use serde_json::json;
/// # use wick_runtime::Result;
/// use wick_runtime::testing::{Plugin, Upstream};
///
/// # struct GitHub;
/// // #[wick_runtime::test]
/// async fn finds_issues(github: Plugin<GitHub>) -> Result<()> {
///     let token = Upstream::secret_or("GITHUB_TOKEN", "a made-up token");
///     let github = github.setting("token", token);
///     let upstream = Upstream::replay("tests/exchanges/finds_issues.json")
///         .real("https://api.github.com")
///         .secrets_of(&github)
///         .start();
///     let github = github.setting("base_url", upstream.url());
///     let found = github.call("search_issues", json!({ "query": "crash" })).await?;
///     assert_eq!(found.json()[0]["number"], 1);
///     Ok(())
/// }
/// ```
///
/// Every recorded exchange answers one request, the first that equals it: method, path, query in any order, and
/// body. When the upstream is dropped, the test fails if a request had no exchange, with what differs from the
/// nearest, or if an exchange had no request.
///
/// # Secrets
///
/// A file is to be checked in, so it holds as little as may be: of the headers those that say what a body is and where
/// to go on (`content-type`, `location`, `link`, `retry-after`, `etag`, `x-ratelimit-…`) and those that
/// [`keep_header`](Builder::keep_header) names; never `authorization` or a cookie. The secrets that
/// [`secrets_of`](Builder::secrets_of) and [`secret`](Builder::secret) name become `__secret_token__`
/// wherever they occur, also encoded for a URL, in base64 or hex; the values of the fields that
/// [`scrub_field`](Builder::scrub_field) names become `__scrubbed__`. A made-up secret of a replay is
/// scrubbed alike, and so compares with the real one of the recording.
///
/// # The file
///
/// JSON, for people to read and change:
///
/// ```json
/// {
///   "format": 1,
///   "upstream": "https://api.github.com",
///   "exchanges": [
///     {
///       "request": { "method": "GET", "target": "/search/issues?q=crash" },
///       "response": {
///         "status": 200,
///         "headers": { "content-type": "application/json" },
///         "json": { "items": [{ "number": 1, "title": "It crashes" }] }
///       }
///     }
///   ]
/// }
/// ```
///
/// `target` is path and query below the upstream's address. A body is `json` (an object or a list),
/// `text` or `base64`, and absent when it is empty. `{upstream}` in a text is the address, the real one
/// then and the local one now, so that links lead on.
pub struct Upstream {
    server: Option<Server>,
    state: Arc<State>,
    path: PathBuf,
    records: bool,
    allows_unused: bool,
}

/// An upstream that is not started yet.
#[must_use = "an upstream is there when it is started"]
#[derive(Debug)]
pub struct Builder {
    path: PathBuf,
    real: Option<Url>,
    records: bool,
    scrubber: Scrubber,
    fields: Vec<String>,
    headers: Vec<String>,
    allows_unused: bool,
}

impl Upstream {
    /// One that replays a file, whose path is below the package's directory; with `WICK_RECORD=1` it
    /// records the file anew.
    pub fn replay(path: impl AsRef<Path>) -> Builder {
        let asked = std::env::var_os(RECORD).is_some_and(|value| value == "1");
        Builder::new(path.as_ref(), asked)
    }

    /// One that records the service at `real`, always.
    ///
    /// # Panics
    ///
    /// When `real` is no address.
    pub fn record(path: impl AsRef<Path>, real: &str) -> Builder {
        Builder::new(path.as_ref(), true).real(real)
    }

    /// A secret for the settings: while recording with `WICK_RECORD=1` the environment variable `name`, which the real
    /// service needs; else `fake`.
    ///
    /// # Panics
    ///
    /// When the variable is missing while recording.
    pub fn secret_or(name: &str, fake: &str) -> String {
        if std::env::var_os(RECORD).is_none_or(|value| value != "1") {
            return fake.to_owned();
        }
        match std::env::var(name) {
            Ok(secret) => secret,
            Err(error) => panic!("{RECORD}=1 asks the real service, which needs {name}: {error}"),
        }
    }

    /// Its address, for the setting that a connector has for it.
    pub fn url(&self) -> &str {
        self.state.address()
    }

    /// The requests that arrived so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen()
    }
}

impl Builder {
    fn new(path: &Path, records: bool) -> Self {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        Self {
            path: Path::new(&package).join(path),
            real: None,
            records,
            scrubber: Scrubber::default(),
            fields: Vec::new(),
            headers: Vec::new(),
            allows_unused: false,
        }
    }

    /// The address of the real service, for recording.
    ///
    /// # Panics
    ///
    /// When it is none.
    pub fn real(mut self, address: &str) -> Self {
        match Url::parse(address) {
            Ok(url) => self.real = Some(url),
            Err(error) => panic!("{address:?} is no address: {error}"),
        }
        self
    }

    /// Scrubs a secret wherever it occurs.
    ///
    /// # Panics
    ///
    /// When it is shorter than six characters, which would be found in anything.
    pub fn secret(mut self, name: &str, secret: &str) -> Self {
        assert!(
            secret.chars().count() >= Scrubber::LEAST,
            "the secret `{name}` is too short to be found for sure; use one of {} characters or more",
            Scrubber::LEAST
        );
        self.scrubber.add(name, secret);
        self
    }

    /// Scrubs the secret settings of a plugin, so far as they are given.
    ///
    /// # Panics
    ///
    /// As [`secret`](Self::secret).
    pub fn secrets_of<C>(self, plugin: &Plugin<C>) -> Self {
        let settings = plugin.current_settings().clone();
        let add = |builder: Self, (name, secret): (&str, &str)| builder.secret(name, secret);
        settings.secrets().fold(self, add)
    }

    /// Scrubs the values of a field: of a query, of a form, or anywhere in JSON, by its name.
    pub fn scrub_field(mut self, name: &str) -> Self {
        self.fields.push(name.to_owned());
        self
    }

    /// Records a header of answers that is else left out. That of a cookie or an authorization is
    /// recorded as `__scrubbed__`.
    pub fn keep_header(mut self, name: &str) -> Self {
        self.headers.push(name.to_ascii_lowercase());
        self
    }

    /// Lets exchanges be unused.
    pub fn allow_unused(mut self) -> Self {
        self.allows_unused = true;
        self
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// When there is no file to replay or it cannot be read; when it is to be recorded and nobody said from where.
    pub fn start(self) -> Upstream {
        let recording = Recording::read(&self.path);
        let (real, exchanges) = if self.records {
            let known = recording
                .ok()
                .and_then(|known| Url::parse(&known.upstream).ok());
            let Some(real) = self.real.or(known) else {
                panic!(
                    "{:?} is to be recorded: say from where with `.real(\"https://…\")`",
                    self.path
                )
            };
            (Some(real), Vec::new())
        } else {
            match recording {
                Ok(recording) => (None, recording.exchanges),
                Err(error) => panic!("{error}; {RECORD}=1 records it"),
            }
        };
        let listener = server::bind();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let normalizer = Normalizer {
            scrubber: self.scrubber,
            fields: self.fields,
            headers: self.headers,
            local: address.clone(),
            real: real.as_ref().map(|real| base(real).to_owned()),
        };
        let state = Arc::new(State::new(address, &self.path, normalizer, exchanges));
        let server = Server::start(listener, Arc::clone(&state), real);
        Upstream {
            server: Some(server),
            state,
            path: self.path,
            records: self.records,
            allows_unused: self.allows_unused,
        }
    }
}

/// An address without the slash at its end.
fn base(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// Writes what was recorded, or fails the test when file and requests do not fit.
impl Drop for Upstream {
    fn drop(&mut self) {
        // From here on nobody is answered.
        drop(self.server.take());
        if self.records {
            if !std::thread::panicking() {
                self.state.recording().write(&self.path);
            }
            return;
        }
        let complaint = self.state.complaint(self.allows_unused);
        if complaint.is_empty() {
            return;
        }
        if std::thread::panicking() {
            complain(&complaint);
        } else {
            panic!("{complaint}");
        }
    }
}

#[expect(clippy::print_stderr, reason = "the harness captures it")]
fn complain(complaint: &str) {
    eprintln!("{complaint}");
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("url", &self.url())
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
