//! The certificate and key of this process.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ED25519,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::config::{SERVER_NAME, provider};
use super::error::TlsError;
use super::random::{self, KEY_BYTES};

/// Characters in a line of PEM (RFC 7468, section 2).
const PEM_COLUMNS: usize = 64;

/// What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A fresh key with its self-signed certificate, for one launch of a plugin. The key never leaves
/// the process: it is neither written nor printable.
#[derive(Clone)]
pub struct Identity {
    certified: Arc<CertifiedKey>,
    certificate: CertificateDer<'static>,
}

impl Identity {
    /// Makes a key and its certificate.
    ///
    /// Ed25519, which Go verifies as well as we do, and which costs a seventh of P-256 at a plugin's
    /// start: a build for size leaves the fast code of the NIST curves out of AWS-LC, and keeps this
    /// one's. The rest is what Go's verifier asks of a certificate that is its own root: a positive
    /// serial, the name `localhost` as alternative name, and both roles, as a go-plugin peer may dial
    /// back.
    ///
    /// Takes well under a millisecond: the key is seeded by the operating system, so nothing waits for
    /// the entropy that AWS-LC gathers.
    ///
    /// # Errors
    ///
    /// [`TlsError::Generate`] and [`TlsError::Config`], when the cryptography fails, which it has
    /// no reason to.
    pub fn generate() -> Result<Self, TlsError> {
        let key = key()?;
        let certificate = template()
            .and_then(|template| template.self_signed(&key))
            .map_err(TlsError::Generate)?;
        let certificate = CertificateDer::from(certificate);
        let certified = CertifiedKey::from_der(
            vec![certificate.clone()],
            PrivateKeyDer::from(key),
            &provider(),
        )
        .map_err(TlsError::Config)?;
        Ok(Self {
            certified: Arc::new(certified),
            certificate,
        })
    }

    /// The certificate, as the handshake line carries it in base64.
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate
    }

    /// The certificate in PEM, as a host hands it to a plugin.
    pub fn certificate_pem(&self) -> String {
        let body = STANDARD.encode(&self.certificate);
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, tail) = rest.split_at(rest.len().min(PEM_COLUMNS));
            pem.push_str(line);
            pem.push('\n');
            rest = tail;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// The certificate with its key, for rustls.
    pub(super) fn certified(&self) -> Arc<CertifiedKey> {
        self.certified.clone()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// A key of Ed25519.
fn key() -> Result<KeyPair, TlsError> {
    let seed = random::key().map_err(|failed| TlsError::Config(failed.into()))?;
    let mut document = Zeroizing::new([0; PKCS8_PREFIX.len() + KEY_BYTES]);
    let (prefix, rest) = document.split_at_mut(PKCS8_PREFIX.len());
    prefix.copy_from_slice(&PKCS8_PREFIX);
    rest.copy_from_slice(seed.as_ref());
    let document = PrivatePkcs8KeyDer::from(document.as_slice());
    KeyPair::from_pkcs8_der_and_sign_algo(&document, &PKCS_ED25519).map_err(TlsError::Generate)
}

/// The certificate before it is signed. rcgen's dates (1975 to 4096) hold under any clock, and its
/// serial is the start of a SHA-256 with the sign cleared.
fn template() -> Result<CertificateParams, rcgen::Error> {
    let mut template = CertificateParams::new([SERVER_NAME.to_owned()])?;
    template
        .distinguished_name
        .push(DnType::CommonName, SERVER_NAME);
    template.is_ca = IsCa::ExplicitNoCa;
    template.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    template.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::ServerAuth,
    ];
    Ok(template)
}
