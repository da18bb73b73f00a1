//! The connector of the test's own program.

use std::path::PathBuf;
use std::time::Duration;

use tokio::runtime::{Handle, Runtime};
use tracing::Dispatch;
use wick_proto::files::Scratch;

use super::Target;
use crate::serving::services::connector::Service;
use crate::serving::services::work::Threads;
use crate::testing::leaks::Leak;
use crate::{Connector, Dispatcher};

/// How long tasks may take to notice that their call is over.
const LAST_TASKS: Duration = Duration::from_secs(2);
/// Between two looks at what runs; there is no event to wait for.
const LOOK: Duration = Duration::from_millis(5);

/// A connector with threads of its own for its operations, as the process of a plugin has.
pub(in crate::testing) struct InProcess {
    operations: Handle,
    runtime: Option<Runtime>,
    data: Scratch,
}

impl InProcess {
    pub(in crate::testing) fn start<C: Connector>(subscriber: Dispatch) -> (Self, Target) {
        let dispatcher = match Dispatcher::of::<C>() {
            Ok(dispatcher) => dispatcher,
            Err(error) => panic!("{error}"),
        };
        let operations = tokio::runtime::Builder::new_multi_thread()
            .thread_name("wick-operation")
            .worker_threads(2)
            // For those that block, too. The threads are this test's, and so is what they log.
            .on_thread_start(move || {
                std::mem::forget(tracing::dispatcher::set_default(&subscriber));
            })
            .enable_all()
            .build()
            .unwrap();
        let data = Scratch::below(&std::env::temp_dir(), "wick-test-").unwrap();
        let this = Self {
            operations: operations.handle().clone(),
            runtime: Some(operations),
            data,
        };
        let dispatcher = dispatcher.keeping_files_in(this.data_dir());
        let service = Service::new(dispatcher, Threads::new(this.operations.clone()));
        (this, Target::Service(service))
    }

    pub(in crate::testing) fn data_dir(&self) -> PathBuf {
        self.data.path().join("data")
    }

    /// Waits until all tasks of the operations but so many have ended.
    pub(in crate::testing) async fn leaks(&self, kept: usize) -> Vec<Leak> {
        let alive = || self.operations.metrics().num_alive_tasks();
        let ended = async {
            while alive() > kept {
                tokio::time::sleep(LOOK).await;
            }
        };
        match tokio::time::timeout(LAST_TASKS, ended).await {
            Ok(()) => Vec::new(),
            Err(_) => vec![Leak::Tasks(alive())],
        }
    }
}

/// Ends it, without waiting for operations that block.
impl Drop for InProcess {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
