//! Whose turn it is to be the transport: one number that both threads change.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts the beginnings and ends of steps, and the times that a step was left behind.
///
/// The orders are the strongest, as each side first tells and then asks: the leader that a step began
/// and whether it is watched, the follower that it watches no more and whether a step began.
#[derive(Default)]
pub(super) struct Turn {
    count: AtomicU64,
    /// The follower sleeps, and a step has to wake it.
    unwatched: AtomicBool,
}

/// The number at one moment: odd while a step is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

impl Moment {
    pub(super) fn is_step(self) -> bool {
        self.0 % 2 == 1
    }
}

impl Turn {
    /// The leader begins a step.
    pub(super) fn begin(&self) -> Moment {
        Moment(self.count.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// The leader has ended its step; whether it still leads.
    pub(super) fn end(&self, step: Moment) -> bool {
        self.change(step)
    }

    /// The follower leaves a step behind; whether that was not over yet, and so it leads now.
    pub(super) fn take(&self, step: Moment) -> bool {
        self.change(step)
    }

    /// Whether the follower has to be woken; says so once.
    pub(super) fn is_unwatched(&self) -> bool {
        self.unwatched.load(Ordering::SeqCst) && self.unwatched.swap(false, Ordering::SeqCst)
    }

    /// The follower is about to sleep; whether it may.
    pub(super) fn unwatch(&self) -> bool {
        self.unwatched.store(true, Ordering::SeqCst);
        !self.now().is_step()
    }

    /// The follower is awake.
    pub(super) fn watch(&self) -> Moment {
        self.unwatched.store(false, Ordering::SeqCst);
        self.now()
    }

    pub(super) fn now(&self) -> Moment {
        Moment(self.count.load(Ordering::SeqCst))
    }

    fn change(&self, step: Moment) -> bool {
        let next = step.0 + 1;
        let changed = self
            .count
            .compare_exchange(step.0, next, Ordering::SeqCst, Ordering::SeqCst);
        changed.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_one_end() {
        let turn = Turn::default();
        let step = turn.begin();
        assert!(step.is_step() && turn.end(step));
        assert!(!turn.take(step), "it is over");
        let long = turn.begin();
        assert!(turn.take(long) && !turn.end(long));
        assert!(turn.begin().is_step(), "the next one's");
    }

    #[test]
    fn a_sleeping_follower_is_woken_once() {
        let turn = Turn::default();
        assert!(turn.unwatch());
        let step = turn.begin();
        assert!(turn.is_unwatched() && !turn.is_unwatched());
        assert!(!turn.unwatch(), "not during a step");
        assert!(turn.watch() == step && !turn.is_unwatched());
    }
}
