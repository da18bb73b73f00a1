//! What a wick host and a wick plugin agree on.
//!
//! Types and pure functions only: nothing here opens a socket, starts a process or reads the
//! environment. The host side is `wick-host`, the author's side `wick-runtime`.

mod canonical;
pub mod catalog;
pub mod detail;
pub mod digest;
pub mod environment;
pub mod framing;
pub mod gojson;
pub mod handshake;
pub mod key;
pub mod limits;
pub mod manifest;
pub mod module;
pub mod platform;
#[cfg(feature = "tls")]
mod read_ahead;
pub mod reattach;
pub mod signing;
#[cfg(all(unix, feature = "tls"))]
mod socket;
mod spelled;
mod strict;
#[cfg(feature = "tls")]
pub mod tls;
pub mod trace;
pub mod verify;
pub mod version;
pub mod wire;

pub use detail::{ErrorDetail, FieldDetail};
pub use digest::Digest;
pub use key::ConnectorKey;
pub use platform::Platform;
#[cfg(feature = "tls")]
pub use read_ahead::ReadAhead;
#[cfg(all(unix, feature = "tls"))]
pub use socket::Socket;
