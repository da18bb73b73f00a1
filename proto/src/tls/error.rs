//! What can go wrong before, and while, certificates are exchanged.

use std::sync::Arc;

use rustls::{CertificateError, OtherError};

/// A certificate or a TLS configuration that cannot be used, or a connection that is not HTTP/2.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The connection did not agree on HTTP/2, which go-plugin peers require too.
    #[error("the peer did not agree on HTTP/2 in the TLS handshake (ALPN `h2`)")]
    Alpn,
    /// The text between the PEM markers is not base64.
    #[error(
        "the peer's certificate is not base64 between its PEM markers; \
         it must have neither headers nor escapes"
    )]
    Base64,
    /// The bytes are not an X.509 certificate.
    #[error("the peer's certificate is not an X.509 certificate that TLS can use")]
    Certificate(#[source] rustls::Error),
    /// TLS could not be set up.
    #[error("could not set up TLS")]
    Config(#[source] rustls::Error),
    /// The own key or certificate could not be made.
    #[error("could not make a certificate for this process")]
    Generate(#[source] rcgen::Error),
    /// A marker of PEM shares its line, or the closing one is missing.
    #[error(
        "the markers around the peer's certificate do not both stand on lines of their own; \
         its line feeds must be neither removed nor escaped"
    )]
    Markers,
    /// The text holds no certificate in PEM.
    #[error("no line `-----BEGIN CERTIFICATE-----` in the peer's certificate; it must be PEM")]
    NoCertificate,
}

/// A peer that is not the one that was announced. Inside of a [`rustls::Error`], as its
/// [`CertificateError::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// It sent more than its own certificate, which neither go-plugin nor we do.
    #[error("the peer sent {0} certificates besides its own; its certificate stands alone")]
    Chain(usize),
    /// It presented another certificate: something else listens there, or connects.
    #[error("the peer's certificate is not the one announced when the plugin was started")]
    Different,
}

impl From<PinError> for rustls::Error {
    fn from(error: PinError) -> Self {
        CertificateError::Other(OtherError(Arc::new(error))).into()
    }
}
