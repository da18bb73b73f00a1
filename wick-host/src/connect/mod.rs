//! From a started process to a [`Client`]: socket, TLS, HTTP/2 and one answered call.

mod attached;
mod channel;
mod dial;
mod fault;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod status;
mod stdio;

pub(crate) use attached::{NotAttached, attach};
pub(crate) use dial::Lost;
pub(crate) use status::status_in;

use std::time::Duration;

use tokio::time::timeout;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use wick_proto::handshake;

pub(crate) use self::channel::Channel;
use self::dial::dial;
use crate::client::{Client, Peer};
use crate::error::{StartCause, StartError};
use crate::spawn::{self, Started};
use crate::verify::Verified;

/// Connects and makes sure that the plugin answers. On failure the process is gone.
///
/// With TLS 1.3 a client believes that it is connected before the server has looked at its
/// certificate; only an answer proves the connection.
pub(crate) async fn connect(
    verified: &Verified,
    started: Started,
    limit: Duration,
) -> Result<Client, StartError> {
    let limit = limit.min(started.limit);
    let connected = timeout(limit, establish(&started, verified)).await;
    match connected.unwrap_or(Err(StartCause::ConnectTimedOut(limit))) {
        Ok((channel, lost)) => Ok(Client::new(
            channel,
            Peer::Child(started.process),
            lost,
            verified.key().clone(),
        )),
        Err(cause) => Err(StartError::after(verified, cause, &started.process).await),
    }
}

async fn establish(started: &Started, verified: &Verified) -> Result<(Channel, Lost), StartCause> {
    let (connection, lost) = dial(started).await?;
    spawn::done(verified, "connection and TLS");
    // There is no second connection, and nobody else has any business there. So nothing is left if
    // the host is killed from now on.
    started.process.remove_socket().await;
    let channel = Channel::over(connection)
        .await
        .map_err(|error| StartCause::Refused(Box::new(tonic::Status::from_error(error.into()))))?;
    // A Go plugin blocks at its next print when nobody takes what it printed before. Not awaited:
    // its first answer comes with the first print.
    tokio::spawn(stdio::drain(channel.clone(), verified.key().clone()));
    check_health(channel.clone()).await?;
    spawn::done(verified, "first answer");
    Ok((channel, lost))
}

/// One call of the gRPC health service, which answers unless the plugin is dead or hangs.
pub(crate) async fn check_health(channel: Channel) -> Result<(), StartCause> {
    let request = HealthCheckRequest {
        service: handshake::HEALTH_SERVICE.to_owned(),
    };
    let fault = channel.fault().clone();
    let answer = async { HealthClient::new(channel).check(request).await };
    let answer = fault.guard(answer).await;
    match answer.map_err(|panicked| StartCause::Panicked(panicked.0))? {
        Ok(answer) => match answer.into_inner().status() {
            ServingStatus::NotServing => Err(StartCause::NotServing),
            _ => Ok(()),
        },
        // No health service, or none for this name, is still an answer.
        Err(status) if matches!(status.code(), Code::Unimplemented | Code::NotFound) => Ok(()),
        Err(status) => Err(StartCause::Refused(Box::new(status))),
    }
}
