//! The answer of `ExecuteStream`.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::{mpsc, watch};
use tonic::Status;
use wick_proto::limits::STREAM_CHUNK_BYTES;
use wick_proto::wire::connector::Chunk;

use super::on_the_wire;
use crate::Error;
use crate::context::{Progress, ProgressSender};
use crate::serving::services::Answer;

/// What becomes of an operation.
type Outcome = Result<Result<Vec<u8>, Error>, Status>;

/// An operation that is at work, and what it tells meanwhile.
struct Work {
    outcome: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    reports: watch::Receiver<Option<Progress>>,
    made: mpsc::Receiver<Vec<u8>>,
    /// Kept so that the end of the work, which is told by its outcome, is not told by these as well: each
    /// would wake the transport.
    _senders: (ProgressSender, mpsc::Sender<Vec<u8>>),
}

/// How far an answer is.
enum State {
    Working(Work),
    Sending(Box<dyn Iterator<Item = Result<Chunk, Status>> + Send>),
}

/// What the work tells of its progress and makes of the result while it goes on; then the rest of the
/// result in chunks with an empty last one, or one chunk with its error.
///
/// The answer drives the work, so that a caller who hangs up drops it at once.
pub(super) fn answer<W>(
    begin: impl FnOnce(ProgressSender, mpsc::Sender<Vec<u8>>) -> W,
) -> Answer<Chunk>
where
    W: Future<Output = Outcome> + Send + 'static,
{
    let (progress, reports) = watch::channel(None);
    // Room for one: the operation makes the next only when the transport has taken the last.
    let (chunks, made) = mpsc::channel(1);
    let work = Work {
        outcome: Box::pin(begin(progress.clone(), chunks.clone())),
        reports,
        made,
        _senders: (progress, chunks),
    };
    stream::unfold(State::Working(work), next).boxed()
}

async fn next(state: State) -> Option<(Result<Chunk, Status>, State)> {
    let mut chunks = match state {
        State::Sending(chunks) => chunks,
        State::Working(mut work) => tokio::select! {
            biased;
            Ok(()) = work.reports.changed() => {
                let report = work.reports.borrow_and_update().clone().unwrap_or_default();
                return Some((Ok(progress(report)), State::Working(work)));
            }
            Some(piece) = work.made.recv() => {
                return Some((Ok(data(piece)), State::Working(work)));
            }
            outcome = &mut work.outcome => {
                // It may have come since its turn was.
                let last = work.reports.borrow_and_update();
                let last = last.has_changed().then(|| last.clone()).flatten();
                let last = last.map(|report| Ok(progress(report)));
                Box::new(last.into_iter().chain(chunks(outcome, work.made)))
            }
        },
    };
    let chunk = chunks.next()?;
    Some((chunk, State::Sending(chunks)))
}

fn chunks(
    outcome: Outcome,
    mut made: mpsc::Receiver<Vec<u8>>,
) -> Box<dyn Iterator<Item = Result<Chunk, Status>> + Send> {
    match outcome {
        Ok(Ok(rest)) => {
            let made = std::iter::from_fn(move || made.try_recv().ok());
            Box::new(made.map(data).chain(pieces(rest)).map(Ok))
        }
        Ok(Err(error)) => Box::new(std::iter::once(Ok(Chunk {
            error: Some(on_the_wire(&error)),
            message: error.detail().to_json().unwrap_or_default(),
            ..Chunk::default()
        }))),
        Err(status) => Box::new(std::iter::once(Err(status))),
    }
}

/// A chunk that a Go host passes over: without data, error and end.
fn progress(report: Progress) -> Chunk {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    Chunk {
        progress: number(report.done),
        total: number(report.total),
        message: report.message,
        ..Chunk::default()
    }
}

fn data(data: impl Into<Bytes>) -> Chunk {
    Chunk {
        data: data.into(),
        ..Chunk::default()
    }
}

/// None of them is a copy.
fn pieces(result: Vec<u8>) -> impl Iterator<Item = Chunk> + Send {
    let mut rest = Bytes::from(result);
    let full = std::iter::from_fn(move || {
        let length = rest.len().min(STREAM_CHUNK_BYTES);
        (length > 0).then(|| data(rest.split_to(length)))
    });
    let last = Chunk {
        eof: true,
        ..Chunk::default()
    };
    full.chain([last])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_chunk_ends_every_result() {
        for length in [0, 1, STREAM_CHUNK_BYTES, STREAM_CHUNK_BYTES + 1] {
            let chunks: Vec<_> = pieces(vec![7; length]).collect();
            let (last, data) = chunks.split_last().unwrap();
            assert!(last.eof && last.data.is_empty());
            assert!(
                data.iter()
                    .all(|chunk| !chunk.eof && !chunk.data.is_empty())
            );
            let lengths = data.iter().map(|chunk| chunk.data.len());
            assert!(lengths.clone().all(|length| length <= STREAM_CHUNK_BYTES));
            assert_eq!(lengths.sum::<usize>(), length);
        }
    }

    #[tokio::test]
    async fn pieces_come_before_the_end_and_before_the_rest() {
        let work = async |_, sink: mpsc::Sender<Vec<u8>>| {
            sink.send(b"[1".to_vec()).await.unwrap();
            sink.send(b",2".to_vec()).await.unwrap();
            Ok(Ok(b"]".to_vec()))
        };
        let chunks: Vec<Chunk> = answer(work).map(Result::unwrap).collect().await;
        let seen: Vec<_> = chunks.iter().map(|chunk| chunk.data.as_ref()).collect();
        assert_eq!(seen, [b"[1".as_slice(), b",2", b"]", b""]);
        assert!(chunks[3].eof && !chunks[2].eof);
    }

    #[tokio::test]
    async fn reports_come_before_the_result() {
        let work = async |sender: ProgressSender, _| {
            sender.send_replace(Some(Progress {
                done: 3,
                total: u32::MAX,
                message: "three".into(),
            }));
            tokio::task::yield_now().await;
            Ok(Ok(b"{}".to_vec()))
        };
        let chunks: Vec<Chunk> = answer(work).map(Result::unwrap).collect().await;
        let seen: Vec<_> = chunks
            .iter()
            .map(|chunk| (chunk.progress, chunk.total, chunk.data.len(), chunk.eof))
            .collect();
        assert_eq!(
            seen,
            [(3, i32::MAX, 0, false), (0, 0, 2, false), (0, 0, 0, true)]
        );
    }

    #[tokio::test]
    async fn an_error_is_one_chunk_without_an_end() {
        let work = async |_, _| Ok(Err(Error::new("odd", "so it is").hint("look twice")));
        let chunks: Vec<_> = answer(work).collect().await;
        let [Ok(chunk)] = chunks.as_slice() else {
            panic!("{chunks:?}");
        };
        assert_eq!(chunk.error.as_ref().unwrap().code, "odd");
        assert_eq!(chunk.message, r#"{"hint":"look twice"}"#);
        assert!(!chunk.eof);
    }
}
