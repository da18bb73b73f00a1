//! The pieces of a result as a stream.

use std::pin::Pin;

use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;

use crate::error::Result;

enum State<F> {
    Working(Pin<Box<F>>, mpsc::Receiver<Vec<u8>>),
    /// The work is done; pieces may be left.
    Done(Result<Vec<u8>>, mpsc::Receiver<Vec<u8>>),
    Ended,
}

/// The pieces that `work` sends to `chunks`, then what it gives.
pub(super) fn of<F>(
    work: F,
    chunks: mpsc::Receiver<Vec<u8>>,
) -> impl Stream<Item = Result<Vec<u8>>> + Send + use<F>
where
    F: Future<Output = Result<Vec<u8>>> + Send,
{
    let pieces = stream::unfold(State::Working(Box::pin(work), chunks), next);
    pieces.filter(|piece| std::future::ready(!matches!(piece, Ok(piece) if piece.is_empty())))
}

async fn next<F>(state: State<F>) -> Option<(Result<Vec<u8>>, State<F>)>
where
    F: Future<Output = Result<Vec<u8>>> + Send,
{
    let (end, mut chunks) = match state {
        State::Ended => return None,
        State::Done(end, chunks) => (end, chunks),
        State::Working(mut work, mut chunks) => tokio::select! {
            biased;
            Some(piece) = chunks.recv() => return Some((Ok(piece), State::Working(work, chunks))),
            end = &mut work => (end, chunks),
        },
    };
    match chunks.try_recv() {
        Ok(piece) => Some((Ok(piece), State::Done(end, chunks))),
        Err(_) => Some((end, State::Ended)),
    }
}
