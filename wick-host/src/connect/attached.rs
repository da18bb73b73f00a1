//! Connecting to a process that this host did not start.

use std::io;
use std::time::Duration;

use tokio::time::timeout;
use wick_proto::ConnectorKey;
use wick_proto::handshake::Address;
use wick_proto::reattach::Reattach;

use super::Channel;
use super::dial::{Connection, Lost, open};
use crate::client::{Client, Peer};

/// How long a process may take to accept a connection, as in the reference.
const ACCEPT: Duration = Duration::from_millis(500);

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAttached {
    /// There is no such process any more.
    #[error("process {0} is gone")]
    Gone(u32),
    /// Nobody accepts.
    #[error("process {pid} accepts no connection: {source}")]
    Refused { pid: u32, source: io::Error },
    /// A process of this user does.
    #[error("a process of user {user} accepts the connection")]
    Stranger { user: u32 },
}

/// Connects in plaintext. The plugin is not asked how it is: at a breakpoint it could not answer, and is as good.
pub(crate) async fn attach(
    reattach: &Reattach,
    connector: &ConnectorKey,
) -> Result<Client, NotAttached> {
    let pid = reattach.pid;
    let peer = Peer::Attached(pid);
    if peer.is_over() {
        return Err(NotAttached::Gone(pid));
    }
    let refused = |source| NotAttached::Refused { pid, source };
    let connecting = timeout(ACCEPT, connect(&reattach.address)).await;
    let (connection, lost, stranger) = connecting
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        .map_err(refused)?;
    if let Some(user) = stranger {
        return Err(NotAttached::Stranger { user });
    }
    let channel = Channel::over(connection).await;
    let channel = channel.map_err(|error| refused(io::Error::other(error)))?;
    Ok(Client::new(channel, peer, lost, connector.clone()))
}

/// Whoever listens, and its user if that is another.
async fn connect(address: &Address) -> io::Result<(Connection, Lost, Option<u32>)> {
    #[cfg(unix)]
    if let Address::Unix(path) = address {
        let stream = tokio::net::UnixStream::connect(path).await?;
        let (user, own) = (stream.peer_cred()?.uid(), rustix::process::geteuid());
        let (connection, lost) = Connection::over(Box::new(stream));
        return Ok((connection, lost, (user != own.as_raw()).then_some(user)));
    }
    let (connection, lost) = Connection::over(open(address).await?);
    Ok((connection, lost, None))
}
