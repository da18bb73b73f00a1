//! `docs/compile-errors.md` shows what authors see: its code and its errors are those of the UI cases.
//!
//! After a change of a case, `DOCUMENTS=overwrite cargo test -p wick-tests --test compile_errors`
//! brings the page up to date.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::Path;

use wick_tests::command::repository;

const MARK: &str = "<!-- case: ";

/// What stands below the mark of a case.
fn blocks(cases: &Path, name: &str) -> String {
    let read = |extension: &str| fs::read_to_string(cases.join(name).with_extension(extension));
    let (code, error) = (read("rs").unwrap(), read("stderr").unwrap());
    // It does not compile, which is the point of it.
    format!("\n```rust,compile_fail\n{code}```\n\n```text\n{error}```\n")
}

/// The page with the blocks below each mark made new.
fn renewed(page: &str, cases: &Path) -> (String, usize) {
    let mut shown = 0;
    let mut parts = page.split(MARK);
    let mut renewed = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(" -->\n").unwrap();
        // The words after the blocks: behind their fourth fence.
        let after = rest.splitn(5, "```").nth(4).unwrap_or("\n");
        renewed.push_str(&format!("{MARK}{name} -->\n{}", blocks(cases, name)));
        renewed.push_str(after.strip_prefix('\n').unwrap_or(after));
        shown += 1;
    }
    (renewed, shown)
}

#[test]
fn the_page_shows_what_the_compiler_says() {
    let path = repository("docs/compile-errors.md");
    let page = fs::read_to_string(&path).unwrap();
    let (renewed, shown) = renewed(&page, &repository("wick-runtime/tests/ui/fail"));
    if std::env::var_os("DOCUMENTS").is_some_and(|value| value == "overwrite") {
        fs::write(&path, &renewed).unwrap();
    }
    assert!(shown >= 10, "{shown}");
    assert_eq!(fs::read_to_string(&path).unwrap(), renewed);
}
