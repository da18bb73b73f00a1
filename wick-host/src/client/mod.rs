//! Typed calls to one running plugin.

mod call;
mod failure;
mod output;
mod requests;
mod stop;

pub use call::Call;
pub use output::{Event, Output};
pub use requests::{Health, Identity, OperationHealth};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonic::transport::Channel;
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::{ConnectorKey, limits};

use crate::spawn::Process;

/// A running plugin that answers. Dropping the last handle kills the process.
#[derive(Debug)]
pub(crate) struct Client {
    connector: ConnectorKey,
    service: ConnectorClient<Channel>,
    channel: Channel,
    process: Process,
    lost: Arc<AtomicBool>,
}

impl Client {
    pub(crate) fn new(
        channel: Channel,
        process: Process,
        lost: Arc<AtomicBool>,
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
        }
    }

    /// Whether calls have a chance. A process that lost its one connection has none.
    pub(crate) fn is_alive(&self) -> bool {
        !self.process.is_over() && !self.lost.load(Ordering::Acquire)
    }

    /// The id of the process.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Kills the process with all its descendants.
    pub(crate) fn kill(&self) {
        self.process.kill();
    }
}
