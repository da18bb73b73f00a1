use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::task::AbortHandle;

use crate::client::Client;
use crate::connect::connect;
use crate::error::{CallError, StartError};
use crate::spawn::{Launch, start};
use crate::verify::Verified;

/// Time for connecting and the first answer, after the handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The place of one connector's process.
#[derive(Debug)]
pub(super) struct Slot {
    verified: Verified,
    launch: Arc<Launch>,
    /// Guards which process is the connector's. Held for a look or an exchange, never across a start.
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Closed,
    Idle,
    Running(Arc<Client>),
    Starting(Starting),
}

/// A start that all callers share. It belongs to none of them: one that gives up takes nothing from
/// the others.
#[derive(Clone, Debug)]
struct Starting {
    outcome: Shared<BoxFuture<'static, Outcome>>,
    task: AbortHandle,
}

impl Starting {
    /// Whether nobody works on it any more: its runtime is gone, as a start that came to its end has
    /// left another state behind.
    fn is_lost(&self) -> bool {
        self.task.is_finished()
    }
}

type Outcome = Result<Arc<Client>, NotStarted>;

#[derive(Clone, Debug)]
enum NotStarted {
    Closed,
    Failed(Arc<StartError>),
}

impl Slot {
    pub(super) fn new(verified: Verified, launch: Arc<Launch>) -> Self {
        Self {
            verified,
            launch,
            state: Mutex::new(State::Idle),
        }
    }

    pub(super) fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The id of the running process.
    pub(super) fn running(&self) -> Option<u32> {
        match &*self.lock() {
            State::Running(client) if client.is_alive() => Some(client.process_id()),
            _ => None,
        }
    }

    /// A client of the connector's process, which is started unless it runs.
    pub(super) async fn client(self: &Arc<Self>) -> Result<Arc<Client>, CallError> {
        let starting = match &mut *self.lock() {
            State::Closed => return Err(CallError::ShuttingDown),
            State::Running(client) if client.is_alive() => return Ok(client.clone()),
            State::Starting(starting) if !starting.is_lost() => starting.clone(),
            state => {
                if let State::Running(dead) = state {
                    // It may live on without its connection, and be held by its last callers.
                    dead.kill();
                }
                let starting = self.begin();
                *state = State::Starting(starting.clone());
                starting
            }
        };
        starting.outcome.await.map_err(|failure| match failure {
            NotStarted::Closed => CallError::ShuttingDown,
            NotStarted::Failed(error) => CallError::Start(error),
        })
    }

    /// Stops the process, gracefully if it runs. No other is started.
    pub(super) async fn close(&self, grace: Duration) {
        let state = std::mem::replace(&mut *self.lock(), State::Closed);
        match state {
            State::Closed | State::Idle => {}
            State::Running(client) => {
                client.stop(grace).await;
            }
            State::Starting(starting) => {
                starting.task.abort();
                // It may just have finished.
                if let Ok(client) = starting.outcome.await {
                    client.stop(grace).await;
                }
            }
        }
    }

    fn begin(self: &Arc<Self>) -> Starting {
        let task = tokio::spawn(launch(
            self.verified.clone(),
            self.launch.clone(),
            Arc::downgrade(self),
        ));
        Starting {
            task: task.abort_handle(),
            outcome: task
                .map(|outcome| outcome.unwrap_or(Err(NotStarted::Closed)))
                .boxed()
                .shared(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding it left a whole state: each change is one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let State::Starting(starting) = &*self.lock() {
            starting.task.abort();
        }
    }
}

async fn launch(verified: Verified, launch: Arc<Launch>, slot: Weak<Slot>) -> Outcome {
    let outcome = start_and_connect(&verified, &launch).await;
    // Without a slot the client is dropped below, and the process killed.
    let slot = slot.upgrade().ok_or(NotStarted::Closed)?;
    let mut state = slot.lock();
    if let State::Closed = *state {
        return Err(NotStarted::Closed);
    }
    match outcome {
        Ok(client) => {
            *state = State::Running(client.clone());
            Ok(client)
        }
        Err(error) => {
            *state = State::Idle;
            Err(NotStarted::Failed(error))
        }
    }
}

async fn start_and_connect(
    verified: &Verified,
    launch: &Launch,
) -> Result<Arc<Client>, Arc<StartError>> {
    let started = start(verified, launch).await.map_err(Arc::new)?;
    let client = connect(verified, started, CONNECT_TIMEOUT).await;
    let client = client.map_err(Arc::new)?;
    tracing::debug!(connector = %verified.key(), process = client.process_id(), "the plugin runs");
    Ok(Arc::new(client))
}
