//! `docs/testing.md` shows code that is compiled and run.

use std::fs;
use std::path::Path;

#[test]
fn every_example_of_the_page_is_one_of_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("docs/testing.md")).unwrap();
    let sources = [
        "echo/tests/echo.rs",
        "httpbin/tests/httpbin.rs",
        "sqlite/tests/sqlite.rs",
        "sqlite/src/lib.rs",
    ];
    let sources = sources.map(|path| fs::read_to_string(root.join("examples").join(path)).unwrap());
    let blocks: Vec<&str> = page
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(blocks.len(), 5);
    for block in blocks {
        let is_there = sources.iter().any(|source| source.contains(block));
        assert!(is_there, "no example has\n{block}");
    }
}
