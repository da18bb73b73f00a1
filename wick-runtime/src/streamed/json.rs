//! JSON text, piece by piece.

use futures_util::{Stream, StreamExt as _, stream};
use serde::Serialize;

use crate::error::{Error, code};
use crate::reply;

/// The items of a JSON array. Each piece is an item with what is before it; the last closes the list.
pub(crate) fn items<T, E>(
    items: impl Stream<Item = Result<T, E>> + Send,
) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send
where
    T: Serialize + Send,
    E: Into<Error> + Send,
{
    pieces(items.map(|item| {
        let item = item.map_err(Into::into)?;
        let mut piece = SEPARATOR.to_vec();
        reply::write(&mut piece, &item)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))?;
        Ok(piece)
    }))
}

/// What stands before the JSON of each item.
pub(super) const SEPARATOR: &[u8] = b",";

/// Like [`items`], of the JSON of each item behind a [`SEPARATOR`].
pub(super) fn pieces(
    items: impl Stream<Item = Result<Vec<u8>, Error>> + Send,
) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send {
    let mut is_first = true;
    let pieces = items.map(Some).chain(stream::iter([None]));
    pieces.map(move |item| {
        let begins = std::mem::take(&mut is_first);
        let Some(item) = item else {
            return Ok(if begins {
                b"[]".to_vec()
            } else {
                b"]".to_vec()
            });
        };
        let mut piece = item?;
        if begins && let Some(first) = piece.first_mut() {
            *first = b'[';
        }
        Ok(piece)
    })
}

/// The pieces of a JSON string.
pub(super) fn text(
    texts: impl Stream<Item = Result<String, Error>> + Send,
) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send {
    let pieces = texts.map(|text| {
        let mut json = serde_json::to_vec(&text?)
            .map_err(|error| Error::new(code::MARSHAL_ERROR, error.to_string()))?;
        // Without its quotes: a text may be cut between any two characters.
        json.pop();
        json.remove(0);
        Ok(json)
    });
    let quote = || stream::iter([Ok(b"\"".to_vec())]);
    quote().chain(pieces).chain(quote())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn joined(pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Send) -> String {
        let pieces: Vec<_> = pieces.map(Result::unwrap).collect().await;
        String::from_utf8(pieces.concat()).unwrap()
    }

    #[tokio::test]
    async fn lists_of_any_length() {
        for (length, json) in [(0, "[]"), (1, "[0]"), (3, "[0,1,2]")] {
            let numbers = stream::iter(0..length).map(Ok::<u8, Error>);
            assert_eq!(joined(items(numbers)).await, json);
        }
    }

    #[tokio::test]
    async fn a_text_in_pieces_is_the_text() {
        let texts = ["a \"b\"\n", "", "\u{1}ü\\", "c"];
        let pieces = text(stream::iter(texts).map(|text| Ok(text.to_owned())));
        let read: String = serde_json::from_str(&joined(pieces).await).unwrap();
        assert_eq!(read, texts.concat());
        assert_eq!(joined(text(stream::empty())).await, "\"\"");
    }

    /// V7.
    #[tokio::test]
    async fn an_item_with_nan_is_an_error() {
        let mut pieces = Box::pin(items(stream::iter([1.5, f32::NAN].map(Ok::<_, Error>))));
        assert_eq!(pieces.next().await.unwrap().unwrap(), b"[1.5");
        let error = pieces.next().await.unwrap().unwrap_err();
        assert_eq!(error.code(), "marshal_error");
    }

    #[tokio::test]
    async fn an_item_without_json_is_an_error() {
        let map = std::collections::HashMap::from([(vec![1], 1)]);
        let mut pieces = Box::pin(items(stream::iter([Ok::<_, Error>(map)])));
        let error = pieces.next().await.unwrap().unwrap_err();
        assert_eq!(error.code(), "marshal_error");
    }
}
