//! Panics: where they happened, and a log record for each.

use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{self, PanicHookInfo};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::logs::{Level, Outlet, Record};

/// Panics that are remembered until somebody asks for their places.
const REMEMBERED: usize = 16;

/// Longest wait for the record of a panic to reach the host.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Message and place of the last panics. Not by thread: a panic of a thread that blocks is caught
/// on another one.
static LAST: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

thread_local! {
    /// Whether a panic of this thread ends the process.
    static IS_FATAL: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`, of which a panic ends the process with exit code 1 as soon as it is logged.
///
/// For what waits for ever when it is unwound: tokio's runtime, where the system gives it too few threads.
pub(crate) fn fatal_in<T>(work: impl FnOnce() -> T) -> T {
    IS_FATAL.set(true);
    let done = work();
    IS_FATAL.set(false);
    done
}

/// Makes every panic a log record of level `error`, and the end of the process only within [`fatal_in`].
pub(crate) fn install(outlet: &'static Outlet) {
    panic::set_hook(Box::new(move |info| {
        let message = message(info);
        let thread = std::thread::current();
        let mut record = Record::new(Level::Error, "panic", message)
            .field("thread", thread.name().unwrap_or("unnamed"));
        if let Some(location) = info.location() {
            let place = location.to_string();
            record = record.field("place", place.as_str());
            remember(message, place);
        }
        // Not through `tracing`: its own code may be what panicked.
        outlet.log(record);
        // This may be the last that the process does: where panics abort, or in the second of two.
        outlet.flush(LAST_WORDS);
        if IS_FATAL.get() {
            std::process::exit(1);
        }
    }));
}

/// Takes the place, `file:line:column`, of the last panic with this message, if [`install`] has
/// been called.
pub(crate) fn take_place(message: &str) -> Option<String> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let index = last.iter().rposition(|(text, _)| text == message)?;
    last.remove(index).map(|(_, place)| place)
}

fn remember(message: &str, place: String) {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.len() == REMEMBERED {
        last.pop_front();
    }
    last.push_back((message.to_owned(), place));
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    info.payload_as_str().unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_message_and_only_once() {
        remember("one of a kind", "a.rs:1:2".into());
        remember("one of a kind", "a.rs:3:4".into());
        assert_eq!(take_place("one of a kind").as_deref(), Some("a.rs:3:4"));
        assert_eq!(take_place("one of a kind").as_deref(), Some("a.rs:1:2"));
        assert_eq!(take_place("one of a kind"), None);
    }
}
