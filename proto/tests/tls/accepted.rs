//! Peers that are let in.

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{HandshakeKind, ProtocolVersion, SignatureScheme};
use wick_proto::tls::{Identity, PeerCertificate, client_config, require_h2, server_config};

use crate::handshake::handshake;
use crate::peers::{Peer, announced};

#[tokio::test]
async fn our_host_and_our_plugin_agree_on_http2_over_tls_13() {
    let (host, plugin) = (Identity::generate().unwrap(), Identity::generate().unwrap());
    let told = PeerCertificate::from_pem(&host.certificate_pem()).unwrap();
    let server = server_config(&plugin, told).unwrap();
    let client = client_config(&host, announced(&plugin)).unwrap();

    let outcome = handshake(client, server).await;
    let (client, server) = (outcome.client.unwrap(), outcome.server.unwrap());
    require_h2(&client).unwrap();
    require_h2(&server).unwrap();
    assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    let seen = server.peer_certificates().unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(&*seen[0], host.certificate_der());
}

#[tokio::test]
async fn a_host_as_go_plugin_makes_it_is_let_in() {
    let (host, plugin) = (Peer::go(), Identity::generate().unwrap());
    let server = server_config(&plugin, host.announced()).unwrap();
    let client = host.client();
    // The second time, because the host would resume if it had a ticket.
    for _ in 0..2 {
        let outcome = handshake(client.clone(), server.clone()).await;
        let server = outcome.server.unwrap();
        require_h2(&server).unwrap();
        assert_eq!(server.handshake_kind(), Some(HandshakeKind::Full));
        assert_eq!(server.peer_certificates().unwrap(), host.chain);
        assert_eq!(outcome.client.unwrap().tls13_tickets_received(), 0);
    }
}

#[tokio::test]
async fn a_plugin_as_go_plugin_makes_it_is_trusted() {
    let (host, plugin) = (Identity::generate().unwrap(), Peer::go());
    let client = client_config(&host, plugin.announced()).unwrap();
    let server = plugin.server();
    // The second time, because this plugin hands out tickets.
    for _ in 0..2 {
        let outcome = handshake(client.clone(), server.clone()).await;
        let client = outcome.client.unwrap();
        require_h2(&client).unwrap();
        assert_eq!(client.handshake_kind(), Some(HandshakeKind::Full));
        assert!(client.tls13_tickets_received() > 0);
        assert_eq!(client.peer_certificates().unwrap(), plugin.chain);
        let server = outcome.server.unwrap();
        assert_eq!(
            &*server.peer_certificates().unwrap()[0],
            host.certificate_der()
        );
    }
}

#[tokio::test]
async fn a_wrong_clock_keeps_nobody_out() {
    for peer in [Peer::go_dated(1980, 1981), Peer::go_dated(2090, 2091)] {
        let ours = Identity::generate().unwrap();
        let server = server_config(&ours, peer.announced()).unwrap();
        handshake(peer.client(), server).await.server.unwrap();
        let client = client_config(&ours, peer.announced()).unwrap();
        handshake(client, peer.server()).await.client.unwrap();
    }
}

#[tokio::test]
async fn the_cryptography_that_the_process_prefers_does_not_matter() {
    // What is left of it could verify neither our signatures nor go-plugin's.
    let mut other = aws_lc_rs::default_provider();
    other
        .signature_verification_algorithms
        .mapping
        .clone_from(&&[][..]);
    other.cipher_suites.clear();
    other.kx_groups.clear();
    other.install_default().unwrap();
    assert!(
        CryptoProvider::get_default()
            .unwrap()
            .cipher_suites
            .is_empty()
    );

    let (ours, go) = (Identity::generate().unwrap(), Peer::go());
    let server = server_config(&ours, go.announced()).unwrap();
    let schemes = server
        .crypto_provider()
        .signature_verification_algorithms
        .supported_schemes();
    assert!(schemes.contains(&SignatureScheme::ECDSA_NISTP521_SHA512));
    handshake(go.client(), server).await.server.unwrap();
    let client = client_config(&ours, go.announced()).unwrap();
    handshake(client, go.server()).await.client.unwrap();
}
