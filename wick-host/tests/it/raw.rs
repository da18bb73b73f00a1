//! A plugin's server without gRPC: it answers each path with the headers and bytes that it is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use h2::server::{self, SendResponse};
use tokio::net::UnixListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tonic::codegen::Bytes;
use tonic::codegen::http::{HeaderMap, HeaderName, HeaderValue, Response};
use wick_proto::framing;
use wick_proto::tls::{self, Identity};
use wick_proto::wire::connector::Chunk;

use crate::server::Fake;

pub(crate) const EXECUTE_STREAM: &str = "/wick.connector.v1.Connector/ExecuteStream";

/// Headers, of which HTTP/2 allows any bytes in values.
pub(crate) type Headers = Vec<(String, Vec<u8>)>;

/// An answer, whatever is asked.
#[derive(Clone, Debug)]
pub(crate) struct Reaction {
    pub(crate) status: u16,
    pub(crate) head: Headers,
    /// Without one, the head is the end.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) trailers: Headers,
}

impl Reaction {
    /// Of headers only.
    pub(crate) fn head(head: Headers) -> Self {
        Self {
            status: 200,
            head,
            body: None,
            trailers: Headers::new(),
        }
    }

    /// With one result, in the messages that the path has.
    pub(crate) fn result(path: &str, head: Headers, trailers: Headers) -> Self {
        let mut body = Vec::new();
        let chunk = |data: &'static str, eof| Chunk {
            data: data.into(),
            eof,
            ..Chunk::default()
        };
        match path == EXECUTE_STREAM {
            true => [chunk("[1]", false), chunk("", true)]
                .iter()
                .for_each(|chunk| framing::append(chunk, &mut body)),
            // The empty message is one of each type.
            false => framing::append(&Chunk::default(), &mut body),
        }
        Self {
            status: 200,
            head,
            body: Some(body),
            trailers,
        }
    }
}

pub(crate) fn headers(all: &[(&str, &[u8])]) -> Headers {
    all.iter()
        .map(|(name, value)| ((*name).to_owned(), value.to_vec()))
        .collect()
}

/// What is answered where; paths that are not in it get a sound answer, and `None` gets none.
#[derive(Clone, Default)]
pub(crate) struct Reactions(Arc<Mutex<HashMap<String, Option<Reaction>>>>);

impl Reactions {
    pub(crate) fn set(&self, path: &str, reaction: Option<Reaction>) {
        self.0.lock().unwrap().insert(path.to_owned(), reaction);
    }

    pub(crate) fn reset(&self, path: &str) {
        self.0.lock().unwrap().remove(path);
    }

    fn to(&self, path: &str) -> Option<Reaction> {
        let told = self.0.lock().unwrap().get(path).cloned();
        told.unwrap_or_else(|| Some(sound(path)))
    }
}

fn sound(path: &str) -> Reaction {
    let status = |code: &'static [u8]| headers(&[("grpc-status", code)]);
    match path.starts_with("/wick.") {
        true => Reaction::result(path, Headers::new(), status(b"0")),
        false => Reaction::head(status(b"12")),
    }
}

/// Serves over mutual TLS, for one process.
pub(crate) async fn serve(fake: Arc<Fake>, reactions: Reactions) {
    let peer = fake.host_certificate().await;
    let identity = Identity::generate().unwrap();
    let acceptor = TlsAcceptor::from(tls::server_config(&identity, peer).unwrap());
    let listener = fake.listen();
    fake.announce(Some(identity.certificate_der())).await;
    accept(listener, acceptor, reactions).await;
}

async fn accept(listener: UnixListener, acceptor: TlsAcceptor, reactions: Reactions) {
    while let Ok((stream, _)) = listener.accept().await {
        let stream = acceptor.accept(stream).await.unwrap();
        tokio::spawn(speak(stream, reactions.clone()));
    }
}

async fn speak(stream: TlsStream<tokio::net::UnixStream>, reactions: Reactions) {
    let mut connection = server::handshake(stream).await.unwrap();
    // What hangs is kept.
    let mut hanging = Vec::new();
    while let Some(Ok((request, respond))) = connection.accept().await {
        match reactions.to(request.uri().path()) {
            Some(reaction) => answer(reaction, respond),
            None => hanging.push(respond),
        }
    }
}

fn answer(reaction: Reaction, mut respond: SendResponse<Bytes>) {
    let mut head = Response::new(());
    *head.status_mut() = reaction.status.try_into().unwrap();
    *head.headers_mut() = map(reaction.head);
    let Some(body) = reaction.body else {
        let _ = respond.send_response(head, true);
        return;
    };
    let mut stream = respond.send_response(head, false).unwrap();
    stream.send_data(body.into(), false).unwrap();
    stream.send_trailers(map(reaction.trailers)).unwrap();
}

fn map(headers: Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.append(name, HeaderValue::from_bytes(&value).unwrap());
    }
    map
}
