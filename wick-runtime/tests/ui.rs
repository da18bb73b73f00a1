//! What the attributes refuse, word by word, and what they must accept. See `ui/README.md`.

#[test]
fn attributes_refuse_and_accept() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
