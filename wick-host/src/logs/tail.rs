use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Lines that are kept.
const LINES: usize = 20;
/// Of these, the ones that begin a crash of Go, which says first why, and then much more.
const CRASH_LINES: usize = 8;
/// Longest kept line in characters.
const LINE_CHARACTERS: usize = 500;

/// The last lines that a plugin wrote to its standard error, for the error when it dies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    lines: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    last: VecDeque<String>,
    /// The first lines of a crash.
    crash: Vec<String>,
}

impl Tail {
    pub(crate) fn push(&self, line: &str) {
        let mut line: String = line.to_owned();
        if let Some((end, _)) = line.char_indices().nth(LINE_CHARACTERS) {
            line.truncate(end);
            line.push('…');
        }
        let mut kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = kept.last.len() + kept.crash.len() > LINES;
        let mark = lost.then(|| "…".to_owned());
        let last = kept.last.iter().skip(usize::from(lost)).cloned();
        kept.crash.iter().cloned().chain(mark).chain(last).collect()
    }
}

impl Kept {
    fn push(&mut self, line: String) {
        if self.crash.is_empty() && !begins_crash(&line) || self.crash.len() == CRASH_LINES {
            // One more than is shown after a crash tells that something is missing between.
            let room = match self.crash.len() {
                0 => LINES,
                crash => LINES - crash + 1,
            };
            self.last.push_back(line);
            while self.last.len() > room {
                self.last.pop_front();
            }
            return;
        }
        if self.crash.is_empty() {
            self.last.clear();
        }
        self.crash.push(line);
    }
}

/// Whether the Go runtime starts to say why it ends the process.
fn begins_crash(line: &str) -> bool {
    let starts = [
        "panic: ",
        "fatal error: ",
        "SIGABRT: ",
        "SIGQUIT: ",
        "SIGSEGV: ",
    ];
    starts.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_cut() {
        let tail = Tail::default();
        for number in 0..100 {
            tail.push(&number.to_string());
        }
        tail.push(&"ü".repeat(10_000));
        let lines = tail.lines();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines[LINES - 2], "99");
        assert_eq!(lines[LINES - 1].chars().count(), LINE_CHARACTERS + 1);
    }

    #[test]
    fn what_a_crash_says_first_is_kept() {
        let tail = Tail::default();
        tail.push("before");
        tail.push("panic: boom");
        for number in 1..CRASH_LINES {
            tail.push(&format!("goroutine {number}"));
        }
        assert_eq!(tail.lines().len(), CRASH_LINES);
        tail.push("next");
        assert_eq!(tail.lines()[CRASH_LINES], "next", "nothing is missing");
        for number in 0..1000 {
            tail.push(&number.to_string());
        }
        let lines = tail.lines();
        assert_eq!(lines[0], "panic: boom");
        assert_eq!(lines[CRASH_LINES - 1..=CRASH_LINES], ["goroutine 7", "…"]);
        assert_eq!(
            (lines.len(), lines.last().unwrap().as_str()),
            (LINES + 1, "999")
        );
    }
}
