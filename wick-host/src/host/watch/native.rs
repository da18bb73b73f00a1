//! Changes as the operating system tells of them.

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::places::Places;

/// Tells of changes until it is dropped.
#[derive(Debug)]
pub(super) struct Native {
    _watcher: RecommendedWatcher,
}

impl Native {
    /// Calls `tell` for each change in these places.
    pub(super) fn over(
        places: Places,
        tell: impl Fn() + Send + 'static,
    ) -> Result<Self, notify::Error> {
        let watched: Vec<_> = places.watched().map(ToOwned::to_owned).collect();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error means that something is missed.
            if event.map_or(true, |event| is_change(&event, &places)) {
                tell();
            }
        })?;
        let mut paths = watcher.paths_mut();
        for path in watched {
            match paths.add(&path, RecursiveMode::NonRecursive) {
                // Without them all nothing is told reliably.
                Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                    return Err(error);
                }
                // Gone meanwhile, which the look tells, or closed to us, as parents may be.
                Err(error) => tracing::debug!(path = %path.display(), %error, "not watched"),
                Ok(()) => {}
            }
        }
        paths.commit()?;
        Ok(Self { _watcher: watcher })
    }
}

fn is_change(event: &Event, places: &Places) -> bool {
    let is_reading = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        // The host's own looks are among these.
        EventKind::Access(_) => true,
        _ => false,
    };
    let concerns = || event.paths.iter().any(|path| places.concern(path));
    !is_reading && (event.paths.is_empty() || event.need_rescan() || concerns())
}
