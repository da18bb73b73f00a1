//! The settings of the connector.

use wick_runtime::prelude::*;

/// A connector to measure.
#[connector(name = "Bench", icon = "⏱️", tags = [CONNECTOR])]
#[expect(
    dead_code,
    reason = "settings are decoded for every call, whether or not it reads them"
)]
pub(crate) struct BenchRust {
    /// Address of the service.
    base_url: Url,
    /// Access token.
    token: Secret,
}
