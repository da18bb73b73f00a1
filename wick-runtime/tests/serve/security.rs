//! AutoMTLS: who may connect.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, SignatureScheme};
use tokio::io::AsyncReadExt as _;
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use wick_proto::environment::CLIENT_CERT;
use wick_proto::tls::{Identity, server_name};
use wick_proto::wire::connector::HealthRequest;
use wick_proto::wire::connector::connector_client::ConnectorClient;

use crate::support::{by_a_host, lives, soon};

#[tokio::test]
async fn the_host_and_nobody_else_gets_in() {
    let plugin = by_a_host().with_tls().start().await;
    let certificate = plugin.text().rsplit('|').next().unwrap();
    assert!(certificate.len() > 50 && !certificate.contains(['=', '-', '_']));
    assert!(lives(&plugin).await);
    let other = Identity::generate().unwrap();
    // In TLS 1.3 a client is done before the server has looked at its certificate.
    let refused = match plugin.connect_as(&other).await {
        Err(_) => true,
        Ok(channel) => {
            let mut client = ConnectorClient::new(channel);
            soon(client.health(HealthRequest {})).await.is_err()
        }
    };
    assert!(refused);
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let plugin = by_a_host().with_tls().start().await;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = UnixStream::connect(plugin.socket()).await.unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    // In TLS 1.3 a client is done before the server has looked at its certificate.
    let refused = match soon(connector.connect(server_name(), stream)).await {
        Err(_) => true,
        Ok(mut stream) => soon(stream.read_u8()).await.is_err(),
    };
    assert!(refused);
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

/// Takes each server's certificate, as the client's is what counts here.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[tokio::test]
async fn plain_text_is_turned_away() {
    let mut plugin = by_a_host().with_tls().start().await;
    let mut stream = UnixStream::connect(plugin.socket()).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    soon(tokio::io::AsyncWriteExt::write_all(&mut stream, preface))
        .await
        .unwrap();
    let mut answer = Vec::new();
    // An alert or a reset, and then the end.
    let _ = soon(stream.read_to_end(&mut answer)).await;
    assert_ne!(answer.first(), Some(&0), "no HTTP/2 frame");
    plugin.logged(|record| record["@level"] == "warn").await;
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn tls_to_a_plain_plugin_fails_cleanly() {
    let plain = by_a_host().start().await;
    let mut stream = UnixStream::connect(plain.socket()).await.unwrap();
    let hello = [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3];
    soon(tokio::io::AsyncWriteExt::write_all(&mut stream, &hello))
        .await
        .unwrap();
    soon(tokio::io::AsyncWriteExt::shutdown(&mut stream))
        .await
        .unwrap();
    let _ = soon(stream.read_to_end(&mut Vec::new())).await;
    assert!(lives(&plain).await);
}

#[tokio::test]
async fn silent_connections_hold_up_nobody() {
    for launch in [by_a_host(), by_a_host().with_tls()] {
        let plugin = launch.start().await;
        let mut silent = Vec::new();
        for _ in 0..50 {
            silent.push(UnixStream::connect(plugin.socket()).await.unwrap());
        }
        assert!(lives(&plugin).await);
        drop(silent);
        assert!(lives(&plugin).await);
        plugin.shut_down().await;
        plugin.ended_well().await;
    }
}

#[tokio::test]
async fn certificates_are_read_as_go_reads_them() {
    let pem = Identity::generate().unwrap().certificate_pem();
    let other = Identity::generate().unwrap().certificate_pem();
    let good = [
        pem.replace('\n', "\r\n"),
        pem.trim_end().to_owned(),
        format!("junk before it\n{pem}"),
        format!("{pem}{other}"),
    ];
    for pem in good {
        let plugin = by_a_host().env(CLIENT_CERT, &pem).start().await;
        assert!(plugin.line().certificate.is_some(), "{pem:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_fatal() {
    let pem = Identity::generate().unwrap().certificate_pem();
    let bad = [
        pem.replace('\n', " "),
        pem.replace('\n', "\\n"),
        STANDARD.encode(&pem),
        " \n".to_owned(),
        pem.replace("CERTIFICATE", "PRIVATE KEY"),
    ];
    for pem in bad {
        let message = by_a_host().env(CLIENT_CERT, &pem).failure().await;
        assert!(message.contains(CLIENT_CERT), "{message}");
    }
}

#[tokio::test]
async fn an_empty_certificate_asks_for_no_tls() {
    let plugin = by_a_host().env(CLIENT_CERT, "").start().await;
    assert_eq!(plugin.line().certificate, None);
    assert!(lives(&plugin).await);
}
