//! A call under the control of the test.

use std::sync::Arc;

use futures_util::StreamExt as _;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Code, Status};
use wick_proto::ErrorDetail;
use wick_proto::wire::connector as wire;

use super::backend::Chunks;
use super::process::soon;
use super::scrub::Scrubber;
use super::{Answer, DEADLINE_EXCEEDED, TRANSPORT};
use crate::context::Progress;
use crate::{Error, Result};

/// A call that was sent. Dropping it hangs up.
pub struct Running {
    operation: String,
    scrubber: Arc<Scrubber>,
    chunks: mpsc::Receiver<Result<wire::Chunk, Status>>,
    /// Drives the call, as a connection does.
    _driver: AbortOnDropHandle<()>,
    bytes: Vec<u8>,
    progress: Vec<Progress>,
    end: Option<Result<()>>,
    has_limit: bool,
}

/// What comes next of an answer.
enum Event {
    Progress(Progress),
    Piece(Vec<u8>),
}

impl Running {
    pub(super) fn new(
        operation: String,
        scrubber: Arc<Scrubber>,
        chunks: Result<Chunks, Status>,
        has_limit: bool,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(1);
        let driver = tokio::spawn(async move {
            let mut chunks = match chunks {
                Ok(chunks) => chunks,
                Err(status) => futures_util::stream::once(async { Err(status) }).boxed(),
            };
            while let Some(chunk) = chunks.next().await {
                if sender.send(chunk).await.is_err() {
                    break;
                }
            }
        });
        Self {
            operation,
            scrubber,
            chunks: receiver,
            _driver: AbortOnDropHandle::new(driver),
            bytes: Vec::new(),
            progress: Vec::new(),
            end: None,
            has_limit,
        }
    }

    /// Waits for the next report of progress.
    ///
    /// # Panics
    ///
    /// When the call ends without one.
    pub async fn progressed(&mut self) -> Progress {
        loop {
            match self.next().await {
                Some(Event::Progress(report)) => return report,
                Some(Event::Piece(_)) => {}
                None => panic!(
                    "`{}` ended without a further report: {:?}",
                    self.operation, self.end
                ),
            }
        }
    }

    /// Waits for the next piece of the result, as it comes over the wire; `None` at its end.
    ///
    /// # Errors
    ///
    /// That of the operation, which is the last.
    pub async fn piece(&mut self) -> Option<Result<Vec<u8>>> {
        loop {
            match self.next().await {
                Some(Event::Piece(bytes)) => return Some(Ok(bytes)),
                Some(Event::Progress(_)) => {}
                None => return self.end.take()?.err().map(Err),
            }
        }
    }

    /// Waits for the result.
    ///
    /// # Errors
    ///
    /// That of the operation.
    pub async fn finish(mut self) -> Result<Answer> {
        while self.next().await.is_some() {}
        match self.end.take() {
            Some(Err(error)) => Err(error),
            _ => Ok(Answer {
                operation: self.operation,
                bytes: self.bytes,
                progress: self.progress,
                scrubber: self.scrubber,
            }),
        }
    }

    /// Hangs up, as a host does when a person presses Stop. The operation is dropped; one that
    /// blocks finds [`Context::is_cancelled`](crate::Context::is_cancelled).
    pub fn cancel(self) {}

    /// Hangs up as a host does when the time of the call is up, whatever clocks say, and gives the error
    /// that its caller sees.
    pub fn time_is_up(self) -> Error {
        let message = format!("`{}` took longer than its caller waits", self.operation);
        Error::new(DEADLINE_EXCEEDED, message)
    }

    async fn next(&mut self) -> Option<Event> {
        if self.end.is_some() {
            return None;
        }
        match soon(self.chunks.recv()).await {
            Some(Ok(chunk)) => self.read(chunk),
            // So says tonic when the limit passes on the side of the caller.
            Some(Err(status)) if self.has_limit && status.code() == Code::Cancelled => {
                self.ends(Err(Error::new(DEADLINE_EXCEEDED, status.message())))
            }
            Some(Err(status)) => self.ends(Err(refusal(&status))),
            None => self.ends(Err(Error::new(TRANSPORT, "the answer was broken off"))),
        }
    }

    fn read(&mut self, chunk: wire::Chunk) -> Option<Event> {
        if let Some(error) = chunk.error {
            let detail = ErrorDetail::from_json(&chunk.message);
            return self.ends(Err(Error::from_wire(error.code, error.message, detail)));
        }
        if chunk.eof {
            self.bytes.extend(&chunk.data);
            return self.ends(Ok(()));
        }
        if !chunk.data.is_empty() {
            self.bytes.extend(&chunk.data);
            return Some(Event::Piece(chunk.data.into()));
        }
        let number = |count: i32| u32::try_from(count).unwrap_or_default();
        let report = Progress {
            done: number(chunk.progress),
            total: number(chunk.total),
            message: chunk.message,
        };
        self.progress.push(report.clone());
        Some(Event::Progress(report))
    }

    fn ends(&mut self, how: Result<()>) -> Option<Event> {
        self.end = Some(how);
        None
    }
}

/// A status of gRPC as an error.
pub(super) fn refusal(status: &Status) -> Error {
    let code = match status.code() {
        Code::DeadlineExceeded => DEADLINE_EXCEEDED,
        _ => TRANSPORT,
    };
    let message = format!("{:?}: {}", status.code(), status.message());
    Error::new(code, message)
}
