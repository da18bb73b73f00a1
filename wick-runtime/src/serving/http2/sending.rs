//! The sending half of a call.

use std::future::poll_fn;

use bytes::{Buf as _, Bytes};
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use tonic::codegen::http::{HeaderMap, Response};

use super::Piece;

/// Bytes that are handed over without asking for room first: so a small answer goes out in one write, its
/// head with its message and its end.
const AT_ONCE: usize = 64 << 10;

/// Nobody takes the answer any more.
#[derive(Debug)]
pub(super) struct HungUp;

impl From<h2::Error> for HungUp {
    fn from(_: h2::Error) -> Self {
        Self
    }
}

pub(super) struct Sending {
    respond: SendResponse<Piece>,
    /// Once the head is sent.
    stream: Option<SendStream<Piece>>,
}

impl Sending {
    pub(super) fn to(respond: SendResponse<Piece>) -> Self {
        Self {
            respond,
            stream: None,
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.stream.is_some()
    }

    /// Begins the answer, which is over with that if `is_all`.
    pub(super) fn head(&mut self, head: Response<()>, is_all: bool) -> Result<(), HungUp> {
        self.stream = Some(self.respond.send_response(head, is_all)?);
        Ok(())
    }

    /// Sends `head` and `data`, in as many frames as there is room for. To be called after the head.
    pub(super) async fn data(&mut self, mut head: Bytes, mut data: Bytes) -> Result<(), HungUp> {
        let stream = self.stream.as_mut().ok_or(HungUp)?;
        while head.len() + data.len() > AT_ONCE {
            stream.reserve_capacity(head.len() + data.len());
            let room = poll_fn(|context| stream.poll_capacity(context)).await;
            let room = room.ok_or(HungUp)??;
            let first = head.split_to(room.min(head.len()));
            let second = data.split_to((room - first.len()).min(data.len()));
            stream.send_data(first.chain(second), false)?;
        }
        if !head.is_empty() || !data.is_empty() {
            stream.send_data(head.chain(data), false)?;
        }
        Ok(())
    }

    /// Ends the answer.
    pub(super) fn end(&mut self, trailers: Option<HeaderMap>) {
        let Some(stream) = &mut self.stream else {
            return;
        };
        // Both fail where nobody takes it any more.
        let _ = match trailers {
            Some(trailers) => stream.send_trailers(trailers),
            None => stream.send_data(Bytes::new().chain(Bytes::new()), true),
        };
    }

    /// Ends it as a fault.
    pub(super) fn break_off(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.send_reset(Reason::INTERNAL_ERROR);
        }
    }

    /// Waits until nobody takes the answer any more.
    pub(super) async fn hung_up(&mut self) {
        let ended = poll_fn(|context| match &mut self.stream {
            Some(stream) => stream.poll_reset(context),
            None => self.respond.poll_reset(context),
        });
        // Why is of no interest.
        let _ = ended.await;
    }
}
