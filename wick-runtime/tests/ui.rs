//! What the attributes refuse, word by word. See `ui/README.md`.

#[test]
fn attributes_refuse() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
