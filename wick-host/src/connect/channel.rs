use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use h2::client::{self, SendRequest};
use h2::{Reason, RecvStream, SendStream};
use http_body::{Body as _, Frame};
use prost::Message;
use tonic::body::Body;
use tonic::codegen::http::header::{CONTENT_TYPE, TE};
use tonic::codegen::http::uri::{Authority, Parts, PathAndQuery, Scheme};
use tonic::codegen::http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use tonic::codegen::{Bytes, StdError};
use tower::Service;
use wick_proto::{framing, limits};

use super::dial::Connection;
use super::fault::Fault;
use super::status::readable;

/// Bytes of one call that may come in before they are read. Large, as a result of many megabytes would
/// otherwise wait for the host thousands of times.
const STREAM_WINDOW: u32 = 4 << 20;

/// The same over the whole connection: without a limit of its own, as those of single calls are
/// limited. Else a few results that nobody reads would hold up all other calls.
const CONNECTION_WINDOW: u32 = i32::MAX.cast_unsigned();

/// Bytes of a request that are handed over without asking for room first: so a small request goes out in
/// one write, its head with its message.
const AT_ONCE: usize = 64 << 10;

/// Calls that are over before their streams, of which it is remembered for a moment that they are.
const KEPT_RESETS: usize = 4096;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const TRAILERS: HeaderValue = HeaderValue::from_static("trailers");

/// HTTP/2 over the one connection, shared by all calls. There is no second: it would have no peer that
/// was checked, and the plugin's standard output is not sent again.
///
/// A call speaks HTTP/2 by itself, and one task carries the bytes of all. tonic's own channel, which
/// reconnects, balances and queues, and hyper's client below it would let every call pass through
/// four more tasks; waking those took most of the time of a small call.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    requests: SendRequest<Bytes>,
    fault: Fault,
}

impl Channel {
    /// Begins HTTP/2. No keepalive: a Go server ends the connection of a client that pings more often
    /// than every five minutes.
    pub(super) async fn over(connection: Connection) -> Result<Self, h2::Error> {
        let (requests, speaking) = client::Builder::new()
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_frame_size(limits::FRAME_BYTES)
            .max_header_list_size(limits::MAX_HEADER_LIST_BYTES)
            .enable_push(false)
            // A call is over with its last message, mostly before the end of its stream has come. What
            // comes then for a call that was forgotten must not count as a fault of the plugin, which
            // would end the connection after a thousand of them.
            .max_concurrent_reset_streams(KEPT_RESETS)
            .max_local_error_reset_streams(None)
            .handshake(connection)
            .await?;
        let fault = Fault::default();
        let guarding = fault.clone();
        // Ends with the connection, or with the last copy of the channel.
        tokio::spawn(async move {
            if let Ok(Err(error)) = guarding.guard(speaking).await {
                tracing::debug!("a connection to a plugin failed: {error}");
            }
        });
        Ok(Self { requests, fault })
    }

    /// What guards the work on what comes.
    pub(crate) fn fault(&self) -> &Fault {
        &self.fault
    }

    /// Calls `path` with one message, without tonic's layers; gives what comes back.
    pub(crate) async fn open(
        &self,
        path: &'static str,
        headers: HeaderMap,
        message: &impl Message,
    ) -> Result<Response<RecvStream>, h2::Error> {
        let mut head = Request::new(());
        *head.method_mut() = Method::POST;
        *head.uri_mut() = absolute(PathAndQuery::from_static(path));
        *head.headers_mut() = headers;
        head.headers_mut().insert(TE, TRAILERS);
        head.headers_mut().insert(CONTENT_TYPE, GRPC);
        let mut framed = Vec::new();
        framing::append(message, &mut framed);
        let mut framed = Bytes::from(framed);
        let (response, mut stream) = self
            .requests
            .clone()
            .ready()
            .await?
            .send_request(head, false)?;
        let mut response = pin!(response);
        if framed.len() <= AT_ONCE {
            // Both fail where the stream is over, which the response tells.
            let _ = stream.send_data(framed, true);
            return response.await;
        }
        let mut sending = pin!(async move {
            while !framed.is_empty() && send_some(&mut stream, &mut framed).await {}
            let _ = stream.send_data(framed, true);
        });
        let mut sent = false;
        poll_fn(|context| {
            sent = sent || sending.as_mut().poll(context).is_ready();
            response.as_mut().poll(context)
        })
        .await
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Answer>;
    type Error = StdError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // Each call waits for its own turn.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = absolute(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
        let requests = self.requests.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let head = Request::from_parts(head, ());
            let (response, stream) = requests.ready().await?.send_request(head, false)?;
            let mut response = pin!(response);
            let mut sending = pin!(send(body, stream));
            let mut sent = false;
            // A plugin may answer before it has read all, as one does that finds the message too large.
            let response = poll_fn(|context| {
                if !sent && let Poll::Ready(done) = sending.as_mut().poll(context) {
                    done?;
                    sent = true;
                }
                response.as_mut().poll(context).map_err(StdError::from)
            });
            Ok(taken(response.await?))
        })
    }
}

/// Sends a request's messages.
///
/// # Errors
///
/// Those of the messages. What breaks the connection shows in the response too, and better.
async fn send(body: Body, mut stream: SendStream<Bytes>) -> Result<(), StdError> {
    let mut body = pin!(body);
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(mut data) = frame?.into_data() else {
            continue;
        };
        while data.len() > AT_ONCE {
            if !send_some(&mut stream, &mut data).await {
                return Ok(());
            }
        }
        if stream.send_data(data, false).is_err() {
            return Ok(());
        }
    }
    // Fails where the stream is over, which the response tells.
    let _ = stream.send_data(Bytes::new(), true);
    Ok(())
}

/// Sends as much of `data` as there is room for, once there is some; whether the stream still takes any.
async fn send_some(stream: &mut SendStream<Bytes>, data: &mut Bytes) -> bool {
    stream.reserve_capacity(data.len());
    let Some(Ok(room)) = poll_fn(|context| stream.poll_capacity(context)).await else {
        return false;
    };
    stream
        .send_data(data.split_to(room.min(data.len())), false)
        .is_ok()
}

/// The messages of a response. Dropping it before its end tells the plugin to stop.
#[derive(Debug)]
pub(crate) struct Answer {
    stream: RecvStream,
    data_ended: bool,
}

impl Answer {
    fn of(stream: RecvStream) -> Self {
        Self {
            stream,
            data_ended: false,
        }
    }
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        if !self.data_ended {
            match ready!(self.stream.poll_data(context)) {
                Some(Ok(data)) => {
                    // Fails where the stream is over, and then nobody needs the room.
                    let _ = self.stream.flow_control().release_capacity(data.len());
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                // The plugin has said all that it will.
                Some(Err(error))
                    if matches!(error.reason(), Some(Reason::NO_ERROR | Reason::CANCEL)) =>
                {
                    return Poll::Ready(None);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => self.data_ended = true,
            }
        }
        let trailers = ready!(self.stream.poll_trailers(context)).transpose();
        Poll::Ready(trailers.map(|trailers| Ok(Frame::trailers(readable(&trailers?)))))
    }

    fn is_end_stream(&self) -> bool {
        self.stream.is_end_stream()
    }
}

/// A response without the headers that mean nothing here.
fn taken(response: Response<RecvStream>) -> Response<Answer> {
    let (mut head, stream) = response.into_parts();
    head.headers = readable(&head.headers);
    Response::from_parts(head, Answer::of(stream))
}

/// Any authority is accepted by Go; one with a path of a socket would be by nobody.
fn absolute(path: PathAndQuery) -> Uri {
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(Authority::from_static("localhost"));
    parts.path_and_query = Some(path);
    // Of whole parts a whole address comes.
    Uri::from_parts(parts).unwrap_or_default()
}
