//! A server of files that behaves as it is told, on a thread of its own.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::tls::{Authority, TlsListener};

/// How a request is answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A file, from where the request asks for it if the tag is still the same.
    File {
        bytes: Vec<u8>,
        etag: Option<&'static str>,
    },
    /// The file, and the connection breaks after so many bytes of it.
    Broken {
        bytes: Vec<u8>,
        etag: Option<&'static str>,
        after: usize,
    },
    /// So many bytes are announced; there is no end to what comes.
    Announced(u64),
    /// No end, and no length.
    Endless,
    /// A byte now and then, and no end.
    Trickle,
    /// These bytes, and then nothing more.
    Stalled(Vec<u8>),
    /// Not even the beginning of an answer.
    Silent,
    Redirect(String),
    Status(u16),
    /// Exactly this.
    With {
        status: u16,
        headers: Vec<(&'static str, String)>,
        bytes: Vec<u8>,
    },
}

/// A server that is busy, and says for how long.
pub(crate) fn busy(status: u16, retry_after: &str) -> Answer {
    Answer::With {
        status,
        headers: vec![("retry-after", retry_after.to_owned())],
        bytes: Vec::new(),
    }
}

/// A file that the server says to have encoded.
pub(crate) fn encoded(encoding: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    Answer::With {
        status: 200,
        headers: vec![("content-encoding", encoding.to_owned())],
        bytes: bytes.into(),
    }
}

/// A file that does not change.
pub(crate) fn file(bytes: impl Into<Vec<u8>>) -> Answer {
    Answer::File {
        bytes: bytes.into(),
        etag: None,
    }
}

/// What a client asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    headers: HeaderMap,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Debug, Default)]
struct Shelf {
    answers: Mutex<HashMap<String, VecDeque<Answer>>>,
    asked: Mutex<Vec<Asked>>,
}

/// The server, until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    shelf: Arc<Shelf>,
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn http() -> Self {
        Self::start("http", |listener| listener)
    }

    pub(crate) fn https(authority: &Authority) -> Self {
        Self::start("https", |listener| TlsListener::new(listener, authority))
    }

    fn start<L>(scheme: &str, wrap: impl FnOnce(TcpListener) -> L + Send) -> Self
    where
        L: Listener<Addr = SocketAddr>,
    {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let any = (Ipv4Addr::LOCALHOST, 0);
        let listener = std::net::TcpListener::bind(any).unwrap();
        listener.set_nonblocking(true).unwrap();
        let origin = format!("{scheme}://{}", listener.local_addr().unwrap());
        let listener = {
            let _inside = runtime.enter();
            wrap(TcpListener::from_std(listener).unwrap())
        };
        let shelf = Arc::new(Shelf::default());
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shelf));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let serving = axum::serve(listener, app).into_future();
                tokio::select! {
                    _ = serving => {}
                    _ = stopped => {}
                }
            });
            // Answers without an end are not waited for.
            runtime.shutdown_background();
        });
        Self {
            shelf,
            origin,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The address of a path that begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Answers requests of this path so from now on.
    pub(crate) fn put(&self, path: &str, answer: Answer) {
        self.put_all(path, [answer]);
    }

    /// Answers the next requests so, one after the other; the last stays.
    pub(crate) fn put_all(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().collect();
        self.shelf
            .answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), answers);
    }

    /// What was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shelf.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().unwrap().join();
    }
}

async fn answer(State(shelf): State<Arc<Shelf>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    shelf.asked.lock().unwrap().push(Asked {
        headers: request.headers().clone(),
    });
    let next = {
        let mut answers = shelf.answers.lock().unwrap();
        let queue = answers.entry(path).or_default();
        match queue.len() {
            0 => Answer::Status(404),
            1 => queue[0].clone(),
            _ => queue.pop_front().unwrap(),
        }
    };
    respond(next, request.headers()).await
}

async fn respond(answer: Answer, asked: &HeaderMap) -> Response {
    let piece = || Ok::<_, Infallible>(vec![b'x'; 16 << 10]);
    match answer {
        Answer::File { bytes, etag } => part(&bytes, etag, asked, None),
        Answer::Broken { bytes, etag, after } => part(&bytes, etag, asked, Some(after)),
        Answer::Announced(length) => {
            let body = Body::from_stream(stream::repeat_with(piece));
            ([(header::CONTENT_LENGTH, length)], body).into_response()
        }
        Answer::Endless => Body::from_stream(stream::repeat_with(piece)).into_response(),
        Answer::Trickle => {
            let ticks = tokio::time::interval(Duration::from_millis(5));
            let bytes = stream::unfold(ticks, async |mut ticks| {
                ticks.tick().await;
                Some((Ok::<_, Infallible>("x"), ticks))
            });
            Body::from_stream(bytes).into_response()
        }
        Answer::Stalled(bytes) => {
            let first = stream::iter([Ok::<_, Infallible>(bytes)]);
            Body::from_stream(first.chain(stream::pending())).into_response()
        }
        Answer::Silent => std::future::pending().await,
        Answer::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Answer::With {
            status,
            headers,
            bytes,
        } => {
            let mut response = bytes.into_response();
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
    }
}

/// All of the file or the rest that is asked for, up to where the connection is to break.
fn part(
    bytes: &[u8],
    etag: Option<&'static str>,
    asked: &HeaderMap,
    after: Option<usize>,
) -> Response {
    let is_tag = |name| etag.is_some_and(|tag| asked.get(name).is_some_and(|asked| asked == tag));
    if is_tag(header::IF_NONE_MATCH) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let start = asked
        .get(header::RANGE)
        .filter(|_| is_tag(header::IF_RANGE));
    let start = start.map(|range| {
        let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
        range.strip_suffix('-').unwrap().parse::<usize>().unwrap()
    });
    let whole = bytes.len();
    let rest = bytes[start.unwrap_or(0)..].to_vec();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_LENGTH, rest.len().into());
    if let Some(tag) = etag {
        headers.insert(header::ETAG, HeaderValue::from_static(tag));
    }
    let status = match start {
        Some(start) => {
            let range = format!("bytes {start}-{}/{whole}", whole - 1);
            headers.insert(header::CONTENT_RANGE, range.parse().unwrap());
            StatusCode::PARTIAL_CONTENT
        }
        None => StatusCode::OK,
    };
    let body = match after {
        None => Body::from(rest),
        Some(after) => {
            let first = rest[..after.min(rest.len())].to_vec();
            let first = stream::iter([Ok(first)]);
            let broken = stream::once(async {
                // What is there is sent before more is asked for.
                tokio::task::yield_now().await;
                Err(std::io::Error::other("the connection breaks"))
            });
            Body::from_stream(first.chain(broken))
        }
    };
    (status, headers, body).into_response()
}
