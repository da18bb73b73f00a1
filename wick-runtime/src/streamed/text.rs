//! A text that is sent while it is made.

use std::fmt;
use std::pin::Pin;

use futures_util::{Stream, StreamExt as _};

use super::json;
use crate::error::Error;
use crate::reply::Reply;

/// A text that is sent while it is made, for long ones: `Result<StreamedText>` is the return type
/// of an operation whose result is a JSON string. Bytes that are no text have to be encoded by
/// the operation, for example as base64, because a result is always JSON.
///
/// ```
/// use futures_util::stream;
/// use wick_runtime::{Error, StreamedText};
///
/// let lines = stream::iter(["one\n", "two\n"].map(Ok::<_, Error>));
/// let text = StreamedText::new(lines);
/// ```
pub struct StreamedText(Pin<Box<dyn Stream<Item = Result<String, Error>> + Send>>);

impl StreamedText {
    /// The texts of a stream, joined.
    pub fn new<S: Into<String>, E: Into<Error>>(
        texts: impl Stream<Item = Result<S, E>> + Send + 'static,
    ) -> Self {
        Self(Box::pin(texts.map(|text| match text {
            Ok(text) => Ok(text.into()),
            Err(error) => Err(error.into()),
        })))
    }

    pub(crate) fn reply(self) -> Reply {
        Reply::pieces(json::text(self.0))
    }
}

impl fmt::Debug for StreamedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamedText(…)")
    }
}
