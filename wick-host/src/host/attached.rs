//! Calls to processes that this host did not start: plugins under a debugger.
//!
//! The pool knows nothing of them: they take no place, are never idle, broken or ended. A process of the
//! pool's that a debugged one takes the calls of finishes what it has begun.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;
use wick_proto::ConnectorKey;
use wick_proto::handshake::Address;
use wick_proto::reattach::{self, Reattach};

use super::core::{Connector, Core};
use super::lease::Lease;
use super::pool::PlaceId;
use crate::client::Client;
use crate::connect::{NotAttached, attach};
use crate::error::{AttachError, CallError};
use crate::state;

/// The connectors that are to be attached to, by key. Versions of a connector share what they are attached to.
#[derive(Debug, Default)]
pub(super) struct Attachments(HashMap<String, Attachment>);

/// Whether what nobody verified may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Granted,
    /// The policy requires signatures.
    Denied,
}

#[derive(Debug)]
struct Attachment {
    file: PathBuf,
    permission: Permission,
    /// Guards that one caller at a time looks and connects; the others get what it finds.
    turn: tokio::sync::Mutex<()>,
    /// Guards whom calls go to. Held for a look.
    now: Mutex<Now>,
}

#[derive(Debug)]
enum Now {
    /// The plugin is started as usual, for this reason.
    Detached(String),
    Attached(Attached),
}

/// A process under a debugger that takes calls.
#[derive(Clone, Debug)]
pub(super) struct Attached {
    reattach: Reattach,
    pub(super) client: Arc<Client>,
    pub(super) since: Instant,
    calls: Arc<()>,
}

/// Counts as a call in flight until it is dropped.
#[derive(Debug)]
pub(super) struct InFlight {
    _call: Arc<()>,
}

impl Attached {
    /// Each call has a copy, and so has this.
    pub(super) fn in_flight(&self) -> usize {
        Arc::strong_count(&self.calls).saturating_sub(1)
    }

    fn begin(&self) -> (Arc<Client>, InFlight) {
        let call = InFlight {
            _call: self.calls.clone(),
        };
        (self.client.clone(), call)
    }
}

impl Attachments {
    pub(super) fn new(files: BTreeMap<String, PathBuf>, permission: Permission) -> Self {
        let attachments = files.into_iter().map(|(key, file)| {
            let attachment = Attachment {
                file,
                permission,
                turn: tokio::sync::Mutex::default(),
                now: Mutex::new(Now::Detached(String::new())),
            };
            (key, attachment)
        });
        Self(attachments.collect())
    }

    /// The process under a debugger that takes the connector's calls, if one does.
    pub(super) fn attached<R>(&self, key: &str, look: impl FnOnce(&Attached) -> R) -> Option<R> {
        match &*self.0.get(key)?.lock() {
            Now::Attached(attached) if attached.client.is_alive() => Some(look(attached)),
            _ => None,
        }
    }

    /// Takes no more calls; each connection ends with its last.
    pub(super) fn let_go(&self) {
        for attachment in self.0.values() {
            *attachment.lock() = Now::Detached("the host is shutting down".to_owned());
        }
    }
}

impl Core {
    /// A hold on the process under a debugger, if the connector is to be attached to and there is one. Each
    /// call looks again.
    pub(super) async fn lease_attached(
        self: &Arc<Self>,
        place: PlaceId,
        connector: &Connector,
    ) -> Result<Option<Lease>, CallError> {
        let key = connector.verified.key();
        let Some(attachment) = self.attachments.0.get(key.as_str()) else {
            return Ok(None);
        };
        let held = attachment.hold(key).await;
        let held = held.map_err(|source| CallError::Attach {
            connector: key.clone(),
            source,
        })?;
        let Some((client, call)) = held else {
            return Ok(None);
        };
        // What runs in the pool would only take up room.
        match self.act(|book, now| book.pool.rest(now, place)) {
            Ok(()) => Ok(Some(Lease::attached(client, call))),
            Err(_) => {
                self.attachments.let_go();
                Err(CallError::ShuttingDown)
            }
        }
    }
}

impl Attachment {
    /// Looks at the file, and connects unless that was done.
    async fn hold(
        &self,
        key: &ConnectorKey,
    ) -> Result<Option<(Arc<Client>, InFlight)>, AttachError> {
        if self.permission == Permission::Denied {
            return Err(AttachError::Policy {
                file: self.file.clone(),
            });
        }
        let _turn = self.turn.lock().await;
        let file = self.file.clone();
        let read = tokio::task::spawn_blocking(move || read(&file)).await;
        let read = read.map_err(|error| AttachError::Unreadable {
            file: self.file.clone(),
            source: error.into(),
        })?;
        let Some(reattach) = read? else {
            self.detach(key, "the file is not there".to_owned());
            return Ok(None);
        };
        if let Now::Attached(attached) = &*self.lock()
            && attached.reattach == reattach
            && attached.client.is_alive()
        {
            return Ok(Some(attached.begin()));
        }
        match attach(&reattach, key).await {
            Ok(client) => Ok(Some(self.attach(key, reattach, client))),
            Err(NotAttached::Stranger { user }) => Err(AttachError::Stranger {
                file: self.file.clone(),
                address: shown(&reattach.address),
                user,
            }),
            Err(reason) => {
                self.detach(key, reason.to_string());
                Ok(None)
            }
        }
    }

    fn attach(
        &self,
        key: &ConnectorKey,
        reattach: Reattach,
        client: Client,
    ) -> (Arc<Client>, InFlight) {
        tracing::warn!(
            connector = %key,
            process = reattach.pid,
            file = %self.file.display(),
            "attached to a process that this host neither started nor verified"
        );
        let attached = Attached {
            reattach,
            client: Arc::new(client),
            since: Instant::now(),
            calls: Arc::default(),
        };
        let begun = attached.begin();
        *self.lock() = Now::Attached(attached);
        begun
    }

    /// Says why, once for each reason.
    fn detach(&self, key: &ConnectorKey, reason: String) {
        let mut now = self.lock();
        if !matches!(&*now, Now::Detached(known) if *known == reason) {
            tracing::warn!(
                connector = %key,
                file = %self.file.display(),
                reason,
                "nothing to attach to: the plugin is started as usual"
            );
            *now = Now::Detached(reason);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        // Nothing panics under it.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(file: &Path) -> Result<Option<Reattach>, AttachError> {
    let bytes = state::read(file, reattach::MAX_BYTES);
    let bytes = bytes.map_err(|source| AttachError::Unreadable {
        file: file.to_owned(),
        source,
    })?;
    let reattach = bytes.map(|bytes| Reattach::from_json(&bytes)).transpose();
    reattach.map_err(|source| AttachError::File {
        file: file.to_owned(),
        source,
    })
}

fn shown(address: &Address) -> String {
    match address {
        Address::Tcp(address) => address.to_string(),
        Address::Unix(path) => path.display().to_string(),
    }
}
