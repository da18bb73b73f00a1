//! The answer to a call, and where it goes.

mod document;
mod escaping;
mod long_texts;

use std::collections::VecDeque;
use std::mem;
use std::pin::{Pin, pin};

use futures_util::{FutureExt as _, Stream, StreamExt as _};
use serde::Serialize;
use tokio::sync::mpsc;
use wick_proto::limits::STREAM_CHUNK_BYTES;

use self::document::Document;
use self::long_texts::LongTexts;
use crate::error::Error;

/// What is ready at once goes into one chunk, up to about this size.
const GATHERED_BYTES: usize = 64 << 10;

/// What an operation answers: JSON text, whole or piece by piece.
pub struct Reply(pub(crate) Content);

pub(crate) enum Content {
    /// All of a text, or the end of a long one whose beginning was sent: what waits to be sent, and the last part.
    Text(VecDeque<Vec<u8>>, Vec<u8>),
    Pieces(Pieces),
}

/// Pieces of JSON text that together are one document.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = Result<Vec<u8>, Error>> + Send>>;

impl Reply {
    pub(crate) fn pieces(
        pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static,
    ) -> Self {
        Self(Content::Pieces(Box::pin(pieces)))
    }
}

/// The JSON text of a value, appended to what is there.
///
/// # Errors
///
/// For a value that has no JSON.
pub(crate) fn write<T: Serialize + ?Sized>(
    json: &mut Vec<u8>,
    value: &T,
) -> serde_json::Result<()> {
    let document = Document::to(None);
    let mut serializer = serde_json::Serializer::new(&document);
    value.serialize(LongTexts::of(&mut serializer, &document))?;
    json.append(&mut document.into_rest().1);
    Ok(())
}

/// JSON text; nobody checks that it is.
impl From<Vec<u8>> for Reply {
    fn from(json: Vec<u8>) -> Self {
        Self(Content::Text(VecDeque::new(), json))
    }
}

/// Where the pieces of a result go. Public as a hidden method of [`Outcome`](crate::Outcome) names it, and
/// without a path of its own.
#[derive(Clone)]
pub enum Sink {
    /// To a caller who takes them one by one.
    Chunks(mpsc::Sender<Vec<u8>>),
    /// Into one text. A result longer than `limit` is cut anywhere behind it.
    Whole { limit: usize },
}

impl Sink {
    /// The reply of a value. The beginning of a long text is sent while the rest is written, as far as nobody
    /// has to wait for that.
    ///
    /// # Errors
    ///
    /// For a value that has no JSON. The beginning may be sent.
    pub(crate) fn document<T: Serialize + ?Sized>(&self, value: &T) -> serde_json::Result<Reply> {
        let chunks = match self {
            Self::Chunks(chunks) => Some(chunks),
            Self::Whole { .. } => None,
        };
        let document = Document::to(chunks);
        let mut json = serde_json::Serializer::new(&document);
        value.serialize(LongTexts::of(&mut json, &document))?;
        let (waiting, last) = document.into_rest();
        Ok(Reply(Content::Text(waiting, last)))
    }

    /// The rest of a reply after everything before it was sent.
    pub(crate) async fn finish(&self, reply: Reply) -> Result<Vec<u8>, Error> {
        match reply.0 {
            Content::Text(waiting, last) => {
                if let Self::Chunks(chunks) = self {
                    for part in waiting {
                        room(chunks).await?.send(part);
                    }
                }
                Ok(last)
            }
            Content::Pieces(pieces) => self.send(pieces).await,
        }
    }

    /// Sends pieces as they come, and gives the rest after the last that was sent. The next piece is
    /// asked for only once there is room for it.
    pub(crate) async fn send(
        &self,
        pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Send,
    ) -> Result<Vec<u8>, Error> {
        let mut pieces = pin!(pieces);
        let mut gathered = Vec::new();
        let chunks = match self {
            Self::Chunks(chunks) => chunks,
            Self::Whole { limit } => {
                while let Some(piece) = pieces.next().await {
                    gathered.append(&mut piece?);
                    if gathered.len() > *limit {
                        break;
                    }
                }
                return Ok(gathered);
            }
        };
        loop {
            let mut room = room(chunks).await?;
            while gathered.len() < GATHERED_BYTES {
                let piece = if gathered.is_empty() {
                    pieces.next().await
                } else {
                    match pieces.next().now_or_never() {
                        Some(piece) => piece,
                        None => break,
                    }
                };
                match piece {
                    Some(piece) => gathered.append(&mut piece?),
                    None => return Ok(gathered),
                }
            }
            while gathered.len() > STREAM_CHUNK_BYTES {
                let rest = gathered.split_off(STREAM_CHUNK_BYTES);
                room.send(mem::replace(&mut gathered, rest));
                room = self::room(chunks).await?;
            }
            room.send(mem::take(&mut gathered));
        }
    }
}

async fn room(chunks: &mpsc::Sender<Vec<u8>>) -> Result<mpsc::Permit<'_, Vec<u8>>, Error> {
    let room = chunks.reserve().await;
    // The call itself is about to be dropped.
    room.map_err(|_| Error::msg("nobody takes the result any more"))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use futures_util::stream;
    use serde::Serializer;

    use super::*;

    fn pieces(
        texts: &'static [&'static str],
    ) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send + use<> {
        stream::iter(texts).map(|text| Ok(text.as_bytes().to_vec()))
    }

    #[tokio::test]
    async fn what_is_ready_goes_together_and_what_is_late_alone() {
        let (chunks, mut received) = mpsc::channel(1);
        let (release, released) = tokio::sync::oneshot::channel();
        let late = stream::once(async move { Ok(released.await?) });
        let all = pieces(&["[1", ",2"]).chain(late);
        let sending = tokio::spawn(async move { Sink::Chunks(chunks).send(all).await });
        assert_eq!(received.recv().await.unwrap(), b"[1,2");
        release.send(b",3]".to_vec()).unwrap();
        assert_eq!(sending.await.unwrap().unwrap(), b",3]");
    }

    #[tokio::test]
    async fn a_piece_is_made_only_when_there_is_room() {
        let (chunks, mut received) = mpsc::channel(1);
        let (made, mut seen) = mpsc::unbounded_channel();
        let large = vec![b' '; GATHERED_BYTES];
        let all = stream::iter(0..3).map(move |number| {
            made.send(number).unwrap();
            Ok(large.clone())
        });
        let sink = Sink::Chunks(chunks);
        let mut sending = pin!(sink.send(all).fuse());
        assert!(sending.as_mut().now_or_never().is_none());
        assert_eq!(
            (seen.recv().await, seen.try_recv().is_ok()),
            (Some(0), false)
        );
        assert!(received.recv().await.is_some());
        assert!(sending.as_mut().now_or_never().is_none());
        assert_eq!(
            (seen.recv().await, seen.try_recv().is_ok()),
            (Some(1), false)
        );
    }

    #[tokio::test]
    async fn no_chunk_is_larger_than_the_others_take() {
        let (chunks, mut received) = mpsc::channel(1);
        let large = stream::once(async { Ok(vec![b' '; 2 * STREAM_CHUNK_BYTES + 5]) });
        let sending = tokio::spawn(async move { Sink::Chunks(chunks).send(large).await });
        let mut lengths = Vec::new();
        while let Some(chunk) = received.recv().await {
            lengths.push(chunk.len());
        }
        assert_eq!(lengths, [STREAM_CHUNK_BYTES, STREAM_CHUNK_BYTES, 5]);
        assert_eq!(sending.await.unwrap().unwrap(), b"");
    }

    /// Looks whether a part has come whenever it is written.
    struct Looking<'a>(&'a RefCell<mpsc::Receiver<Vec<u8>>>, &'a Cell<bool>);

    impl Serialize for Looking<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let part = self.0.borrow_mut().try_recv();
            self.1
                .set(part.is_ok_and(|part| part.len() == STREAM_CHUNK_BYTES));
            serializer.serialize_unit()
        }
    }

    #[tokio::test]
    async fn a_long_text_is_sent_while_it_is_written() {
        let (chunks, received) = mpsc::channel(1);
        let (received, has_come) = (RefCell::new(received), Cell::new(false));
        let sink = Sink::Chunks(chunks);
        let text = "x".repeat(STREAM_CHUNK_BYTES);
        // Nobody takes the last two meanwhile, and the writing goes on.
        let value = (&text, Looking(&received, &has_come), (&text, &text));
        let reply = sink.document(&value).unwrap();
        assert!(has_come.get());
        let mut received = received.into_inner();
        let reading = async {
            let mut all = Vec::new();
            while let Some(part) = received.recv().await {
                assert_eq!(part.len(), STREAM_CHUNK_BYTES);
                all.extend(part);
            }
            all
        };
        let writing = async {
            let last = sink.finish(reply).await.unwrap();
            drop(sink);
            last
        };
        let (last, mut all) = tokio::join!(writing, reading);
        all.extend(last);
        assert_eq!(all.len(), 2 * STREAM_CHUNK_BYTES + "[,null,[,]]".len() + 6);
        assert!(all.ends_with(b"x\"]]"));
    }

    #[tokio::test]
    async fn a_text_that_is_wanted_whole_is_one() {
        let whole = Sink::Whole { limit: usize::MAX };
        let text = "x".repeat(3 * STREAM_CHUNK_BYTES);
        let reply = whole.finish(whole.document(&text).unwrap()).await.unwrap();
        assert_eq!(reply.len(), text.len() + 2);
    }

    #[tokio::test]
    async fn an_error_ends_it() {
        let failing = pieces(&["[1"]).chain(stream::once(async { Err(Error::msg("torn")) }));
        let whole = Sink::Whole { limit: usize::MAX };
        assert_eq!(whole.send(failing).await.unwrap_err().message(), "torn");
        let whole = Sink::Whole { limit: 3 };
        let cut = whole.send(pieces(&["12", "34", "56"])).await.unwrap();
        assert_eq!(cut, b"1234");
    }
}
