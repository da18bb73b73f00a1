//! The check of the other side, in rustls' two traits for it.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::peer::PeerCertificate;

/// Trusts one peer: the certificate by comparison, the signature of the handshake by verification.
/// The signature counts most, as everybody who may connect can see the certificate.
#[derive(Debug)]
pub(super) struct Pinned {
    peer: PeerCertificate,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pinned {
    pub(super) fn new(peer: PeerCertificate, provider: &CryptoProvider) -> Self {
        Self {
            peer,
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

/// The host's check of the plugin.
impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.peer.check(presented, others)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The plugin's check of the host.
impl ClientCertVerifier for Pinned {
    fn client_auth_mandatory(&self) -> bool {
        true
    }

    /// None, which a Go client reads as "any"; with names that do not fit it sends no certificate.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        presented: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.peer.check(presented, others)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rcgen::{KeyPair, PKCS_ECDSA_P521_SHA512};
    use rustls::crypto::aws_lc_rs::sign::any_supported_type;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::sign::{CertifiedKey, SingleCertAndKey};
    use rustls::version::{TLS12, TLS13};
    use rustls::{
        CertificateError, ClientConfig, ClientConnection, ServerConfig, ServerConnection,
        SupportedProtocolVersion,
    };

    use super::*;
    use crate::tls::config::{provider, server_name};

    /// Both directions, in the version that our configurations leave out too.
    #[test]
    fn a_signature_by_another_key_is_refused_in_either_version() {
        let refused = Err(Error::InvalidCertificate(CertificateError::BadSignature));
        let (key, other) = (p521(), p521());
        for version in [&TLS12, &TLS13] {
            assert_eq!(handshake(version, &key, &key, &key), Ok(()));
            assert_eq!(handshake(version, &key, &other, &key), refused);
            assert_eq!(handshake(version, &key, &key, &other), refused);
        }
    }

    /// The first error of a handshake where both present the certificate of `key`.
    fn handshake(
        version: &'static SupportedProtocolVersion,
        key: &KeyPair,
        server_key: &KeyPair,
        client_key: &KeyPair,
    ) -> Result<(), Error> {
        let certificate = certificate_of(key);
        let peer = PeerCertificate::from_der(certificate.to_vec()).unwrap();
        let pinned = Arc::new(Pinned::new(peer, &provider()));
        let server = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[version])?
            .with_client_cert_verifier(pinned.clone())
            .with_cert_resolver(Arc::new(certified(&certificate, server_key)));
        let client = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[version])?
            .dangerous()
            .with_custom_certificate_verifier(pinned)
            .with_client_cert_resolver(Arc::new(certified(&certificate, client_key)));
        let mut server = ServerConnection::new(Arc::new(server))?;
        let mut client = ClientConnection::new(Arc::new(client), server_name())?;
        while client.is_handshaking() || server.is_handshaking() {
            let mut bytes = Vec::new();
            client.write_tls(&mut bytes).unwrap();
            server.read_tls(&mut bytes.as_slice()).unwrap();
            server.process_new_packets()?;
            bytes.clear();
            server.write_tls(&mut bytes).unwrap();
            client.read_tls(&mut bytes.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        Ok(())
    }

    fn p521() -> KeyPair {
        KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap()
    }

    fn certificate_of(key: &KeyPair) -> CertificateDer<'static> {
        let mut template = rcgen::CertificateParams::default();
        template.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        template.self_signed(key).unwrap().into()
    }

    fn certified(certificate: &CertificateDer<'static>, key: &KeyPair) -> SingleCertAndKey {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let key = any_supported_type(&key).unwrap();
        CertifiedKey::new(vec![certificate.clone()], key).into()
    }
}
