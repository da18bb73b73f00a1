//! A probe that is running.

use std::path::Path;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout};
use tonic::transport::Channel;
use wick_proto::handshake::{Address, HandshakeLine};
use wick_proto::tls::{Identity, PeerCertificate};
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::wire::connector::{ExecuteRequest, ExecuteResponse};
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_client::GrpcControllerClient;

use super::{Launch, connect, soon};

/// A probe that is running, and killed when it is dropped.
pub(crate) struct Plugin {
    /// The handshake as it was printed.
    pub(crate) text: String,
    pub(crate) line: HandshakeLine,
    child: Child,
    output: BufReader<ChildStdout>,
    log: Lines<BufReader<ChildStderr>>,
    directory: TempDir,
    identity: Option<Identity>,
}

impl Plugin {
    pub(super) async fn start(launch: Launch) -> Self {
        let mut plugin = Self::spawn(launch);
        let mut text = String::new();
        soon(plugin.output.read_line(&mut text)).await.unwrap();
        assert_eq!(text.pop(), Some('\n'));
        plugin.line = text.parse().unwrap();
        plugin.text = text;
        plugin
    }

    pub(super) async fn start_debugged(launch: Launch, file: &Path) -> Self {
        let mut plugin = Self::spawn(launch);
        plugin.logged(|record| record["file"].is_string()).await;
        let reattach: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(reattach["network"], "unix");
        assert_eq!(reattach["pid"], plugin.id());
        plugin.line.address = Address::Unix(reattach["addr"].as_str().unwrap().into());
        plugin
    }

    fn spawn(mut launch: Launch) -> Self {
        let mut child = launch.command.spawn().unwrap();
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
        }
    }

    /// Where its socket is.
    pub(crate) fn socket(&self) -> &Path {
        let Address::Unix(path) = &self.line.address else {
            panic!("{:?}", self.line);
        };
        path
    }

    /// A connection as the host that started it.
    pub(crate) async fn connect(&self) -> Channel {
        let channel = match &self.identity {
            None => connect::plain(self.socket()).await,
            Some(identity) => connect::tls(self.socket(), identity, &self.certificate()).await,
        };
        channel.unwrap()
    }

    /// A connection as somebody else, with a certificate of the same form.
    pub(crate) async fn connect_as(
        &self,
        identity: &Identity,
    ) -> Result<Channel, tonic::transport::Error> {
        connect::tls(self.socket(), identity, &self.certificate()).await
    }

    fn certificate(&self) -> PeerCertificate {
        PeerCertificate::from_der(self.line.certificate.clone().unwrap()).unwrap()
    }

    pub(crate) async fn client(&self) -> ConnectorClient<Channel> {
        ConnectorClient::new(self.connect().await).max_decoding_message_size(usize::MAX)
    }

    /// The answer to a call of an operation.
    pub(crate) async fn execute(&self, request: ExecuteRequest) -> ExecuteResponse {
        let mut client = self.client().await;
        soon(client.execute(request)).await.unwrap().into_inner()
    }

    /// Whether it still answers.
    pub(crate) async fn lives(&self) -> bool {
        let arguments = serde_json::json!({ "text": "still here" });
        self.execute(super::call("echo", arguments))
            .await
            .result_json
            == br#""still here""#
    }

    /// The next log record that `is_it`. Every line before it must be one that a Go host reads,
    /// too.
    pub(crate) async fn logged(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = soon(self.log.next_line()).await.unwrap();
            let record = parse(&line.expect("the log ends"));
            if is_it(&record) {
                return record;
            }
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.id()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Ends it as a host does. A plugin may drop the connection instead of an answer.
    pub(crate) async fn shut_down(&self) {
        let mut controller = GrpcControllerClient::new(self.connect().await);
        let _ = soon(controller.shutdown(Empty {})).await;
    }

    /// Waits for its end and the end of both of its streams. Gives its exit status, what it
    /// printed after the handshake, and its remaining log. Nothing of it must be left in the file
    /// system.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String, Vec<Value>) {
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
    pub(crate) async fn ended_well(self) {
        let (status, printed, records) = self.ended().await;
        assert_eq!(status.code(), Some(0));
        assert_eq!(printed, "");
        let errors = |record: &&Value| record["@level"] == "error";
        assert_eq!(records.iter().filter(errors).count(), 0, "{records:?}");
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
