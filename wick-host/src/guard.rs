//! Work on what a plugin sent, of which a panic is the plugin's failure and not the host's.
//!
//! No bytes are known over which the host, or a library below it, panics. One that is not known yet must not take
//! the task of a caller, or a task of the host's own, with it.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use crate::logs::harmless_excerpt;

/// A panic over what a plugin sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Panicked(
    /// The message of the panic, harmless to print.
    pub(crate) String,
);

impl Panicked {
    fn of(payload: &(dyn Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self(harmless_excerpt(
            text.unwrap_or("a panic without a message"),
        ))
    }
}

/// Does `work`; a panic ends only that.
///
/// # Errors
///
/// [`Panicked`].
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // What the work shares with others is used afterwards only to give up the plugin.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Panicked::of(&*payload))
}

/// Like [`caught`], but for a future, which may also be dropped before its end.
pub(crate) async fn caught_in<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = Contained::new(Box::pin(work));
    poll_fn(|context| match work.get() {
        Some(work) => match caught(|| Pin::as_mut(work).poll(context)) {
            Ok(poll) => poll.map(Ok),
            Err(panicked) => Poll::Ready(Err(panicked)),
        },
        None => Poll::Pending,
    })
    .await
}

/// A value that may panic when it is dropped, which then ends nothing else: HTTP/2's streams do that after a
/// panic within HTTP/2.
#[derive(Debug)]
pub(crate) struct Contained<T>(Option<T>);

impl<T> Contained<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
    }

    /// The value, which is there until this is dropped.
    pub(crate) fn get(&mut self) -> Option<&mut T> {
        self.0.as_mut()
    }
}

impl<T> Drop for Contained<T> {
    fn drop(&mut self) {
        let value = self.0.take();
        // The panic was told where it began.
        let _ = caught(|| drop(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    #[tokio::test]
    async fn r2_panic_ends_only_the_work_and_is_told_harmlessly() {
        let (number, text) = (7, "odd\u{1b}");
        assert_eq!(caught(|| number), Ok(7));
        let told = |text: &str| Panicked(text.to_owned());
        assert_eq!(caught(|| panic!("plain")), Err::<(), _>(told("plain")));
        let formatted = caught(|| panic!("{text} {number}"));
        assert_eq!(formatted, Err::<(), _>(told("odd\\u{1b} 7")));
        let other = caught(|| std::panic::panic_any(7));
        assert_eq!(other, Err::<(), _>(told("a panic without a message")));
        let late = caught_in(async {
            tokio::task::yield_now().await;
            panic!("late")
        });
        assert_eq!(late.await, Err::<(), _>(told("late")));
        assert_eq!(caught_in(async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn r2_panic_while_dropped_ends_nothing() {
        drop(Contained::new(Bomb));
        let kept = caught_in(async {
            let _bomb = Bomb;
            std::future::pending::<()>().await;
        });
        let limit = std::time::Duration::ZERO;
        assert!(tokio::time::timeout(limit, kept).await.is_err());
    }
}
