//! Words for people and models, as their files may hold them.

use std::borrow::Cow;

/// Words without what an editor left in their file: byte order marks, carriage returns, blank ends.
/// `#[doc = include_str!("…")]` brings all of them.
pub(crate) fn tidy<'a>(words: impl Into<Cow<'a, str>>) -> String {
    let words = words.into();
    if !words.contains(['\u{feff}', '\r']) && words.trim().len() == words.len() {
        return words.into_owned();
    }
    // A mark stands in the middle as well, when a file comes after other words.
    let lines = words.replace('\u{feff}', "").replace("\r\n", "\n");
    lines.replace('\r', "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn marks_and_returns_of_files_are_dropped() {
        assert_eq!(tidy("\u{feff}One.\r\n\r\nTwo.\r\n"), "One.\n\nTwo.");
        assert_eq!(tidy("Before.\n\u{feff}One.\rTwo."), "Before.\nOne.\nTwo.");
        assert_eq!(tidy("\u{feff}"), "");
    }

    #[test]
    fn other_words_stay() {
        for words in ["", "One.", "One:\n\n- two\n  three"] {
            assert_eq!(tidy(words), words);
        }
    }
}
