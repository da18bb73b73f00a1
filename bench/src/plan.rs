//! How much is measured, and for how long.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// A quick or a full run, and the time that is left of it.
pub(crate) struct Plan {
    pub(crate) quick: bool,
    only: Vec<String>,
    begun: Instant,
    end: Instant,
    /// When the measure that runs is to come to its end.
    limit: Cell<Instant>,
    /// Whether that had an effect.
    cut: Cell<bool>,
}

impl Plan {
    /// One that takes no longer than `budget` from now on. `only` are parts of names; none means all measures.
    pub(crate) fn new(quick: bool, only: Vec<String>, budget: Duration) -> Self {
        let begun = Instant::now();
        let end = begun + budget;
        Self {
            quick,
            only,
            begun,
            end,
            limit: Cell::new(end),
            cut: Cell::new(false),
        }
    }

    pub(crate) fn includes(&self, name: &str) -> bool {
        is_among(&self.only, name)
    }

    /// The first number in a quick run, else the second.
    pub(crate) fn either(&self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// The first number of seconds in a quick run, else the second.
    pub(crate) fn seconds(&self, (quick, full): (u64, u64)) -> u64 {
        if self.quick { quick } else { full }
    }

    /// A measure begins, which takes about so long on an idle machine. It gets twice that.
    pub(crate) fn begin(&self, usual: Duration) {
        self.cut.set(false);
        self.limit.set(self.end.min(Instant::now() + 2 * usual));
    }

    /// Rounds of the measure that runs: fewer where its time is up, but always there and back.
    pub(crate) fn rounds(&self, quick: usize, full: usize) -> impl Iterator<Item = usize> {
        (0..self.either(quick, full)).take_while(|round| *round < 2 || self.goes_on())
    }

    /// Whether there is time for a larger size of what is measured.
    pub(crate) fn goes_on(&self) -> bool {
        let goes_on = Instant::now() < self.limit.get();
        if !goes_on {
            self.cut.set(true);
        }
        goes_on
    }

    /// Whether the measure that ran had fewer rounds or sizes than planned.
    pub(crate) fn was_cut(&self) -> bool {
        self.cut.get()
    }

    /// Whether all time is used up.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }

    /// What is left of the time.
    pub(crate) fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Says to whoever watches what is done now.
    pub(crate) fn say(&self, text: &str) {
        eprintln!("[{:>4} s] {text}", self.begun.elapsed().as_secs());
    }
}

/// Whether a name is one of those that are asked for by parts of them; without any, all are.
pub(crate) fn is_among(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|only| name.contains(only.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_time_there_is_one_round_there_and_one_back() {
        let plan = Plan::new(false, Vec::new(), Duration::ZERO);
        plan.begin(Duration::from_secs(1));
        assert_eq!(plan.rounds(1, 10).count(), 2);
        assert!(plan.was_cut() && plan.is_over());
        let plan = Plan::new(true, vec!["call".to_owned()], Duration::from_secs(3600));
        plan.begin(Duration::from_secs(600));
        assert_eq!(plan.rounds(3, 10).count(), 3);
        assert!(!plan.was_cut() && !plan.is_over());
        assert!(plan.includes("sequential calls") && !plan.includes("start"));
    }
}
