//! What a host keeps from plugins, and from other programs that can write to their files: real processes on
//! real file systems and terminals.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod exhaustion;
mod rewritten;
mod secrets;
mod signals;
mod sizes;
mod terminal;

use wick_tests::go::say_skipped;

/// Skips a check loudly where this machine cannot make it. In CI it must be able to.
fn skip(reason: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{reason}, and in CI it must not be so"
    );
    say_skipped(reason);
}
