//! A host that takes up by itself what changes in its directory of plugins.

mod native;
mod places;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use self::native::Native;
use self::places::Places;
use super::registry::Registry;
use super::{Host, Shared};

/// How often a change may put off the look at it: by so many times the quiet time.
const PATIENCE: u32 = 10;

/// How a host looks after its directory of plugins by itself: what was installed, updated, removed, enabled or
/// disabled is taken up as by [`Host::reload`], a moment after it happened.
///
/// ```no_run
/// use wick_host::{Host, Watch};
///
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// let host = Host::builder().watch(Watch::default()).open("plugins").await?;
/// let mut changes = host.changes();
/// while let Ok(change) = changes.recv().await {
///     println!("{change}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Watch {
    means: Means,
    quiet: Duration,
    interval: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// The operating system tells of changes.
    Native,
    /// One has to look.
    Polling,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            means: Means::Native,
            quiet: Duration::from_millis(200),
            // The reference's.
            interval: Duration::from_secs(5),
        }
    }
}

impl Watch {
    /// Looks so often, and asks the operating system for nothing: for file systems of whose changes it does not
    /// tell, such as those of other machines.
    pub fn polling(interval: Duration) -> Self {
        Self {
            means: Means::Polling,
            interval: interval.max(Duration::from_millis(1)),
            ..Self::default()
        }
    }

    /// How long nothing must have changed any more before the host looks, so that it does not take up what is half
    /// written; something that changes all the time is looked at after ten times as long. By default 200 ms.
    pub fn quiet(mut self, time: Duration) -> Self {
        self.quiet = time;
        self
    }

    /// How often the host looks where the operating system cannot tell of changes, and how soon again when it could
    /// not look. By default 5 s.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(Duration::from_millis(1));
        self
    }
}

/// The task that watches; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Watching(AbortHandle);

impl Watching {
    fn begin(shared: &Arc<Shared>, directory: PathBuf, watch: Watch) -> Self {
        let task = tokio::spawn(keep_looking(Arc::downgrade(shared), directory, watch));
        Self(task.abort_handle())
    }

    pub(super) fn end(&self) {
        self.0.abort();
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.end();
    }
}

impl Host {
    /// Begins to watch, if that is asked for.
    pub(super) fn watched(mut self, directory: &Path, watch: Option<Watch>) -> Self {
        let begin = |watch| Watching::begin(&self.shared, directory.to_owned(), watch);
        self.watching = watch.map(begin).map(Arc::new);
        self
    }
}

async fn keep_looking(shared: Weak<Shared>, directory: PathBuf, watch: Watch) {
    let signal = Arc::new(Notify::new());
    let mut means = watch.means;
    loop {
        // From anew each time: what was watched may lie elsewhere by now. What changes before the look is seen by it.
        let native = match means {
            Means::Native => listen(&shared, &directory, &signal).await,
            Means::Polling => None,
        };
        if native.is_none() {
            means = Means::Polling;
        }
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let host = Host::unwatched(shared);
        let is_seen = host.look_again().await;
        // While it waits, it keeps nobody alive.
        drop(host);
        match native {
            None => sleep(watch.interval).await,
            Some(_native) => {
                match is_seen {
                    true => signal.notified().await,
                    // It may be over without a change in the directory.
                    false => drop(timeout(watch.interval, signal.notified()).await),
                }
                until_quiet(&signal, watch.quiet).await;
            }
        }
    }
}

/// Has the operating system tell of changes, if it can.
async fn listen(shared: &Weak<Shared>, directory: &Path, signal: &Arc<Notify>) -> Option<Native> {
    let serving = shared.upgrade()?.core.look(Registry::serving);
    let binaries: Vec<_> = serving
        .iter()
        .map(|(_, connector)| connector.verified.path().to_owned())
        .collect();
    let (directory, signal) = (directory.to_owned(), signal.clone());
    // A thousand directories take a moment.
    let listening = tokio::task::spawn_blocking(move || {
        Native::over(Places::of(&directory, &binaries), move || {
            signal.notify_one();
        })
    });
    match listening.await {
        Ok(Ok(native)) => Some(native),
        Ok(Err(error)) => {
            tracing::warn!(%error, "changes of plugins are looked for from time to time only");
            None
        }
        // The runtime ends.
        Err(_) => None,
    }
}

async fn until_quiet(signal: &Notify, quiet: Duration) {
    let begun = Instant::now();
    let mut last = begun;
    while last < begun + quiet * PATIENCE {
        let next = next_look(begun, last, quiet);
        if timeout_at(next, signal.notified()).await.is_err() {
            return;
        }
        last = Instant::now();
    }
}

/// When to look, if changes began at one time and the last was at the other.
fn next_look(begun: Instant, last: Instant, quiet: Duration) -> Instant {
    (last + quiet).min(begun + quiet * PATIENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_until_nothing_changes_any_more_but_not_for_ever() {
        let (begun, quiet) = (Instant::now(), Duration::from_secs(1));
        let look = |last: u32| (next_look(begun, begun + quiet * last, quiet) - begun).as_secs();
        assert_eq!([0, 3, 9, 12].map(look), [1, 4, 10, 10]);
    }

    #[tokio::test]
    async fn what_changes_all_the_time_is_looked_at() {
        let signal = Notify::new();
        let noise = async {
            loop {
                signal.notify_one();
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = noise => {}
            () = until_quiet(&signal, Duration::from_millis(1)) => {}
        }
    }
}
