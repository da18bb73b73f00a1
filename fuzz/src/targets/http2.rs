//! HTTP/2, of either side.

use tokio::runtime::{Builder, Runtime};
use wick_host::fuzzing::call_over;
use wick_runtime::fuzzing::serve_over;

use super::key;
use crate::{Canned, dispatcher};

/// What a client of HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// One for each run, so that nothing is left of it.
fn runtime() -> Runtime {
    let built = Builder::new_current_thread().enable_time().build();
    built.unwrap_or_else(|error| panic!("{error}"))
}

/// The bytes are a plugin's.
pub(super) fn host(bytes: &[u8]) {
    runtime().block_on(call_over(Canned::new(bytes.to_vec()), key()));
}

/// The bytes are a host's, after the first ones, which are always the same.
pub(super) fn plugin(bytes: &[u8]) {
    let bytes = [PREFACE, bytes].concat();
    runtime().block_on(serve_over(dispatcher(), Canned::new(bytes)));
}
