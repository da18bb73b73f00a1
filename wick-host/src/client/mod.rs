//! Typed calls to one running plugin.

mod call;
mod chunks;
mod failure;
mod output;
mod peer;
mod probe;
mod requests;
mod stop;

pub use call::Call;
pub use output::{Event, Output};
pub(crate) use peer::Peer;
pub use requests::{Health, Identity, OperationHealth};

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::timeout;
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::{ConnectorKey, limits};

use crate::connect::{Channel, Lost};
use crate::error::Failure;
use crate::logs::InFlight;

/// How long a process is given to be seen dead after its connection broke.
const POST_MORTEM: Duration = Duration::from_millis(500);

/// A running plugin. Dropping the last handle kills the process, unless it is one that was attached to.
#[derive(Debug)]
pub(crate) struct Client {
    connector: ConnectorKey,
    service: ConnectorClient<Channel>,
    channel: Channel,
    process: Peer,
    lost: Lost,
    is_proven: AtomicBool,
}

impl Client {
    pub(crate) fn new(
        channel: Channel,
        process: Peer,
        lost: Lost,
        connector: ConnectorKey,
    ) -> Self {
        let service = ConnectorClient::new(channel.clone())
            .max_decoding_message_size(limits::MAX_MESSAGE_BYTES)
            .max_encoding_message_size(limits::MAX_MESSAGE_BYTES);
        Self {
            connector,
            service,
            channel,
            process,
            lost,
            is_proven: AtomicBool::new(false),
        }
    }

    /// Whether calls have a chance. A process that lost its one connection has none.
    pub(crate) fn is_alive(&self) -> bool {
        !self.process.is_over() && !self.lost.is_lost() && self.channel.fault().panicked().is_none()
    }

    /// Waits until calls have no chance any more. The future does not keep the process alive.
    pub(crate) fn over(&self) -> impl Future<Output = ()> + Send + 'static {
        let (exit, lost) = (self.process.over(), self.lost.clone());
        let panicked = self.channel.fault().wait();
        async move {
            tokio::pin!(exit);
            tokio::select! {
                () = &mut exit => {}
                // The process is fine, and is given up.
                _ = panicked => {}
                // A process that dies loses its connection first, and how it died is worth knowing.
                () = lost.wait() => {
                    let _ = timeout(POST_MORTEM, exit).await;
                }
            }
        }
    }

    /// How it ended.
    pub(crate) fn failure_seen(&self) -> Failure {
        if let Some(panicked) = self.channel.fault().panicked() {
            return Failure::Panicked(panicked.0);
        }
        Failure::Died {
            exit: self.process.exit(),
            exceeded: self.process.exceeded(),
            last_lines: self.process.last_lines(),
        }
    }

    /// Notes that it answered a call; whether that is the first answer.
    pub(crate) fn prove(&self) -> bool {
        !self.is_proven.load(Ordering::Relaxed) && !self.is_proven.swap(true, Ordering::Relaxed)
    }

    /// The id of the process.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// The calls that it is at, as far as they are watched, and its logs read.
    pub(crate) fn in_flight(&self) -> Option<&InFlight> {
        self.process.in_flight()
    }

    /// Kills the process with all its descendants, if it is ours.
    pub(crate) fn kill(&self) {
        self.process.kill();
    }
}
