//! The certificate that the other side announced.

use std::fmt;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::server::ParsedCertificate;

use super::error::{PinError, TlsError};

/// The certificate that a peer announced through a private channel, and the only one that is
/// accepted from it.
#[derive(Clone, PartialEq, Eq)]
pub struct PeerCertificate(CertificateDer<'static>);

impl PeerCertificate {
    /// Takes the DER of a certificate, as the handshake line carries it.
    ///
    /// # Errors
    ///
    /// [`TlsError::Certificate`] if it is not an X.509 v3 certificate, or has an unknown critical
    /// extension, which Go refuses too. Neither names, dates nor roles are looked at.
    pub fn from_der(der: Vec<u8>) -> Result<Self, TlsError> {
        let der = CertificateDer::from(der);
        ParsedCertificate::try_from(&der).map_err(TlsError::Certificate)?;
        Ok(Self(der))
    }

    /// Takes the first certificate in a PEM text, as a host hands it to a plugin.
    ///
    /// As tolerant as Go's reader: line ends of any kind, or none at the end, lines of any length,
    /// and anything in lines outside of the block. Where Go's plugin would trust all of several
    /// certificates, only the first is: a peer has one, and by custom its own leads.
    ///
    /// # Errors
    ///
    /// [`TlsError::NoCertificate`], [`TlsError::Markers`] and [`TlsError::Base64`] where the text is
    /// not PEM, and those of [`from_der`](Self::from_der). A go-plugin plugin comes up with such a
    /// certificate and then refuses everybody; here the mistake is known at once.
    pub fn from_pem(text: &str) -> Result<Self, TlsError> {
        let der = CertificateDer::from_pem_slice(text.as_bytes()).map_err(refuse)?;
        Self::from_der(der.to_vec())
    }

    /// The certificate as it was given.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// Checks what a peer presents: this certificate, byte for byte, and nothing else.
    pub(super) fn check(
        &self,
        presented: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
    ) -> Result<(), PinError> {
        if *presented != self.0 {
            return Err(PinError::Different);
        }
        if !others.is_empty() {
            return Err(PinError::Chain(others.len()));
        }
        Ok(())
    }
}

impl fmt::Debug for PeerCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerCertificate({} bytes)", self.0.len())
    }
}

/// Says what is wrong without the text: it may be a private key that was put in the wrong variable.
fn refuse(error: pem::Error) -> TlsError {
    match error {
        pem::Error::IllegalSectionStart { .. } | pem::Error::MissingSectionEnd { .. } => {
            TlsError::Markers
        }
        pem::Error::Base64Decode(_) => TlsError::Base64,
        _ => TlsError::NoCertificate,
    }
}
