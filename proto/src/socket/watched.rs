//! Watching a socket for one thing, which tokio offers for any descriptor, and therefore as unsafe.
#![expect(unsafe_code, reason = "the one promise that tokio asks for")]

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Has the runtime tell when there is what `interest` says; within a tokio runtime.
pub(super) fn watched(
    socket: Arc<UnixStream>,
    interest: Interest,
) -> io::Result<AsyncFd<Arc<UnixStream>>> {
    // SAFETY: the descriptor is the socket's own for as long as the socket lives, and this `Arc`, which
    // nobody can exchange, keeps it alive until it is no longer watched.
    let watched = unsafe { AsyncFd::register_with_interest(socket, interest) };
    Ok(watched?)
}
