//! The TLS of both sides: 1.3 only, HTTP/2, pinned, never resumed.
//!
//! TLS 1.3 because every go-plugin peer speaks it and because its signature schemes name the curve.
//! The cryptography is always aws-lc-rs, whatever the process has installed as its default: ring
//! cannot verify the P-521 signatures of go-plugin peers.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{DnsName, ServerName};
use rustls::sign::SingleCertAndKey;
use rustls::version::TLS13;
use rustls::{ClientConfig, CommonState, NamedGroup, ServerConfig};

use super::error::TlsError;
use super::identity::Identity;
use super::peer::PeerCertificate;
use super::random::{SystemRandom, X25519};
use super::verifier::Pinned;

/// The only application protocol (ALPN): HTTP/2. A Go peer closes connections that agree on none.
pub const ALPN: &[u8] = b"h2";

/// The name in every certificate, which a Go host verifies: `localhost`.
pub const SERVER_NAME: &str = "localhost";

/// [`SERVER_NAME`] as rustls takes it.
pub fn server_name() -> ServerName<'static> {
    match DnsName::try_from_str(SERVER_NAME) {
        Ok(name) => ServerName::DnsName(name),
        Err(_) => unreachable!("`localhost` is a DNS name"),
    }
}

/// The plugin's side: serves as `identity` and lets in only the process that has `peer`.
///
/// A connection is accepted only if [`require_h2`] says so too.
///
/// # Errors
///
/// [`TlsError::Config`], which only a defect causes.
pub fn server_config(
    identity: &Identity,
    peer: PeerCertificate,
) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = provider();
    let verifier = Pinned::new(peer, &provider);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(TlsError::Config)?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(identity.certified())));
    config.alpn_protocols = vec![ALPN.to_vec()];
    // A connection lives as long as the plugin, so there is nothing to resume, and without tickets
    // no early data either.
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// The host's side: connects as `identity` and talks only to the process that has `peer`.
///
/// A connection is usable only if [`require_h2`] says so too. In TLS 1.3 the client is done before
/// the server has looked at its certificate, so a refusal shows at the first read.
///
/// # Errors
///
/// [`TlsError::Config`], which only a defect causes.
pub fn client_config(
    identity: &Identity,
    peer: PeerCertificate,
) -> Result<Arc<ClientConfig>, TlsError> {
    let provider = provider();
    let verifier = Pinned::new(peer, &provider);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(TlsError::Config)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity.certified())));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// Checks that a finished handshake agreed on HTTP/2: TLS itself lets a peer pass that names no
/// application protocol.
///
/// # Errors
///
/// [`TlsError::Alpn`] if it did not.
pub fn require_h2(connection: &CommonState) -> Result<(), TlsError> {
    if connection.alpn_protocol() == Some(ALPN) {
        Ok(())
    } else {
        Err(TlsError::Alpn)
    }
}

/// The cryptography of all of it: AWS-LC's, with random numbers of the operating system.
pub(super) fn provider() -> Arc<CryptoProvider> {
    let mut provider = aws_lc_rs::default_provider();
    provider.secure_random = &SystemRandom;
    // A client sends a key of the first group. The others are for peers that do not know it.
    provider
        .kx_groups
        .retain(|group| group.name() != NamedGroup::X25519);
    provider.kx_groups.insert(0, &X25519);
    Arc::new(provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_waits_for_no_entropy_of_the_library() {
        let provider = provider();
        assert_eq!(format!("{:?}", provider.secure_random), "SystemRandom");
        let names: Vec<NamedGroup> = provider
            .kx_groups
            .iter()
            .map(|group| group.name())
            .collect();
        assert_eq!(names.first(), Some(&NamedGroup::X25519));
        let exchanges = names.iter().filter(|name| **name == NamedGroup::X25519);
        assert_eq!(exchanges.count(), 1);
    }
}
