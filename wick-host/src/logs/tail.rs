use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Lines that are kept.
const LINES: usize = 20;
/// Longest kept line in characters.
const LINE_CHARACTERS: usize = 500;

/// The last lines that a plugin wrote to its standard error, for the error when it dies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    lines: Arc<Mutex<VecDeque<String>>>,
}

impl Tail {
    pub(crate) fn push(&self, line: &str) {
        let mut line: String = line.to_owned();
        if let Some((end, _)) = line.char_indices().nth(LINE_CHARACTERS) {
            line.truncate(end);
            line.push('…');
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }
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
}
