//! Our host and our plugin find each other over TLS.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use wick_proto::tls::{
    Identity, PeerCertificate, client_config, require_h2, server_config, server_name,
};

#[tokio::test]
async fn two_identities_that_know_each_other_talk() {
    let (host, plugin) = (Identity::generate().unwrap(), Identity::generate().unwrap());
    let server = server_config(
        &plugin,
        PeerCertificate::from_pem(&host.certificate_pem()).unwrap(),
    )
    .unwrap();
    let client = client_config(
        &host,
        PeerCertificate::from_der(plugin.certificate_der().to_vec()).unwrap(),
    )
    .unwrap();
    let (near, far) = tokio::io::duplex(64 << 10);
    let (connected, accepted) = tokio::join!(
        TlsConnector::from(client).connect(server_name(), near),
        TlsAcceptor::from(server).accept(far),
    );
    let (mut connected, mut accepted) = (connected.unwrap(), accepted.unwrap());
    require_h2(connected.get_ref().1).unwrap();
    require_h2(accepted.get_ref().1).unwrap();

    connected.write_all(b"hello").await.unwrap();
    connected.flush().await.unwrap();
    let mut heard = [0; 5];
    accepted.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"hello");
}
