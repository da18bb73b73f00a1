//! `grpc.health.v1.Health`, under the name that go-plugin's hosts ask for and under none.

use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus::Serving;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::server::health_reporter;
use wick_proto::handshake::HEALTH_SERVICE;

/// A service that reports `SERVING`, until `ending` ends the streams that watch it.
pub(super) async fn service(ending: CancellationToken) -> HealthServer<impl Health> {
    let (mut reporter, service) = health_reporter();
    reporter.set_service_status("", Serving).await;
    reporter.set_service_status(HEALTH_SERVICE, Serving).await;
    tokio::spawn(async move {
        ending.cancelled().await;
        reporter.clear_service_status("").await;
        reporter.clear_service_status(HEALTH_SERVICE).await;
    });
    service
}
