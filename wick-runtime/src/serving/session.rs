//! Serving one client, from the listener to the end.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use rustls::ServerConfig;
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;
use wick_proto::handshake::HandshakeLine;
use wick_proto::tls::{self, Identity, PeerCertificate, TlsError};

use super::connections;
use super::launch::{Launch, LaunchError};
use super::listener::{ListenError, Listener};
use super::reattach::{self, ReattachError, ReattachFile};
use super::relay::{self, Jobs};
use super::services::Services;
use super::services::work::Threads;
use crate::Dispatcher;
use crate::process::panics;
use crate::process::parent::Parent;
use crate::process::signals::{self, Interrupt};
use crate::process::stdio::HostStreams;
use crate::start::Start;

/// Whom we serve.
pub(crate) enum Client {
    /// The host that started us.
    Parent {
        streams: HostStreams,
        parent: Parent,
    },
    /// A host that finds us by a file.
    Debugger { file: PathBuf },
}

/// Why serving did not begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("cannot set up this process")]
    Process(#[from] io::Error),
    #[error(transparent)]
    Reattach(#[from] ReattachError),
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Serves until the client ends it.
pub(crate) fn run(
    dispatcher: Dispatcher,
    launch: Launch,
    client: Client,
    start: Start,
) -> Result<(), ServeError> {
    // Two runtimes: an operation that blocks its threads blocks neither other calls' transport
    // nor the host's call to end us.
    let transport = Builder::new_current_thread().enable_all().build()?;
    let mut work = Builder::new_multi_thread();
    work.thread_name("wick-operation")
        .worker_threads(operation_threads())
        .enable_all();
    let work = panics::fatal_in(|| work.build())?;
    let jobs = Arc::new(Jobs::default());
    let services = Services {
        dispatcher,
        threads: Threads::with_relay(work.handle().clone(), jobs.clone()),
        ending: CancellationToken::new(),
    };
    start.done("async runtimes");
    let (served, end) = mpsc::channel();
    transport.spawn({
        let jobs = jobs.clone();
        async move {
            // Fails when nobody waits for it, and then the process is over.
            let _ = served.send(session(services, launch, client, start).await);
            jobs.end();
        }
    });
    relay::start(transport, work.handle().clone(), jobs)?;
    let served = end.recv();
    // An operation may never come back; the process ends all the same.
    work.shutdown_background();
    served.unwrap_or_else(|_| Err(io::Error::other("the transport broke down").into()))
}

async fn session(
    services: Services,
    launch: Launch,
    mut client: Client,
    start: Start,
) -> Result<(), ServeError> {
    let ending = services.ending.clone();
    let asked_to_end = signals::asked_to_end(client.interrupt())?;
    let proof = launch
        .host_certificate
        .clone()
        .map(Proof::make)
        .transpose()?;
    let (tls, certificate) = proof.map(|proof| (proof.tls, proof.certificate)).unzip();
    start.done("key and certificate");
    let listener = Listener::bind(&launch)?;
    start.done("socket");
    let services = services.serve().await;
    start.done("services");
    let line = HandshakeLine {
        version: launch.version,
        address: listener.address().clone(),
        certificate,
        multiplex: launch.asks_for_multiplexing.then_some(false),
    };
    if launch.asks_for_multiplexing {
        tracing::warn!(target: "wick", "the host asks for go-plugin's broker multiplexing, which a wick plugin does not have; a go-plugin host refuses it for that");
    }
    tracing::debug!(target: "wick", address = %line.address, "listening");
    let _announced = client.announce(&line)?;
    start.done("handshake line");
    tokio::spawn({
        let ending = ending.clone();
        async move {
            tokio::select! {
                signal = asked_to_end => tracing::info!(target: "wick", "ending after {signal}"),
                () = client.gone() => tracing::info!(target: "wick", "ending as the host is gone"),
            }
            ending.cancel();
        }
    });
    connections::serve(listener, tls, services, ending).await;
    Ok(())
}

impl Client {
    /// What Ctrl-C means.
    fn interrupt(&self) -> Interrupt {
        match self {
            Client::Parent { .. } => Interrupt::IsForTheHost,
            Client::Debugger { .. } => Interrupt::Ends,
        }
    }

    /// Says where we listen. What it gives is to be kept for as long as that is true.
    fn announce(&mut self, line: &HandshakeLine) -> Result<Option<ReattachFile>, ServeError> {
        match self {
            Client::Parent { streams, .. } => {
                streams.announce(&line.to_string())?;
                Ok(None)
            }
            Client::Debugger { file } => {
                let announced = reattach::announce(file, line)?;
                let file = file.display();
                tracing::info!(target: "wick", %file, "serving whoever reads the file; Ctrl-C ends it");
                Ok(Some(announced))
            }
        }
    }

    /// Waits until nobody can be served any more.
    async fn gone(self) {
        match self {
            Client::Parent { parent, .. } => parent.gone().await,
            Client::Debugger { .. } => std::future::pending().await,
        }
    }
}

/// How we prove to the host who we are.
struct Proof {
    tls: Arc<ServerConfig>,
    certificate: Vec<u8>,
}

impl Proof {
    /// For a host that has a certificate itself.
    fn make(host: PeerCertificate) -> Result<Self, TlsError> {
        let identity = Identity::generate()?;
        Ok(Self {
            tls: tls::server_config(&identity, host)?,
            certificate: identity.certificate_der().to_vec(),
        })
    }
}

/// Some more than one for operations that block, and no more than a plugin among many needs.
fn operation_threads() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8))
}
