//! What host and plugin send when they talk to each other.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use wick_fuzz::{dispatcher, key};
use wick_host::fuzzing::call_over;
use wick_runtime::fuzzing::serve_over;

/// The first bytes of a client, which the target adds.
const PREFACE: usize = 24;

/// The bytes that the plugin sent, and those that the host sent after the first ones.
pub(crate) fn both() -> (Vec<u8>, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let (near, far) = tokio::io::duplex(64 << 10);
    let (near, far) = (Tapped::on(near), Tapped::on(far));
    let (plugin_sent, host_sent) = (near.read.clone(), far.read.clone());
    runtime.block_on(async {
        let both = async { tokio::join!(call_over(near, key()), serve_over(dispatcher(), far)) };
        // The stream of what a plugin prints does not end.
        let _ = tokio::time::timeout(Duration::from_secs(2), both).await;
    });
    let taken = |bytes: Arc<Mutex<Vec<u8>>>| std::mem::take(&mut *bytes.lock().unwrap());
    (taken(plugin_sent), taken(host_sent).split_off(PREFACE))
}

struct Tapped {
    stream: DuplexStream,
    read: Arc<Mutex<Vec<u8>>>,
}

impl Tapped {
    fn on(stream: DuplexStream) -> Self {
        Self {
            stream,
            read: Arc::default(),
        }
    }
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.read.lock().unwrap().extend(&buffer.filled()[before..]);
        poll
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
