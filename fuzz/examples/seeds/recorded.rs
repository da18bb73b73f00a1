//! What host and plugin send when they talk to each other.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::DuplexStream;
use tokio_util::io::InspectReader;
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
    let (plugin_sent, host_sent) = (Read::default(), Read::default());
    let (near, far) = (tapped(near, &plugin_sent), tapped(far, &host_sent));
    runtime.block_on(async {
        let both = async { tokio::join!(call_over(near, key()), serve_over(dispatcher(), far)) };
        // The stream of what a plugin prints does not end.
        let _ = tokio::time::timeout(Duration::from_secs(2), both).await;
    });
    let taken = |bytes: &Read| std::mem::take(&mut *bytes.lock().unwrap());
    (taken(&plugin_sent), taken(&host_sent).split_off(PREFACE))
}

/// What was read from a stream.
type Read = Arc<Mutex<Vec<u8>>>;

fn tapped(
    stream: DuplexStream,
    read: &Read,
) -> InspectReader<DuplexStream, impl FnMut(&[u8]) + use<>> {
    let read = read.clone();
    InspectReader::new(stream, move |bytes| read.lock().unwrap().extend(bytes))
}
