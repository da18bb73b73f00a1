//! A call through tonic's layers.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use http_body::{Body as _, Frame};
use tonic::codegen::http::{Request, Response};
use tonic::service::Routes;
use tower::ServiceExt as _;

use super::Piece;
use super::sending::Sending;
use crate::serving::too_large;

/// Answers with what one of `routes` has to say. A caller that hangs up ends that.
pub(super) async fn answer(
    routes: Routes,
    request: Request<RecvStream>,
    respond: SendResponse<Piece>,
) {
    let mut sending = Sending::to(respond);
    let request = request.map(|stream| tonic::body::Body::new(Incoming(stream)));
    let response = tokio::select! {
        response = routes.oneshot(request) => response,
        () = sending.hung_up() => return,
    };
    let response = match response {
        Ok(response) => too_large::as_go_says(response),
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    let is_over = body.is_end_stream();
    if sending
        .head(Response::from_parts(head, ()), is_over)
        .is_err()
        || is_over
    {
        return;
    }
    let mut body = pin!(body);
    loop {
        let frame = tokio::select! {
            frame = poll_fn(|context| body.as_mut().poll_frame(context)) => frame,
            () = sending.hung_up() => return,
        };
        let sent = match frame {
            None => return sending.end(None),
            Some(Err(_)) => return sending.break_off(),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => sending.data(Bytes::new(), data).await,
                Err(frame) => return sending.end(frame.into_trailers().ok()),
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The messages of a request. Trailers have no meaning there, and tonic panics over very many of them.
struct Incoming(RecvStream);

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        let data = ready!(self.0.poll_data(context));
        if let Some(Ok(data)) = &data {
            // Fails where the stream is over, and then the room is not needed.
            let _ = self.0.flow_control().release_capacity(data.len());
        }
        Poll::Ready(data.map(|data| data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }
}
