//! The server side of a fake plugin, run by the test itself.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::UnixListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::service::Routes;
use tonic::transport::Server;
use wick_proto::handshake::{Address, HandshakeLine};
use wick_proto::tls::{self, Identity, PeerCertificate};

use crate::support::Plugin;

/// Notes its process id, hands out the host's certificate, prints the line it is given, stays.
const SCRIPT: &str = r#"
echo $$ > "$NOTES/pid"
printf '%s' "$PLUGIN_CLIENT_CERT" > "$NOTES/certificate"
cat "$NOTES/line"
exec sleep 3600
"#;

/// A process, and what the test serves in its name.
pub(crate) struct Fake {
    pub(crate) plugin: Plugin,
    socket: PathBuf,
}

impl Fake {
    pub(crate) fn new() -> Self {
        let plugin = Plugin::script(SCRIPT);
        for pipe in ["certificate", "line"] {
            let made = Command::new("mkfifo").arg(plugin.note(pipe)).status();
            assert!(made.unwrap().success());
        }
        let socket = plugin.note("socket");
        Self { plugin, socket }
    }

    /// The host's certificate, once the process runs.
    pub(crate) async fn host_certificate(&self) -> PeerCertificate {
        let pem = tokio::fs::read_to_string(self.plugin.note("certificate")).await;
        PeerCertificate::from_pem(&pem.unwrap()).unwrap()
    }

    pub(crate) fn listen(&self) -> UnixListener {
        UnixListener::bind(&self.socket).unwrap()
    }

    /// Lets the process announce the socket with a certificate.
    pub(crate) async fn announce(&self, certificate: Option<&[u8]>) {
        let line = HandshakeLine {
            version: 1,
            address: Address::Unix(self.socket.clone()),
            certificate: certificate.map(<[u8]>::to_vec),
            multiplex: None,
        };
        let line = format!("{line}\n");
        tokio::fs::write(self.plugin.note("line"), line)
            .await
            .unwrap();
    }

    /// Serves over mutual TLS, as a sound plugin does.
    pub(crate) async fn serve(self: Arc<Self>, routes: Routes) {
        let peer = self.host_certificate().await;
        let identity = Identity::generate().unwrap();
        let config = tls::server_config(&identity, peer).unwrap();
        let listener = self.listen();
        self.announce(Some(identity.certificate_der())).await;
        serve_tls(listener, TlsAcceptor::from(config), routes).await;
    }
}

/// Serves until it is dropped; then its connections break.
pub(crate) async fn serve_tls(listener: UnixListener, acceptor: TlsAcceptor, routes: Routes) {
    let (ready, connections) = mpsc::channel(1);
    let accept = async {
        let mut open = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let (near, mut far) = tokio::io::duplex(64 << 10);
            open.spawn(async move { copy_bidirectional(&mut stream, &mut far).await });
            ready.send(Ok::<_, std::io::Error>(near)).await.unwrap();
        }
    };
    let incoming = ReceiverStream::new(connections);
    let serve = Server::builder()
        .add_routes(routes)
        .serve_with_incoming(incoming);
    let (_, served) = tokio::join!(accept, serve);
    served.unwrap();
}
