//! Iterators that block, as streams.

use std::panic::resume_unwind;

use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::error::Error;

/// The items of an iterator that runs on a thread where it may block. It ends when nobody takes its
/// items any more.
pub(super) fn items<T, I, E>(items: I) -> impl Stream<Item = Result<T, Error>> + Send
where
    T: Send + 'static,
    I: IntoIterator<Item = Result<T, E>> + Send + 'static,
    E: Into<Error>,
{
    let (sender, receiver) = mpsc::channel(1);
    // What it logs belongs to this call, too.
    let span = tracing::Span::current();
    let thread = spawn_blocking(move || {
        span.in_scope(|| {
            for item in items {
                if sender.blocking_send(item.map_err(Into::into)).is_err() {
                    break;
                }
            }
        });
    });
    let taken = stream::unfold(receiver, |mut receiver| async move {
        Some((receiver.recv().await?, receiver))
    });
    // A panic of the iterator goes on here, where the dispatcher catches it.
    let ended = stream::once(thread).filter_map(|ended| async move {
        match ended.map_err(tokio::task::JoinError::try_into_panic) {
            Err(Ok(panic)) => resume_unwind(panic),
            _ => None,
        }
    });
    taken.chain(ended)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn all_items_come_in_order() {
        let numbers = items((0..100).map(Ok::<u32, Error>));
        let numbers: Vec<u32> = numbers.map(Result::unwrap).collect().await;
        assert_eq!(numbers, (0..100).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn its_panic_reaches_the_caller() {
        let panicking = items((0..3).map(|number| match number {
            2 => panic!("at two"),
            number => Ok::<u32, Error>(number),
        }));
        let all = std::panic::AssertUnwindSafe(panicking.collect::<Vec<_>>());
        assert!(all.catch_unwind().await.is_err());
    }

    #[tokio::test]
    async fn it_ends_when_nobody_takes_its_items() {
        struct Dropped(Option<tokio::sync::oneshot::Sender<()>>);
        impl Drop for Dropped {
            fn drop(&mut self) {
                let _ = self.0.take().unwrap().send(());
            }
        }
        let (sender, dropped) = tokio::sync::oneshot::channel();
        let sentinel = Dropped(Some(sender));
        let endless = (0_u32..).map(move |number| {
            let _held = &sentinel;
            Ok::<_, Error>(number)
        });
        let mut numbers = Box::pin(items(endless));
        assert_eq!(numbers.next().await.unwrap().unwrap(), 0);
        drop(numbers);
        dropped.await.unwrap();
    }
}
