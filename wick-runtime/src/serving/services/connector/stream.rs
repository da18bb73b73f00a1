//! The answer of `ExecuteStream`.

use std::pin::Pin;

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tonic::Status;
use wick_proto::limits::STREAM_CHUNK_BYTES;
use wick_proto::wire::connector::Chunk;

use super::on_the_wire;
use crate::Error;
use crate::context::Progress;
use crate::serving::services::Answer;

/// What becomes of an operation.
type Outcome = Result<Result<Vec<u8>, Error>, Status>;

/// How far an answer is.
enum State {
    Working(
        Pin<Box<dyn Future<Output = Outcome> + Send>>,
        watch::Receiver<Option<Progress>>,
    ),
    Sending(Box<dyn Iterator<Item = Result<Chunk, Status>> + Send>),
}

/// Progress while `work` goes on; then its result in chunks with an empty last one, or one chunk
/// with its error.
///
/// The answer drives the work, so that a caller who hangs up drops it at once.
pub(super) fn answer(
    work: impl Future<Output = Outcome> + Send + 'static,
    reports: watch::Receiver<Option<Progress>>,
) -> Answer<Chunk> {
    stream::unfold(State::Working(Box::pin(work), reports), next).boxed()
}

async fn next(state: State) -> Option<(Result<Chunk, Status>, State)> {
    let mut chunks = match state {
        State::Sending(chunks) => chunks,
        State::Working(mut work, mut reports) => tokio::select! {
            biased;
            // Fails when nobody can report any more, and then leaves the waiting to the work.
            Ok(()) = reports.changed() => {
                let report = reports.borrow_and_update().clone().unwrap_or_default();
                return Some((Ok(progress(report)), State::Working(work, reports)));
            }
            outcome = &mut work => chunks(outcome),
        },
    };
    let chunk = chunks.next()?;
    Some((chunk, State::Sending(chunks)))
}

fn chunks(outcome: Outcome) -> Box<dyn Iterator<Item = Result<Chunk, Status>> + Send> {
    match outcome {
        Ok(Ok(result)) => Box::new(pieces(result).map(Ok)),
        Ok(Err(error)) => Box::new(std::iter::once(Ok(Chunk {
            error: Some(on_the_wire(&error)),
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

fn pieces(result: Vec<u8>) -> impl Iterator<Item = Chunk> + Send {
    let starts = (0..result.len()).step_by(STREAM_CHUNK_BYTES);
    let data = starts.map(move |start| {
        let end = result.len().min(start + STREAM_CHUNK_BYTES);
        Chunk {
            data: result[start..end].to_vec(),
            ..Chunk::default()
        }
    });
    let last = Chunk {
        eof: true,
        ..Chunk::default()
    };
    data.chain([last])
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
    async fn reports_come_before_the_result() {
        let (sender, reports) = watch::channel(None);
        let work = async move {
            sender.send_replace(Some(Progress {
                done: 3,
                total: u32::MAX,
                message: "three".into(),
            }));
            tokio::task::yield_now().await;
            Ok(Ok(b"{}".to_vec()))
        };
        let chunks: Vec<Chunk> = answer(work, reports).map(Result::unwrap).collect().await;
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
        let (_, reports) = watch::channel(None);
        let work = async { Ok(Err(Error::new("odd", "so it is"))) };
        let chunks: Vec<_> = answer(work, reports).collect().await;
        let [Ok(chunk)] = chunks.as_slice() else {
            panic!("{chunks:?}");
        };
        assert_eq!(chunk.error.as_ref().unwrap().code, "odd");
        assert!(!chunk.eof);
    }
}
