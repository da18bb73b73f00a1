//! A plugin process that is running.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout};
use tonic::transport::{Channel, Error};
use wick_proto::files::Scratch;
use wick_proto::handshake::{Address, HandshakeLine};
use wick_proto::tls::{Identity, PeerCertificate};
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::wire::connector::{ExecuteRequest, ExecuteResponse};
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_client::GrpcControllerClient;

use super::{Launch, connect, soon};

/// A plugin that is running, and killed when it is dropped.
#[derive(Debug)]
pub struct Process {
    text: String,
    line: HandshakeLine,
    child: Child,
    output: BufReader<ChildStdout>,
    log: Log,
    directory: Scratch,
    identity: Option<Identity>,
    owns_group: bool,
}

/// The standard error of a plugin, line by line.
pub(crate) type Log = Lines<BufReader<ChildStderr>>;

impl Process {
    pub(super) async fn start(launch: Launch) -> Self {
        let mut process = Self::spawn(launch);
        let mut text = String::new();
        soon(process.output.read_line(&mut text)).await.unwrap();
        if text.pop() != Some('\n') {
            panic!(
                "it ended without a handshake line: {}",
                process.last_words().await
            );
        }
        process.line = match text.parse() {
            Ok(line) => line,
            Err(error) => panic!("{error}: {text:?}"),
        };
        process.text = text;
        process
    }

    pub(super) async fn start_debugged(launch: Launch, file: &Path) -> Self {
        let mut process = Self::spawn(launch);
        process.logged(|record| record["file"].is_string()).await;
        let reattach: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(reattach["network"], "unix");
        assert_eq!(reattach["pid"], process.id());
        process.line.address = Address::Unix(reattach["addr"].as_str().unwrap().into());
        process
    }

    fn spawn(mut launch: Launch) -> Self {
        let mut child = match launch.command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let program = launch.command.as_std().get_program().to_owned();
                panic!("cannot start {program:?}: {error}")
            }
        };
        Self {
            text: String::new(),
            line: HandshakeLine {
                version: 1,
                address: Address::Unix("unknown".into()),
                certificate: None,
                multiplex: None,
            },
            output: BufReader::new(child.stdout.take().unwrap()),
            log: BufReader::new(child.stderr.take().unwrap()).lines(),
            child,
            directory: launch.directory,
            identity: launch.identity,
            owns_group: launch.owns_group,
        }
    }

    async fn last_words(mut self) -> String {
        let mut words = String::new();
        while let Ok(Some(line)) = soon(self.log.next_line()).await {
            words.push_str(&line);
            words.push('\n');
        }
        words
    }

    /// The handshake as it was printed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The handshake.
    pub fn line(&self) -> &HandshakeLine {
        &self.line
    }

    /// Where its socket is.
    ///
    /// # Panics
    ///
    /// When it listens on TCP.
    pub fn socket(&self) -> &Path {
        let Address::Unix(path) = &self.line.address else {
            panic!("{:?}", self.line);
        };
        path
    }

    /// Its temporary directory.
    pub fn directory(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    /// A connection as the host that started it.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub async fn connect(&self) -> Channel {
        let address = &self.line.address;
        let channel = match &self.identity {
            None => connect::plain(address).await,
            Some(identity) => connect::tls(address, identity, &self.certificate()).await,
        };
        channel.unwrap()
    }

    /// A connection as somebody else, with a certificate of the same form.
    ///
    /// # Errors
    ///
    /// When the plugin does not let it in.
    pub async fn connect_as(&self, identity: &Identity) -> Result<Channel, Error> {
        connect::tls(&self.line.address, identity, &self.certificate()).await
    }

    fn certificate(&self) -> PeerCertificate {
        PeerCertificate::from_der(self.line.certificate.clone().unwrap()).unwrap()
    }

    /// A client of its connector.
    pub async fn client(&self) -> ConnectorClient<Channel> {
        ConnectorClient::new(self.connect().await).max_decoding_message_size(usize::MAX)
    }

    /// The answer to a call of an operation.
    ///
    /// # Panics
    ///
    /// When the call ends with a status of gRPC.
    pub async fn execute(&self, request: ExecuteRequest) -> ExecuteResponse {
        let mut client = self.client().await;
        soon(client.execute(request)).await.unwrap().into_inner()
    }

    /// The next log record that `is_it`. Every line before it must be one that a Go host reads,
    /// too.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub async fn logged(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = soon(self.log.next_line()).await.unwrap();
            let record = parse(&line.expect("the log ends"));
            if is_it(&record) {
                return record;
            }
        }
    }

    /// The id of the process.
    ///
    /// # Panics
    ///
    /// When it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends it a signal.
    ///
    /// # Panics
    ///
    /// When it has ended.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.id()).unwrap();
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Ends it as a host does. A plugin may drop the connection instead of an answer.
    pub async fn shut_down(&self) {
        let mut controller = GrpcControllerClient::new(self.connect().await);
        let _ = soon(controller.shutdown(Empty {})).await;
    }

    /// Waits for its end and the end of both of its streams. Gives its exit status, what it
    /// printed after the handshake, and its remaining log. Nothing of it must be left in the file
    /// system.
    ///
    /// # Panics
    ///
    /// When it does not end, or something is left.
    pub async fn ended(mut self) -> (ExitStatus, String, Vec<Value>) {
        let status = soon(self.child.wait()).await.unwrap();
        let mut printed = String::new();
        soon(self.output.read_to_string(&mut printed))
            .await
            .unwrap();
        let mut records = Vec::new();
        while let Some(line) = soon(self.log.next_line()).await.unwrap() {
            records.push(parse(&line));
        }
        let left: Vec<_> = self.directory.path().read_dir().unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        (status, printed, records)
    }

    /// Waits for an end without errors.
    ///
    /// # Panics
    ///
    /// When it ends otherwise.
    pub async fn ended_well(self) {
        let (status, printed, records) = self.ended().await;
        assert_eq!(status.code(), Some(0));
        assert_eq!(printed, "");
        let errors = |record: &&Value| record["@level"] == "error";
        assert_eq!(records.iter().filter(errors).count(), 0, "{records:?}");
    }

    /// Its parts: what it says on standard error, and the rest of it.
    pub(crate) fn split(self) -> (Log, Remains) {
        let remains = Remains {
            child: self.child,
            address: self.line.address,
            directory: self.directory,
            owns_group: self.owns_group,
            _output: self.output,
        };
        (self.log, remains)
    }
}

/// A process whose log somebody else reads.
#[derive(Debug)]
pub(crate) struct Remains {
    child: Child,
    pub(crate) address: Address,
    pub(crate) directory: Scratch,
    owns_group: bool,
    /// Open as long as the process: it would fail to print otherwise.
    _output: BufReader<ChildStdout>,
}

impl Remains {
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        soon(self.child.wait()).await.unwrap()
    }
}

/// Takes its descendants along.
impl Drop for Remains {
    fn drop(&mut self) {
        #[cfg(unix)]
        if self.owns_group
            && let Some(id) = self.child.id()
            && let Some(group) = i32::try_from(id)
                .ok()
                .and_then(rustix::process::Pid::from_raw)
        {
            // It may have ended by itself meanwhile.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// A log line in the form that go-hclog writes.
fn parse(line: &str) -> Value {
    let record: Value = serde_json::from_str(line).unwrap();
    let levels = ["trace", "debug", "info", "warn", "error"];
    assert!(
        levels.contains(&record["@level"].as_str().unwrap()),
        "{line}"
    );
    assert!(record["@message"].is_string() && record["@module"].is_string());
    let time = record["@timestamp"].as_str().unwrap();
    let layout = time.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(layout, "0000-00-00T00:00:00.000000Z");
    assert!(line.len() < 64 << 10);
    record
}
