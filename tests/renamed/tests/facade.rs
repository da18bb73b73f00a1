//! Attributes behind a crate that re-exports them, which only `crate = …` can name.

use acme::parts::wick as inner;
use acme::prelude::*;
use acme::testing::Plugin;

/// Count words.
#[connector(crate = ::acme)]
struct Words;

/// Count the words of a text.
#[operation(crate = "acme::parts::wick", read_only)]
fn count(
    /// The text.
    text: String,
) -> Result<usize> {
    Ok(text.split_whitespace().count())
}

/// Turn a text around.
#[operation(crate = inner)]
fn reverse(
    /// The text.
    text: String,
) -> Result<String> {
    Ok(text.chars().rev().collect())
}

mod below {
    use super::*;

    /// Make a text loud.
    #[acme::operation(crate = super::inner)]
    fn loud(
        /// The text.
        text: String,
    ) -> Result<String> {
        Ok(text.to_uppercase())
    }

    #[acme::test(crate = super::inner)]
    #[ignore = "the package has no program; that it compiles is enough"]
    async fn runs(_: Plugin<Words>) {}
}

#[acme::test(crate = inner)]
#[ignore = "the package has no program; that it compiles is enough"]
async fn runs(_: Plugin<Words>) {}

#[test]
fn attributes_work_behind_another_crate() {
    let operations = acme::Operation::registered::<Words>();
    let keys: Vec<&str> = operations.iter().map(|operation| operation.key()).collect();
    assert_eq!(keys, ["count", "reverse", "loud"]);
}
