//! AutoMTLS: both sides of a connection prove that they are the processes that exchanged
//! certificates when the plugin was started.
//!
//! For every launch the host and the plugin each make a key and a self-signed certificate. The host
//! hands its certificate to the plugin in the environment ([`crate::environment`]), the plugin
//! prints its own in the [handshake line](crate::handshake). From then on each side accepts exactly
//! the certificate it was told, which go-plugin achieves by a root pool of one and we by pinning:
//! go-plugin's leaf says that it is a CA, which rustls' own verifiers refuse.
//!
//! The pin stands in for the checks of names, dates and chains, so a wrong clock cannot break a
//! connection. The signature of the handshake is verified for real: that is what proves possession
//! of the key, as the certificate itself is public.
//!
//! ```
//! use wick_proto::tls::{Identity, PeerCertificate, client_config, server_config};
//!
//! let host = Identity::generate()?;
//! let plugin = Identity::generate()?;
//!
//! // In the plugin, from the variable that the host set.
//! let server = server_config(&plugin, PeerCertificate::from_pem(&host.certificate_pem())?)?;
//! // In the host, from the line that the plugin printed.
//! let announced = plugin.certificate_der().to_vec();
//! let client = client_config(&host, PeerCertificate::from_der(announced)?)?;
//! # assert_eq!(server.alpn_protocols, client.alpn_protocols);
//! # Ok::<(), wick_proto::tls::TlsError>(())
//! ```

mod config;
mod error;
mod identity;
mod peer;
mod random;
mod verifier;

pub use config::{ALPN, SERVER_NAME, client_config, require_h2, server_config, server_name};
pub use error::{PinError, TlsError};
pub use identity::Identity;
pub use peer::PeerCertificate;
