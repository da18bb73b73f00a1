//! Peers that are not ours: such as go-plugin makes them, and hostile ones.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, SignatureAlgorithm,
    date_time_ymd,
};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    ClientConfig, DigitallySignedStruct, DistinguishedName as RootHint, Error, ServerConfig,
    SignatureScheme, SupportedProtocolVersion,
};
use wick_proto::tls::{ALPN, Identity, PeerCertificate};

/// A peer with everything that it could get wrong.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Arc<PrivateKeyDer<'static>>,
    pub(crate) alpn: Vec<Vec<u8>>,
    pub(crate) versions: Vec<&'static SupportedProtocolVersion>,
}

impl Peer {
    /// As go-plugin's `generateCert` (`mtls.go`) makes them: P-521, and its leaf says it is a CA.
    pub(crate) fn go() -> Self {
        Self::new(&go_template(), &PKCS_ECDSA_P521_SHA512)
    }

    /// As go-plugin's, with dates of long ago or of times to come.
    pub(crate) fn go_dated(from: i32, until: i32) -> Self {
        let mut template = go_template();
        template.not_before = date_time_ymd(from, 1, 1);
        template.not_after = date_time_ymd(until, 1, 1);
        Self::new(&template, &PKCS_ECDSA_P521_SHA512)
    }

    /// With the certificate of another, and a key of its own of the same kind.
    pub(crate) fn impostor(certificate: &[u8], kind: &'static SignatureAlgorithm) -> Self {
        Self {
            chain: vec![CertificateDer::from(certificate.to_vec())],
            ..Self::new(&go_template(), kind)
        }
    }

    /// With a certificate that says what ours says.
    pub(crate) fn lookalike() -> Self {
        let mut template = CertificateParams::new(["localhost".to_owned()]).unwrap();
        template
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        Self::new(&template, &PKCS_ED25519)
    }

    fn new(template: &CertificateParams, kind: &'static SignatureAlgorithm) -> Self {
        let key = KeyPair::generate_for(kind).unwrap();
        let certificate = template.self_signed(&key).unwrap();
        Self {
            chain: vec![certificate.into()],
            key: Arc::new(key.into()),
            alpn: vec![ALPN.to_vec()],
            versions: rustls::ALL_VERSIONS.to_vec(),
        }
    }

    pub(crate) fn announced(&self) -> PeerCertificate {
        PeerCertificate::from_der(self.chain[0].to_vec()).unwrap()
    }

    pub(crate) fn client(&self) -> Arc<ClientConfig> {
        let config = ClientConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_protocol_versions(&self.versions)
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trusting))
            .with_client_cert_resolver(Arc::new(self.certified()));
        self.with_client_alpn(config)
    }

    /// A client that has no certificate.
    pub(crate) fn anonymous_client(&self) -> Arc<ClientConfig> {
        let config = ClientConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_protocol_versions(&self.versions)
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trusting))
            .with_no_client_auth();
        self.with_client_alpn(config)
    }

    pub(crate) fn server(&self) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_protocol_versions(&self.versions)
            .unwrap()
            .with_client_cert_verifier(Arc::new(Trusting))
            .with_cert_resolver(Arc::new(self.certified()));
        config.alpn_protocols.clone_from(&self.alpn);
        Arc::new(config)
    }

    fn with_client_alpn(&self, mut config: ClientConfig) -> Arc<ClientConfig> {
        config.alpn_protocols.clone_from(&self.alpn);
        Arc::new(config)
    }

    /// Not by way of the builder's own constructors, which notice a key that does not fit.
    fn certified(&self) -> SingleCertAndKey {
        let key = aws_lc_rs::sign::any_supported_type(&self.key).unwrap();
        CertifiedKey::new(self.chain.clone(), key).into()
    }
}

/// What the other side is told about one of ours.
pub(crate) fn announced(identity: &Identity) -> PeerCertificate {
    PeerCertificate::from_der(identity.certificate_der().to_vec()).unwrap()
}

fn go_template() -> CertificateParams {
    let mut template = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "HashiCorp");
    name.push(DnType::CommonName, "localhost");
    template.distinguished_name = name;
    template.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    template.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyEncipherment,
        KeyUsagePurpose::KeyAgreement,
        KeyUsagePurpose::KeyCertSign,
    ];
    template.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::ServerAuth,
    ];
    template
}

/// Trusts everybody, so that only the side under test decides.
#[derive(Debug)]
struct Trusting;

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _presented: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

impl ClientCertVerifier for Trusting {
    fn root_hint_subjects(&self) -> &[RootHint] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _presented: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

fn schemes() -> Vec<SignatureScheme> {
    aws_lc_rs::default_provider()
        .signature_verification_algorithms
        .supported_schemes()
}
