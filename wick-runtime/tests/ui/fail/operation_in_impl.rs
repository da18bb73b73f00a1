//! The functions of an `impl` belong to a type, and operations to the program.

use wick_runtime::prelude::*;

/// Reads a page.
struct Page<T>(T);

impl<T> Page<T> {
    /// Count its words.
    #[operation]
    pub fn count_words(
        /// The text.
        text: String,
    ) -> Result<usize> {
        Ok(text.split_whitespace().count())
    }
}

/// Has words.
trait Words {
    /// Find the longest word.
    #[operation]
    fn longest(
        /// The text.
        text: String,
    ) -> Result<Option<String>> {
        Ok(text.split_whitespace().max_by_key(|word| word.len()).map(str::to_owned))
    }
}

fn main() {}
