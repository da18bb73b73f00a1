//! A plugin on the bare protocol: go-plugin's handshake and AutoMTLS, and services that lie.

use std::future::pending;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use wick_proto::environment::{CLIENT_CERT, UNIX_SOCKET_DIR};
use wick_proto::handshake::{Address, HEALTH_SERVICE, HandshakeLine};
use wick_proto::tls::{Identity, PeerCertificate, server_config};
use wick_proto::wire::connector::connector_server::ConnectorServer;
use wick_proto::wire::plugin::grpc_controller_server::GrpcControllerServer;
use wick_proto::wire::plugin::grpc_stdio_server::GrpcStdioServer;

use crate::service::{Controller, Scripted, Stdio};
use crate::wire::{Outgoing, Tap, Wire};

pub(crate) fn serve(fault: &str) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(run(fault));
    ExitCode::SUCCESS
}

async fn run(fault: &str) {
    let host = std::env::var(CLIENT_CERT).unwrap();
    let host = PeerCertificate::from_pem(&host).unwrap();
    let identity = Identity::generate().unwrap();
    let tls = TlsAcceptor::from(server_config(&identity, host).unwrap());
    let directory = PathBuf::from(std::env::var_os(UNIX_SOCKET_DIR).unwrap());
    let path = directory.join(format!("plugin{}", std::process::id()));
    let listener = UnixListener::bind(&path).unwrap();
    if fault == "ignore_end" {
        deafen();
    }
    announce(fault, path, &identity);
    if fault == "mute" {
        let _open = listener;
        return pending().await;
    }
    let tap = Tap::default();
    let (health, reporter) = health(fault).await;
    let _reporter = reporter;
    let served = Server::builder()
        .add_service(health)
        .add_service(
            ConnectorServer::new(Scripted { tap: tap.clone() })
                .max_decoding_message_size(usize::MAX)
                .max_encoding_message_size(usize::MAX),
        )
        .add_service(GrpcControllerServer::new(Controller {
            ignores: fault == "ignore_end",
        }))
        .add_service(GrpcStdioServer::new(Stdio {
            floods: fault == "flood_stdio",
        }))
        .serve_with_incoming(accept(listener, tls, tap, fault));
    served.await.unwrap();
}

async fn health(
    fault: &str,
) -> (
    tonic_health::pb::health_server::HealthServer<impl tonic_health::pb::health_server::Health>,
    tonic_health::server::HealthReporter,
) {
    let status = match fault {
        "not_serving" => ServingStatus::NotServing,
        _ => ServingStatus::Serving,
    };
    let (reporter, service) = tonic_health::server::health_reporter();
    reporter.set_service_status(HEALTH_SERVICE, status).await;
    (service, reporter)
}

/// Lets the signals pass that end others.
fn deafen() {
    for kind in [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ] {
        // tokio's handler stays for good.
        drop(signal(kind).unwrap());
    }
}

fn accept(
    listener: UnixListener,
    tls: TlsAcceptor,
    tap: Tap,
    fault: &str,
) -> ReceiverStream<io::Result<Wire>> {
    let (ready, connections) = mpsc::channel(1);
    let breaks = fault == "not_http";
    let seed = fault.strip_prefix("mutate:").map(str::to_owned);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let stream = tap.on(stream).unwrap();
            let Ok(mut stream) = tls.accept(stream).await else {
                continue;
            };
            if breaks {
                let _ = stream.write_all(b"HTTP/1.1 418 I'm a teapot\r\n\r\n").await;
                let _ = stream.shutdown().await;
                continue;
            }
            let wire = Wire {
                stream,
                tap: tap.clone(),
                outgoing: seed.as_deref().map(Outgoing::by),
            };
            if ready.send(Ok(wire)).await.is_err() {
                return;
            }
        }
    });
    ReceiverStream::new(connections)
}

/// Prints the handshake, or what it has in place of one.
fn announce(fault: &str, path: PathBuf, identity: &Identity) {
    let other = Identity::generate().unwrap();
    let certificate = match fault {
        "lie_certificate" => other.certificate_der(),
        _ => identity.certificate_der(),
    };
    let line = HandshakeLine {
        version: 1,
        address: Address::Unix(path),
        certificate: Some(certificate.to_vec()),
        multiplex: None,
    };
    let line = line.to_string();
    let mut fields: Vec<&str> = line.split('|').collect();
    let half = &fields[5][..fields[5].len() / 2];
    match fault {
        "lie_core" => fields[0] = "2",
        "lie_version" => fields[1] = "7",
        "lie_network" => fields[2] = "pigeon",
        "lie_address" => fields[3] = "/nonexistent/plugin",
        "lie_protocol" => fields[4] = "netrpc",
        "cut_certificate" => fields[5] = half,
        "no_certificate" => fields[5] = "",
        _ => {}
    }
    let line = fields.join("|");
    let mut output = io::stdout();
    writeln!(output, "{line}")
        .and_then(|()| output.flush())
        .unwrap();
}
