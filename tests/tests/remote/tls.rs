//! A certificate authority of our own, and servers that it vouches for.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;
use wick_tests::command::{Ended, Place, ended};

use crate::server::{Answer, Server, file};
use crate::shop::release;

pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Vec<u8>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().to_vec();
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// As `SSL_CERT_FILE` has it.
    fn pem(&self) -> String {
        let text = BASE64_STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let lines = lines.join("\n");
        format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
    }

    fn server(&self) -> ServerConfig {
        let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

pub(crate) struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl TlsListener {
    pub(crate) fn new(tcp: TcpListener, authority: &Authority) -> Self {
        Self {
            tcp,
            acceptor: TlsAcceptor::from(Arc::new(authority.server())),
        }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, peer) = Listener::accept(&mut self.tcp).await;
            // Who does not trust us goes away.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// `wick install` of an address, by somebody who trusts this authority.
fn install(place: &Place, authority: &Authority, url: &str) -> Ended {
    let roots = place.write("roots.pem", &authority.pem());
    let mut command = place.wick();
    command.env("SSL_CERT_FILE", roots).args(["install", url]);
    ended(&mut command)
}

#[test]
fn a_release_comes_over_https_from_a_server_that_is_vouched_for_and_from_no_other() {
    let place = Place::new();
    let [ours, theirs] = [(); 2].map(|()| Authority::new());
    let server = Server::https(&ours);
    let release = release(&place, "echo", "1.0.0", |_| {});
    let url = server.url("/echo-1.0.0.zip");
    server.put("/echo-1.0.0.zip", file(std::fs::read(release).unwrap()));

    let refused = install(&place, &theirs, &url);
    let error = refused.error(8);
    assert!(error.contains("cannot be reached"), "{error}");
    assert!(error.contains("certificate"), "{error}");
    assert!(error.contains("SSL_CERT_FILE"), "{error}");
    assert!(server.asked().is_empty(), "nothing was even asked");

    let installed = install(&place, &ours, &url);
    assert_eq!(installed.output(), "installed echo 1.0.0\n");
    assert!(place.is_clean());
}

#[test]
fn a_server_cannot_lead_from_https_to_http() {
    let place = Place::new();
    let authority = Authority::new();
    let (encrypted, plain) = (Server::https(&authority), Server::http());
    plain.put("/echo.zip", file("nothing"));
    encrypted.put("/echo.zip", Answer::Redirect(plain.url("/echo.zip")));
    let refused = install(&place, &authority, &encrypted.url("/echo.zip"));
    let error = refused.error(3);
    assert!(error.contains("which is not encrypted"), "{error}");
    assert!(plain.asked().is_empty());
    assert!(place.is_clean());
}
