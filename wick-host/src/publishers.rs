//! Whom each connector's key belongs to: trust on first use.

mod error;
mod file;
mod pin;

pub use error::{PublisherChanged, PublishersError};
pub use pin::{Pin, Publisher, Signs};

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use wick_proto::ConnectorKey;
use wick_proto::verify::Signatures;

use self::pin::Turn;
use crate::state;
use crate::verify::Verified;

/// Largest file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// The file that says who published each connector when it was first seen.
///
/// A plugin with the key of a connector and another publisher is refused until somebody
/// [accepts](Self::accept) it: it could receive what was stored for the other. A connector that was
/// not signed and now is, by a trusted key, is remembered as signed; the way back is a change.
///
/// The file belongs to this user and nobody else can write to it; several processes may use it at a
/// time. There is no file until the first connector was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publishers {
    path: PathBuf,
}

type Pins = BTreeMap<ConnectorKey, Pin>;

impl Publishers {
    /// The file at this path, which need not be there yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that is known, sorted by key.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn list(&self) -> Result<BTreeMap<ConnectorKey, Pin>, PublishersError> {
        let bytes = match state::read(&self.path, MAX_FILE_BYTES) {
            Ok(None) => return Ok(Pins::new()),
            Ok(Some(bytes)) => bytes,
            Err(source) => {
                let path = self.path.clone();
                return Err(PublishersError::Read { path, source });
            }
        };
        file::parse(&bytes).map_err(|problem| PublishersError::Damaged {
            path: self.path.clone(),
            problem,
        })
    }

    /// Who published a plugin, given whom its key belongs to.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn publisher_of(&self, plugin: &Verified) -> Result<Publisher, PublishersError> {
        Ok(publisher(plugin, self.list()?.get(plugin.key())))
    }

    /// Gives the plugin's key to whoever published this plugin.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn accept(&self, plugin: &Verified) -> Result<Pin, PublishersError> {
        self.update(|pins| {
            let publisher = publisher(plugin, pins.get(plugin.key()));
            let pin = new_pin(plugin, publisher);
            pins.insert(plugin.key().clone(), pin.clone());
            pin
        })
    }

    /// Forgets whom the key belongs to: it will be whoever comes next. Says whether it was known.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn forget(&self, key: &ConnectorKey) -> Result<bool, PublishersError> {
        if !self.list()?.contains_key(key) {
            return Ok(false);
        }
        self.update(|pins| pins.remove(key).is_some())
    }

    /// Those of the plugins that are of the publisher that their key belongs to. Keys that are new
    /// are given away.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written. None of the plugins may run then.
    pub fn admit(
        &self,
        plugins: Vec<Verified>,
    ) -> Result<(Vec<Verified>, Vec<PublisherChanged>), PublishersError> {
        let pins = self.list()?;
        if plugins
            .iter()
            .all(|plugin| turn(plugin, &pins) == Some(Turn::Same))
        {
            return Ok((plugins, Vec::new()));
        }
        if plugins.iter().all(|plugin| !is_news(turn(plugin, &pins))) {
            return Ok(judge(plugins, &pins));
        }
        self.update(|pins| {
            for plugin in &plugins {
                if is_news(turn(plugin, pins)) {
                    let publisher = publisher(plugin, pins.get(plugin.key()));
                    tracing::info!(connector = %plugin.key(), %publisher, "the publisher is remembered");
                    pins.insert(plugin.key().clone(), new_pin(plugin, publisher));
                }
            }
            judge(plugins, pins)
        })
    }

    /// Changes the file while no other process does.
    fn update<T>(&self, change: impl FnOnce(&mut Pins) -> T) -> Result<T, PublishersError> {
        let write_error = |source| PublishersError::Write {
            path: self.path.clone(),
            source,
        };
        let _lock = self.lock().map_err(write_error)?;
        let mut pins = self.list()?;
        let result = change(&mut pins);
        let bytes = file::text(&pins).map_err(|error| write_error(error.into()))?;
        state::replace_locked(&self.path, &bytes).map_err(write_error)?;
        Ok(result)
    }

    /// A file beside it, as it is itself replaced with each change.
    fn lock(&self) -> io::Result<File> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let directory = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        state::closed_directory(directory)?;
        state::lock(&directory.join(name))
    }
}

/// By the keys that are trusted, and by the one that the connector belongs to: it stays who it is when
/// trust in it is not said again.
fn publisher(plugin: &Verified, pin: Option<&Pin>) -> Publisher {
    let found = Publisher::of(plugin.signatures());
    let Some(key) = pin.and_then(|pin| pin.publisher.key()) else {
        return found;
    };
    let by_pinned = Signatures::of(
        plugin.manifest(),
        plugin.document(),
        &plugin.digest(),
        &[*key],
    );
    match by_pinned.as_ref().map(Publisher::of) {
        Ok(pinned @ Publisher::Key { .. }) => pinned,
        // One that cannot be read was refused before.
        Ok(Publisher::Unsigned) | Err(_) => found,
    }
}

/// `None` for a key that is new.
fn turn(plugin: &Verified, pins: &Pins) -> Option<Turn> {
    let pin = pins.get(plugin.key())?;
    Some(pin.publisher.turned_into(&publisher(plugin, Some(pin))))
}

fn is_news(turn: Option<Turn>) -> bool {
    matches!(turn, None | Some(Turn::Upgrade))
}

fn judge(plugins: Vec<Verified>, pins: &Pins) -> (Vec<Verified>, Vec<PublisherChanged>) {
    let mut changed = Vec::new();
    let admitted = plugins.into_iter().filter(|plugin| {
        let Some(pin) = pins.get(plugin.key()) else {
            return true;
        };
        let now = publisher(plugin, Some(pin));
        let is_changed = pin.publisher.turned_into(&now) == Turn::Change;
        if is_changed {
            changed.push(PublisherChanged {
                connector: plugin.key().clone(),
                directory: plugin.directory().to_owned(),
                before: pin.publisher,
                now,
            });
        }
        !is_changed
    });
    (admitted.collect(), changed)
}

fn new_pin(plugin: &Verified, publisher: Publisher) -> Pin {
    Pin {
        publisher,
        first_seen: Timestamp::now(),
        version: plugin.manifest().version.clone(),
    }
}

#[cfg(test)]
mod tests;
