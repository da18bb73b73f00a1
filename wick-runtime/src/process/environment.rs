//! Removal of variables from our own environment: the one place with `unsafe` in this crate.

#![expect(
    unsafe_code,
    reason = "`std::env::remove_var` is unsafe and has no safe equivalent"
)]

/// Removes `names` from the environment of this process, and so from that of its children.
///
/// A plugin that starts another plugin would otherwise hand its own host's certificate and flags
/// to it. To be called at the start of `main`, before this process has a second thread.
pub(crate) fn forget(names: &[&str]) {
    for name in names {
        // SAFETY: an environment must not change while another thread reads it. `serve` calls this
        // before it starts a thread and is documented to be the first call of `main`; Rust's own
        // accesses are behind a lock in any case.
        unsafe { std::env::remove_var(name) };
    }
}
