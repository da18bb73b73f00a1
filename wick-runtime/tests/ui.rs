//! What the attributes refuse, word by word, and what they must accept. See `ui/README.md`.

// Two tests, because trybuild compiles all cases at once when none of them is to be run.

#[test]
fn attributes_refuse() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
fn attributes_accept() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
