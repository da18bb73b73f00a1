use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use tokio::time::{Instant, timeout_at};
use tonic::Status;
use wick_proto::wire::connector::Chunk;

use super::Client;
use super::chunks::Chunks;
use super::failure::is_late;
use crate::error::CallError;
use crate::guard::{Contained, Panicked};
use crate::host::{Lease, Observed};

/// What comes while an operation runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The next bytes of the result, which is JSON once it is complete.
    Data(Vec<u8>),
    /// How far the work is.
    Progress {
        /// Steps that are done.
        done: i32,
        /// Steps in all; 0 where that is not known.
        total: i32,
        /// What is being done, harmless to print.
        message: String,
    },
}

/// A chunk that says something, as it came.
enum Piece {
    Data(Bytes),
    Progress(Chunk),
}

/// The result of an operation while it comes in. Dropping it tells the plugin to stop.
#[derive(Debug)]
pub struct Output {
    pub(super) client: Arc<Client>,
    pub(super) operation: String,
    pub(super) chunks: Contained<Chunks>,
    pub(super) limit: Option<Duration>,
    pub(super) deadline: Option<Instant>,
    pub(super) bytes: usize,
    pub(super) ended: bool,
    /// After the stream: the process is free once the call is over.
    pub(super) lease: Option<Lease>,
    pub(super) observed: Option<Observed>,
}

impl Output {
    /// Keeps the process from being ended until the output is dropped.
    pub(crate) fn held_by(mut self, lease: Lease, observed: Observed) -> Self {
        self.lease = Some(lease);
        self.observed = Some(observed);
        self
    }

    /// The next event; `None` once the result is complete.
    ///
    /// # Errors
    ///
    /// What ended the call early. What came before is then not a result.
    pub async fn next(&mut self) -> Result<Option<Event>, CallError> {
        let piece = self.told().await?;
        Ok(piece.map(|piece| match piece {
            Piece::Data(data) => Event::Data(data.into()),
            Piece::Progress(chunk) => Event::Progress {
                done: chunk.progress,
                total: chunk.total,
                message: crate::logs::harmless_excerpt(&chunk.message),
            },
        }))
    }

    /// The next piece; notes how the call ended.
    async fn told(&mut self) -> Result<Option<Piece>, CallError> {
        let piece = self.piece().await;
        match &piece {
            Ok(Some(_)) => {}
            Ok(None) => self.observed.iter_mut().for_each(Observed::succeeded),
            Err(error) => self.failed(error),
        }
        piece
    }

    /// Notes that there is no result.
    pub(crate) fn failed(&mut self, error: &CallError) {
        self.observed
            .iter_mut()
            .for_each(|observed| observed.failed(error));
    }

    async fn piece(&mut self) -> Result<Option<Piece>, CallError> {
        while !self.ended {
            let chunk = self.chunk().await?;
            if let Some(error) = chunk.error {
                self.ended = true;
                let detail = Some(chunk.message.as_str());
                return Err(self.client.refusal(&self.operation, error, detail));
            }
            self.ended = chunk.eof;
            if chunk.eof {
                // The end of the stream is mostly there already; taking it spares a reset. Nobody waits
                // for it, as a plugin may never send it.
                let _ = self.next_chunk().now_or_never();
            }
            if !chunk.data.is_empty() {
                self.bytes += chunk.data.len();
                return Ok(Some(Piece::Data(chunk.data)));
            }
            if chunk.progress != 0 || chunk.total != 0 || !chunk.message.is_empty() {
                return Ok(Some(Piece::Progress(chunk)));
            }
        }
        Ok(None)
    }

    /// All of the result, if it has at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// What ended the call early, or [`CallError::TooLarge`].
    pub async fn collect(mut self, limit: usize) -> Result<Vec<u8>, CallError> {
        self.whole(limit).await
    }

    /// The same, when more is to be said of the call.
    pub(crate) async fn whole(&mut self, limit: usize) -> Result<Vec<u8>, CallError> {
        let mut result = Vec::new();
        while let Some(piece) = self.told().await? {
            let Piece::Data(data) = piece else { continue };
            if self.bytes > limit {
                let error = CallError::TooLarge {
                    connector: self.client.connector.clone(),
                    operation: self.operation.clone(),
                    limit,
                };
                self.failed(&error);
                return Err(error);
            }
            // Into one that grows in place, so that the memory of each piece serves the next ones too.
            result.extend_from_slice(&data);
        }
        Ok(result)
    }

    async fn chunk(&mut self) -> Result<Chunk, CallError> {
        let message = match self.deadline {
            None => self.next_chunk().await,
            // A stream that always has the next chunk ready would never be asked for the time.
            Some(deadline) if Instant::now() >= deadline => return Err(self.too_late()),
            Some(deadline) => match timeout_at(deadline, self.next_chunk()).await {
                Ok(message) => message,
                Err(_) => return Err(self.too_late()),
            },
        };
        let message = message.map_err(|panicked| {
            self.ended = true;
            self.client.panicked(&self.operation, panicked)
        })?;
        match message {
            Ok(Some(chunk)) => {
                self.lease.iter().for_each(Lease::answered);
                Ok(chunk)
            }
            Ok(None) => {
                self.ended = true;
                Err(CallError::Incomplete {
                    connector: self.client.connector.clone(),
                    operation: self.operation.clone(),
                    bytes: self.bytes,
                })
            }
            Err(status) if is_late(&status, self.deadline) => Err(self.too_late()),
            Err(status) => {
                self.ended = true;
                let failure = self.client.failure(&self.operation, self.limit, status);
                Err(failure.await)
            }
        }
    }

    async fn next_chunk(&mut self) -> Result<Result<Option<Chunk>, Status>, Panicked> {
        let next = async {
            match self.chunks.get() {
                Some(chunks) => chunks.next().await,
                None => Ok(None),
            }
        };
        self.client.channel.fault().guard(next).await
    }

    fn too_late(&mut self) -> CallError {
        self.ended = true;
        let limit = self.limit.unwrap_or_default();
        self.client.timed_out(&self.operation, limit)
    }
}
