//! The floor: what the operating system and the bare transport cost, with nothing of ours in between.

mod bare;

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::Server;
use wick_proto::wire::connector::ExecuteRequest;
use wick_proto::wire::connector::connector_server::ConnectorServer;

use crate::Failure;

/// As many bytes as the arguments of a small call.
const MESSAGE: &[u8] = br#"{"text":"hello","name":"a name","count":"42"}"#;

/// A second process that answers at once.
pub(crate) struct Floor {
    process: Child,
    socket: PathBuf,
}

/// What was measured.
pub(crate) struct Speed {
    /// The median time of one, in nanoseconds.
    pub(crate) each: f64,
    pub(crate) per_second: f64,
}

impl Floor {
    pub(crate) fn start(directory: &Path) -> Result<Self, Failure> {
        let socket = directory.join("floor");
        let mut process = Command::new(std::env::current_exe()?)
            .arg("floor")
            .arg(&socket)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut ready = [0];
        process
            .stdout
            .as_mut()
            .ok_or("no output")?
            .read_exact(&mut ready)?;
        Ok(Self { process, socket })
    }

    /// Round trips over bare sockets: so many threads, each with a socket of its own.
    pub(crate) fn ping(&self, count: usize, callers: usize) -> Result<Speed, Failure> {
        let begun = Instant::now();
        let (socket, each) = (&self.socket.with_extension("ping"), count / callers);
        let times = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..callers)
                .map(|_| scope.spawn(move || round_trips(socket, each)))
                .collect();
            let mut times = Vec::with_capacity(count);
            for caller in callers {
                times.extend(caller.join().map_err(|_| "a caller panicked")??);
            }
            Ok::<_, Failure>(times)
        });
        Ok(speed(times?, begun))
    }

    /// Calls of a bare gRPC service without TLS that streams its answer: so many callers on one connection.
    pub(crate) fn call(&self, count: usize, callers: usize) -> Result<Speed, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let socket = self.socket.with_extension("grpc");
        let calls = async move {
            let client = bare::client(&socket).await?;
            let begun = Instant::now();
            let callers: Vec<_> = (0..callers)
                .map(|_| tokio::spawn(calls(client.clone(), count / callers)))
                .collect();
            let mut times = Vec::with_capacity(count);
            for caller in callers {
                times.extend(caller.await??);
            }
            Ok::<_, Failure>(speed(times, begun))
        };
        runtime.block_on(runtime.spawn(calls))?
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn round_trips(socket: &Path, count: usize) -> Result<Vec<f64>, Failure> {
    let mut stream = UnixStream::connect(socket)?;
    let mut reply = [0; MESSAGE.len()];
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let begun = Instant::now();
        stream.write_all(MESSAGE)?;
        stream.read_exact(&mut reply)?;
        times.push(begun.elapsed().as_nanos() as f64);
    }
    Ok(times)
}

async fn calls(mut client: bare::Client, count: usize) -> Result<Vec<f64>, Failure> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let begun = Instant::now();
        let request = ExecuteRequest {
            args_json: MESSAGE.to_vec(),
            ..Default::default()
        };
        let mut chunks = client.execute_stream(request).await?.into_inner();
        while chunks.message().await?.is_some() {}
        times.push(begun.elapsed().as_nanos() as f64);
    }
    Ok(times)
}

fn speed(mut times: Vec<f64>, begun: Instant) -> Speed {
    let wall = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    Speed {
        each: times.get(times.len() / 2).copied().unwrap_or(f64::NAN),
        per_second: times.len() as f64 / wall,
    }
}

/// The other process.
pub(crate) fn serve(socket: &Path) -> Result<(), Failure> {
    let listener = UnixListener::bind(socket.with_extension("ping"))?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let socket = socket.with_extension("grpc");
    runtime.spawn(async move {
        let listener = tokio::net::UnixListener::bind(socket)?;
        let ready = std::io::stdout()
            .write_all(b".")
            .and_then(|()| std::io::stdout().flush());
        ready?;
        let serving = Server::builder().add_service(ConnectorServer::new(bare::Bare));
        serving
            .serve_with_incoming(UnixListenerStream::new(listener))
            .await?;
        Ok::<_, Failure>(())
    });
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn answer(mut stream: UnixStream) {
    let mut message = [0; MESSAGE.len()];
    while stream.read_exact(&mut message).is_ok() && stream.write_all(&message).is_ok() {}
}
