use std::error::Error;
use std::time::Duration;

use tokio::time::timeout;

use super::Client;
use crate::connect::check_health;

impl Client {
    /// Asks the plugin's gRPC health service how it is; without one, whether it answers at all.
    /// Otherwise says what is wrong.
    pub(crate) async fn probe(&self, limit: Duration) -> Result<(), String> {
        match timeout(limit, check_health(self.channel.clone())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(cause)) => Err(match cause.source() {
                Some(source) => format!("{cause}: {source}"),
                None => cause.to_string(),
            }),
            Err(_) => Err(format!("no answer within {limit:?}")),
        }
    }
}
