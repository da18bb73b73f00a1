//! The HTTP server of an upstream.

use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;
use url::Url;

use super::forward;
use super::state::{Seen, State};

/// A server in a thread of its own, so that it is none of the tasks that a test is asked about.
pub(super) struct Server {
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

pub(super) fn bind() -> TcpListener {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

impl Server {
    /// Serves `state`, and records what `real` answers if there is one.
    pub(super) fn start(listener: TcpListener, state: Arc<State>, real: Option<Url>) -> Self {
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("wick-upstream".into())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                // Dropping the runtime closes all connections.
                runtime.block_on(async {
                    tokio::select! {
                        () = serve(listener, state, real) => {}
                        _ = ended => {}
                    }
                });
            })
            .unwrap();
        Self {
            end: Some(end),
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // It panics in no way that a test could be told of here.
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<State>, real: Option<Url>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let client = real.is_some().then(forward::client);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (state, real, client) = (Arc::clone(&state), real.clone(), client.clone());
        let answer = service_fn(move |request| {
            let (state, real, client) = (Arc::clone(&state), real.clone(), client.clone());
            async move {
                let real = real.as_ref().zip(client.as_ref());
                Ok::<_, Infallible>(answer(&state, real, request).await)
            }
        });
        tokio::spawn(async move {
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
            // A caller that hangs up is no failure.
            let _ = connection.await;
        });
    }
}

async fn answer(
    state: &State,
    real: Option<(&Url, &reqwest::Client)>,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        // The caller hung up; nobody reads the answer.
        return refusal("the request was broken off");
    };
    let body = body.to_bytes().to_vec();
    let method = head.method.as_str();
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let content_type = head.headers.get(CONTENT_TYPE);
    let is_form = content_type.is_some_and(|value| {
        value
            .as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    let normal = state.normalizer.request(method, target, is_form, &body);
    state.arrived(Seen::new(
        method.to_owned(),
        target.to_owned(),
        head.headers.clone(),
        body.clone(),
        normal.clone(),
    ));
    let Some((real, client)) = real else {
        return match state.replay(&normal) {
            Ok(recorded) => {
                let headers = recorded.headers.iter();
                let headers = headers.filter_map(|(name, value)| {
                    let name: HeaderName = name.parse().ok()?;
                    Some((name, HeaderValue::from_str(value).ok()?))
                });
                response(recorded.status, headers.collect(), recorded.body.bytes())
            }
            Err(reason) => refusal(&reason),
        };
    };
    let headers = head.headers.clone();
    match forward::forward(client, real, method, target, headers, body).await {
        Ok(answered) => {
            let normalizer = &state.normalizer;
            let recorded = normalizer.response(answered.status, &answered.headers, &answered.body);
            state.record(normal, recorded);
            let headers = answered.headers.iter().filter_map(|(name, value)| {
                let local = normalizer.real_header(&String::from_utf8_lossy(value.as_bytes()));
                Some((name.clone(), HeaderValue::from_str(&local).ok()?))
            });
            let body = normalizer.real_body(&answered.body);
            response(answered.status, headers.collect(), body)
        }
        Err(reason) => {
            state.unanswered(&reason);
            refusal(&reason)
        }
    }
}

fn response(status: u16, headers: HeaderMap, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = headers;
    response
}

/// What a connector sees when there is nothing to replay; the test is told when the upstream ends.
fn refusal(reason: &str) -> Response<Full<Bytes>> {
    let body = reason.as_bytes().to_vec();
    response(StatusCode::NOT_IMPLEMENTED.as_u16(), HeaderMap::new(), body)
}
