//! The plugin as a process.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use wick_proto::handshake::Address;
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_client::GrpcControllerClient;
use wick_proto::{environment, module::Module};

use super::Target;
use crate::context::data_dir::root_name;
use crate::testing::leaks::{self, Leak};
use crate::testing::logs::{LEVEL, Logs};
use crate::testing::process::{Launch, Process, Remains, soon};

/// How long what an operation used may take to be closed after the call.
const LAST_FILES: Duration = Duration::from_secs(2);
/// Between two looks at what is open; there is no event to wait for.
const LOOK: Duration = Duration::from_millis(5);

/// A verified plugin that is running.
pub(in crate::testing) struct OverProcess {
    process: Remains,
    controller: GrpcControllerClient<tonic::transport::Channel>,
    log: JoinHandle<()>,
    /// What was open when it was ready, once.
    open_before: BTreeSet<String>,
}

impl OverProcess {
    pub(in crate::testing) async fn start(executable: &Path, logs: &Logs) -> (Self, Target) {
        let process = Launch::like_a_wick_host(executable)
            .env(environment::LOG, &LEVEL.to_string())
            .start()
            .await;
        let channel = process.connect().await;
        let client = ConnectorClient::new(channel.clone()).max_decoding_message_size(usize::MAX);
        let target = Target::Client(client);
        // The first answer: from now on the plugin has all that it needs for itself.
        soon(target.schema()).await.unwrap();
        let this = Self::keep(process, GrpcControllerClient::new(channel), logs.clone());
        (this, target)
    }

    fn keep(
        process: Process,
        controller: GrpcControllerClient<tonic::transport::Channel>,
        logs: Logs,
    ) -> Self {
        let (mut lines, process) = process.split();
        let open_before = process.id().map(leaks::open_files).unwrap_or_default();
        let log = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                logs.add_line(line.as_bytes());
            }
        });
        Self {
            process,
            controller,
            log,
            open_before,
        }
    }

    /// Where a plugin that no host installed keeps its files.
    pub(in crate::testing) fn data_dir(&self, module: &Module) -> PathBuf {
        let plugins = self.process.directory.path().join(root_name());
        plugins.join(&module.meta.key)
    }

    /// Ends it as a host does, and tells what is left. What is open and contains one of `kept` may be.
    pub(in crate::testing) async fn leaks(mut self, kept: &[String]) -> Vec<Leak> {
        let mut found = Vec::new();
        let Some(id) = self.process.id() else {
            return vec![Leak::Exit(self.process.ended().await)];
        };
        found.extend(self.files_left(id, kept).await);
        found.extend(leaks::children(id).into_iter().map(Leak::Child));
        // A plugin may drop the connection instead of an answer.
        let _ = soon(self.controller.shutdown(Empty {})).await;
        let status = self.process.ended().await;
        if !status.success() {
            found.push(Leak::Exit(status));
        }
        // Those that it had are told of already; they do not stay.
        leaks::kill_group(id);
        gone(|| leaks::children(id)).await;
        soon(&mut self.log).await.unwrap();
        // One that died cannot have tidied up.
        if !status.success() {
            return found;
        }
        if let Address::Unix(path) = &self.process.address
            && path.exists()
        {
            found.push(Leak::Socket(path.clone()));
        }
        found.extend(leaks::left_in(self.process.directory.path()));
        found
    }

    /// What is open that was not before, when that has not been closed in time.
    async fn files_left(&self, id: u32, kept: &[String]) -> Vec<Leak> {
        let left = || -> Vec<String> {
            let open = leaks::open_files(id);
            let more = open.difference(&self.open_before).cloned();
            more.filter(|file| !kept.iter().any(|part| file.contains(part)))
                .collect()
        };
        let left = gone(left).await;
        left.into_iter().map(Leak::File).collect()
    }
}

/// Waits a little for what should be gone, and tells what is not. It is over at the first look that
/// finds nothing: a call that was cancelled may open and close something after that.
async fn gone(left: impl Fn() -> Vec<String>) -> Vec<String> {
    let deadline = Instant::now() + LAST_FILES;
    loop {
        let left = left();
        if left.is_empty() || Instant::now() >= deadline {
            return left;
        }
        tokio::time::sleep(LOOK).await;
    }
}
