//! Our certificate, read by others, against what Go asks of a certificate that is its own root.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use wick_proto::handshake::{Address, HandshakeLine};
use wick_proto::tls::{Identity, server_name};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate, X509Version};

#[test]
fn it_says_what_go_asks_for() {
    let identity = Identity::generate().unwrap();
    let (rest, certificate) = X509Certificate::from_der(identity.certificate_der()).unwrap();
    assert!(rest.is_empty());
    assert_eq!(certificate.version(), X509Version::V3);

    // Go refuses negative serials; more than 20 octets break RFC 5280, section 4.1.2.2.
    let serial = certificate.raw_serial();
    assert!(serial[0] < 0x80 && serial.len() <= 20);
    assert!(serial.iter().any(|octet| *octet != 0));

    // Half a century of slack on either side of any clock.
    let validity = certificate.validity();
    assert!(validity.not_before.to_datetime().year() <= 1976);
    assert!(validity.not_after.to_datetime().year() >= 2100);

    assert_eq!(certificate.subject().to_string(), "CN=localhost");
    assert_eq!(certificate.subject(), certificate.issuer());
    let names = certificate.subject_alternative_name().unwrap().unwrap();
    assert_eq!(
        names.value.general_names,
        [GeneralName::DNSName("localhost")]
    );

    let purposes = certificate.extended_key_usage().unwrap().unwrap().value;
    assert!(purposes.client_auth && purposes.server_auth && !purposes.any);
    let usage = certificate.key_usage().unwrap().unwrap();
    assert_eq!(usage.value.to_string(), "Digital Signature");
    assert!(!certificate.is_ca());
}

#[test]
fn verifiers_that_do_not_pin_accept_it_as_their_root() {
    let identity = Identity::generate().unwrap();
    let certificate = CertificateDer::from(identity.certificate_der());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let (roots, provider) = (Arc::new(roots), Arc::new(aws_lc_rs::default_provider()));

    WebPkiServerVerifier::builder_with_provider(roots.clone(), provider.clone())
        .build()
        .unwrap()
        .verify_server_cert(&certificate, &[], &server_name(), &[], UnixTime::now())
        .unwrap();
    WebPkiClientVerifier::builder_with_provider(roots, provider)
        .build()
        .unwrap()
        .verify_client_cert(&certificate, &[], UnixTime::now())
        .unwrap();
}

#[test]
fn every_launch_has_its_own() {
    let (one, other) = (Identity::generate().unwrap(), Identity::generate().unwrap());
    let (_, first) = X509Certificate::from_der(one.certificate_der()).unwrap();
    let (_, second) = X509Certificate::from_der(other.certificate_der()).unwrap();
    assert_ne!(first.public_key(), second.public_key());
    assert_ne!(first.serial, second.serial);
}

#[test]
fn it_survives_the_handshake_line() {
    let line = HandshakeLine {
        version: 1,
        address: Address::Unix("/tmp/plugin".into()),
        certificate: Some(Identity::generate().unwrap().certificate_der().to_vec()),
        multiplex: None,
    };
    assert_eq!(line.to_string().parse::<HandshakeLine>().unwrap(), line);
}

#[test]
fn the_identity_prints_nothing_of_its_key() {
    let identity = Identity::generate().unwrap();
    assert_eq!(format!("{identity:?}"), "Identity { .. }");
}
