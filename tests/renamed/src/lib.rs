//! Connectors whose crate knows `wick-runtime` under another name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick::prelude::*;

/// Lend books.
#[connector]
pub struct Library {
    /// Most books at once.
    #[config(default = 3)]
    pub limit: u8,
}

/// What a library lends.
#[derive(Deserialize, Serialize, JsonSchema)]
pub struct Book {
    title: String,
}

/// Lend books.
#[operation]
pub async fn lend(
    library: &Library,
    /// The books.
    books: Vec<Book>,
) -> Result<Vec<Book>> {
    let limit = usize::from(library.limit);
    Ok(books.into_iter().take(limit).collect())
}

#[cfg(test)]
mod tests {
    use wick::testing::Plugin;

    use super::*;

    #[wick::test]
    #[ignore = "the package has no program; that it compiles is enough"]
    async fn runs(_: Plugin<Library>) {}

    #[test]
    fn attributes_find_a_renamed_dependency() {
        let operations = wick::Operation::registered::<Library>();
        let keys: Vec<&str> = operations.iter().map(|operation| operation.key()).collect();
        assert_eq!(keys, ["lend"]);
    }
}
