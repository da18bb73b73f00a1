//! Peers that are kept out, and what is said about them.

use rcgen::{PKCS_ECDSA_P521_SHA512, PKCS_ED25519};
use rustls::pki_types::CertificateDer;
use rustls::version::{TLS12, TLS13};
use rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;
use wick_proto::tls::{
    Identity, PeerCertificate, PinError, TlsError, client_config, require_h2, server_config,
};

use crate::handshake::{handshake, pin_error, tls_error};
use crate::peers::{Peer, announced};

#[tokio::test]
async fn a_client_without_a_certificate_and_the_next_one_is_served() {
    let (host, plugin) = (Peer::go(), Identity::generate().unwrap());
    let server = server_config(&plugin, host.announced()).unwrap();

    let outcome = handshake(host.anonymous_client(), server.clone()).await;
    assert_eq!(tls_error(outcome.server), Error::NoCertificatesPresented);
    assert_eq!(
        tls_error(outcome.client),
        Error::AlertReceived(AlertDescription::CertificateRequired)
    );

    handshake(host.client(), server).await.server.unwrap();
}

#[tokio::test]
async fn a_client_with_a_certificate_of_its_own() {
    let host = Identity::generate().unwrap();
    let plugin = Identity::generate().unwrap();
    let server = server_config(&plugin, announced(&host)).unwrap();
    // The second has the names of the announced one, and another key.
    for stranger in [Peer::go(), Peer::lookalike()] {
        let outcome = handshake(stranger.client(), server.clone()).await;
        assert_eq!(pin_error(outcome.server), PinError::Different);
        assert!(matches!(tls_error(outcome.client), Error::AlertReceived(_)));
    }
}

#[tokio::test]
async fn a_server_with_a_certificate_of_its_own() {
    let host = Identity::generate().unwrap();
    let plugin = Identity::generate().unwrap();
    let client = client_config(&host, announced(&plugin)).unwrap();
    for stranger in [Peer::go(), Peer::lookalike()] {
        let outcome = handshake(client.clone(), stranger.server()).await;
        assert_eq!(pin_error(outcome.client), PinError::Different);
        assert!(matches!(tls_error(outcome.server), Error::AlertReceived(_)));
    }
}

#[tokio::test]
async fn the_announced_certificate_without_its_key() {
    let bad_signature = Error::InvalidCertificate(CertificateError::BadSignature);
    let ours = Identity::generate().unwrap();
    let (rust, go) = (Identity::generate().unwrap(), Peer::go());
    for (der, kind) in [
        (rust.certificate_der(), &PKCS_ED25519),
        (&go.chain[0], &PKCS_ECDSA_P521_SHA512),
    ] {
        let impostor = Peer::impostor(der, kind);
        let server = server_config(&ours, impostor.announced()).unwrap();
        let outcome = handshake(impostor.client(), server).await;
        assert_eq!(tls_error(outcome.server), bad_signature);

        let client = client_config(&ours, impostor.announced()).unwrap();
        let outcome = handshake(client, impostor.server()).await;
        assert_eq!(tls_error(outcome.client), bad_signature);
    }
}

#[tokio::test]
async fn further_certificates_after_the_announced_one() {
    let ours = Identity::generate().unwrap();
    let mut peer = Peer::go();
    peer.chain.push(ours.certificate_der().to_vec().into());

    let server = server_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(peer.client(), server).await;
    assert_eq!(pin_error(outcome.server), PinError::Chain(1));

    let client = client_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(client, peer.server()).await;
    assert_eq!(pin_error(outcome.client), PinError::Chain(1));
}

#[tokio::test]
async fn the_announced_certificate_behind_another() {
    let ours = Identity::generate().unwrap();
    let (good, mut peer) = (Peer::go(), Peer::go());
    peer.chain.extend(good.chain.iter().cloned());

    let server = server_config(&ours, good.announced()).unwrap();
    let outcome = handshake(peer.client(), server).await;
    assert_eq!(pin_error(outcome.server), PinError::Different);

    let client = client_config(&ours, good.announced()).unwrap();
    let outcome = handshake(client, peer.server()).await;
    assert_eq!(pin_error(outcome.client), PinError::Different);
}

#[tokio::test]
async fn peers_that_only_speak_tls_12() {
    let ours = Identity::generate().unwrap();
    let mut peer = Peer::go();
    peer.versions = vec![&TLS12];

    let server = server_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(peer.client(), server).await;
    assert_eq!(
        tls_error(outcome.server),
        Error::PeerIncompatible(PeerIncompatible::Tls12NotOfferedOrEnabled)
    );

    let client = client_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(client, peer.server()).await;
    assert_eq!(
        tls_error(outcome.client),
        Error::AlertReceived(AlertDescription::ProtocolVersion)
    );

    // It was the version: the same peer is let in with another.
    peer.versions = vec![&TLS13];
    let server = server_config(&ours, peer.announced()).unwrap();
    handshake(peer.client(), server).await.server.unwrap();
}

#[tokio::test]
async fn peers_that_do_not_speak_http2() {
    let ours = Identity::generate().unwrap();
    let mut peer = Peer::go();

    // TLS itself minds a different protocol, but not the absence of one.
    peer.alpn = vec![b"http/1.1".to_vec()];
    let server = server_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(peer.client(), server).await;
    assert_eq!(tls_error(outcome.server), Error::NoApplicationProtocol);
    let client = client_config(&ours, peer.announced()).unwrap();
    let outcome = handshake(client, peer.server()).await;
    assert_eq!(
        tls_error(outcome.client),
        Error::AlertReceived(AlertDescription::NoApplicationProtocol)
    );

    peer.alpn = Vec::new();
    let server = server_config(&ours, peer.announced()).unwrap();
    let server = handshake(peer.client(), server).await.server.unwrap();
    assert!(matches!(require_h2(&server), Err(TlsError::Alpn)));
    let client = client_config(&ours, peer.announced()).unwrap();
    let client = handshake(client, peer.server()).await.client.unwrap();
    assert!(matches!(require_h2(&client), Err(TlsError::Alpn)));
}

#[tokio::test]
async fn plain_http2() {
    let ours = Identity::generate().unwrap();
    let server = server_config(&ours, Peer::go().announced()).unwrap();
    let (mut near, far) = tokio::io::duplex(1 << 10);
    near.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .await
        .unwrap();
    let refused = TlsAcceptor::from(server).accept(far).await;
    assert!(matches!(tls_error(refused), Error::InvalidMessage(_)));
}

#[test]
fn bytes_that_are_no_certificate() {
    let der = CertificateDer::from(Identity::generate().unwrap().certificate_der().to_vec());
    let cut = der[..der.len() - 1].to_vec();
    let long = [&der[..], &[0]].concat();
    for bytes in [Vec::new(), b"no certificate".to_vec(), cut, long] {
        let refused = PeerCertificate::from_der(bytes.clone());
        assert!(
            matches!(refused, Err(TlsError::Certificate(_))),
            "{bytes:?}"
        );
    }
}
