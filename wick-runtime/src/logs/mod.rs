//! What a plugin says while it runs: one JSON object per line on standard error, in the form that
//! go-plugin's hosts parse (go-hclog's).
//!
//! A Go host crashes on a line whose `@message`, `@level` or `@timestamp` is not a string, so
//! nothing but [`Record`] ever writes to the host's pipe.

mod capture;
mod layer;
mod level;
mod outlet;
mod record;

pub(crate) use capture::forward;
pub(crate) use layer::HostLayer;
pub(crate) use level::Level;
pub(crate) use outlet::Outlet;
pub(crate) use record::Record;

use tracing::subscriber::set_global_default;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer, Registry, registry};

/// A layer of the author's, beside ours.
pub(crate) type Further = Box<dyn Layer<Registry> + Send + Sync>;

/// Sends what the author logs with `tracing` to the host, unless the author has installed a
/// subscriber; what that one prints is [captured](forward) instead.
pub(crate) fn install(outlet: &'static Outlet, further: Option<Further>) {
    let layer = HostLayer::new(outlet.filter(), |record| outlet.log(record));
    // An author's own subscriber is the only reason to fail, and a wish to respect.
    let _ = match further {
        None => set_global_default(registry().with(layer)),
        Some(further) => set_global_default(registry().with(further).with(layer)),
    };
}
