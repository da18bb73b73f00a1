//! The way out to the host.
//!
//! Whoever logs puts a line into a bounded queue, and one thread writes it to the host's pipe. So a
//! host that has stopped reading costs log lines, never an operation.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tracing::level_filters::LevelFilter;

use super::{Level, Record, level};

/// Bytes that wait at most; what comes on top is dropped and counted.
const CAPACITY: usize = 4 << 20;

/// Longest that a line which can wait does wait for room.
const PATIENCE: Duration = Duration::from_millis(200);

/// Where log records go.
pub(crate) struct Outlet {
    filter: LevelFilter,
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Guards the lines that wait and the account of them.
    state: Mutex<State>,
    /// Told when a line was added.
    filled: Condvar,
    /// Told when lines were written, or could not be.
    emptied: Condvar,
}

#[derive(Default)]
struct State {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    dropped: u64,
    /// The writer holds lines that are not yet written.
    writing: bool,
    /// Nobody has made room for a patient line, so that the next one does not wait in vain.
    stalled: bool,
}

impl Outlet {
    /// An outlet to `sink` for the rest of the process, with the level of the environment.
    pub(crate) fn start(mut sink: impl Write + Send + 'static) -> &'static Self {
        let queue = Arc::new(Queue::default());
        let source = queue.clone();
        let (give, take) = mpsc::channel();
        let spawned = thread::Builder::new()
            .name("wick-log".into())
            .spawn(move || {
                if let Ok(sink) = take.recv() {
                    source.write_to(sink);
                }
            });
        if let Err(error) = spawned {
            // Without the thread the queue fills up and drops. A system that lacks one thread lacks others, so
            // this line says why the plugin ends next.
            let text = format!("cannot start the thread that writes logs: {error}");
            let _ = sink.write_all(&Record::new(Level::Error, "wick", text).into_line());
        } else {
            // Fails if the thread is gone, which it is not: it waits for this.
            let _ = give.send(sink);
        }
        Box::leak(Box::new(Self {
            filter: level::chosen(),
            queue,
        }))
    }

    pub(super) fn filter(&self) -> LevelFilter {
        self.filter
    }

    /// Logs `record` without ever waiting.
    pub(crate) fn log(&self, record: Record) {
        if level::passes(record.level(), self.filter) {
            self.queue.push(record.into_line(), Duration::ZERO);
        }
    }

    /// Logs `record`, waiting a little for room: for text that is read from a pipe, whose writer
    /// then waits too.
    pub(super) fn log_patiently(&self, record: Record) {
        if level::passes(record.level(), self.filter) {
            self.queue.push(record.into_line(), PATIENCE);
        }
    }

    /// Waits until everything logged so far is written, at most for `patience`.
    pub(crate) fn flush(&self, patience: Duration) {
        let state = self.queue.lock();
        let busy = |state: &mut State| state.writing || !state.lines.is_empty();
        // Whether it was written in time changes nothing for a process that ends.
        drop(self.queue.emptied.wait_timeout_while(state, patience, busy));
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: Vec<u8>, patience: Duration) {
        let mut state = self.lock();
        let deadline = Instant::now() + patience;
        while state.bytes + line.len() > CAPACITY {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || state.stalled {
                state.stalled |= !patience.is_zero();
                state.dropped += 1;
                return;
            }
            let (guard, _) = self
                .emptied
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner);
            state = guard;
        }
        state.bytes += line.len();
        state.lines.push_back(line);
        drop(state);
        self.filled.notify_one();
    }

    fn write_to(&self, mut sink: impl Write) {
        loop {
            let lines = self.take();
            for line in lines {
                // A host that is gone reads no logs; its plugin finds that out elsewhere.
                let _ = sink.write_all(&line);
            }
            let _ = sink.flush();
            self.lock().writing = false;
            self.emptied.notify_all();
        }
    }

    /// Waits for lines and takes them all, after a remark about those that were dropped.
    fn take(&self) -> VecDeque<Vec<u8>> {
        let mut state = self.lock();
        while state.lines.is_empty() {
            state = self
                .filled
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.writing = true;
        state.stalled = false;
        state.bytes = 0;
        let dropped = std::mem::take(&mut state.dropped);
        let mut lines = std::mem::take(&mut state.lines);
        drop(state);
        if dropped > 0 {
            let text = "the host did not read in time; log lines were dropped";
            let remark = Record::new(Level::Warn, "wick", text).field("dropped", dropped);
            lines.push_front(remark.into_line());
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;

    #[test]
    fn lines_arrive_in_order_and_flush_waits_for_them() {
        let (mut reader, writer) = io::pipe().unwrap();
        let outlet = Outlet::start(writer);
        for number in 0..100 {
            outlet.log(Record::new(Level::Error, "m", number.to_string()));
        }
        outlet.flush(Duration::from_secs(60));
        let mut bytes = vec![0; 16 << 10];
        let count = reader.read(&mut bytes).unwrap();
        let text = String::from_utf8(bytes[..count].to_vec()).unwrap();
        assert_eq!(text.lines().count(), 100);
        assert!(text.lines().nth(99).unwrap().contains(r#""@message":"99""#));
    }

    #[test]
    fn nobody_waits_for_a_host_that_does_not_read() {
        let (reader, writer) = io::pipe().unwrap();
        let outlet = Outlet::start(writer);
        let text = "x".repeat(20_000);
        for _ in 0..3 * CAPACITY / text.len() {
            outlet.log(Record::new(Level::Error, "m", text.clone()));
        }
        assert!(outlet.queue.lock().dropped > 0);
        drop(reader);
        outlet.flush(Duration::from_secs(60));
        assert!(outlet.queue.lock().lines.is_empty());
    }
}
