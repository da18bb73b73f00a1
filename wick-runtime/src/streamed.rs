//! Results that are sent while they are made.

mod blocking;
mod items;
mod json;
mod text;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt as _};

#[doc(hidden)]
pub use items::{ItemOf, Items};
pub(crate) use json::items;
pub use text::StreamedText;

use crate::error::Error;

/// A list that is sent while it is made, so that it need not fit into memory and its first items
/// are there before the last: `Result<Streamed<T>>` is the return type of an operation whose result
/// is a JSON array of `T`.
///
/// Items that are ready go out together, and whoever reads slowly makes the stream wait. An item
/// that is an error ends the result: the host then throws away what it had. Dropping the call
/// drops the stream.
///
/// An operation may also return `impl Stream<Item = Result<T>>`, or that in a `Result`; such a
/// stream may borrow the connector.
///
/// ```
/// use wick_runtime::prelude::*;
/// use wick_runtime::Streamed;
///
/// # /// Counts.
/// # #[connector]
/// # struct Counter;
/// /// Count.
/// #[operation(read_only)]
/// async fn count(
///     /// How far.
///     to: u64,
/// ) -> Result<Streamed<u64>> {
///     Ok(Streamed::new(futures_util::stream::iter((1..=to).map(Ok::<_, Error>))))
/// }
/// ```
pub struct Streamed<T>(Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>);

impl<T: Send + 'static> Streamed<T> {
    /// The items of a stream.
    pub fn new<E: Into<Error>>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self {
        Self(Box::pin(items.map(|item| item.map_err(Into::into))))
    }

    /// The items of an iterator that may block, such as the rows of a database. It runs on a thread of
    /// its own, one item ahead, and is dropped there.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime; operations are always inside of one.
    pub fn blocking<I, E>(items: I) -> Self
    where
        I: IntoIterator<Item = Result<T, E>> + Send + 'static,
        E: Into<Error> + 'static,
    {
        Self(Box::pin(blocking::items(items)))
    }
}

impl<T> Stream for Streamed<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> fmt::Debug for Streamed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Streamed(…)")
    }
}
