//! How long an operation takes for its first step.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

/// About what it takes to wake another thread and to hear from it again.
const QUICK: Duration = Duration::from_micros(50);

/// Whether an operation, when it last ran, had its result at its first step and in less time than a
/// thread needs to wake up. One that waits, calculates or blocks has not; nor has one that never ran.
#[derive(Debug, Default)]
pub(crate) struct Pace(AtomicBool);

impl Pace {
    /// Whether it was quick.
    pub(crate) fn is_quick(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes a first step and remembers how it was.
    pub(crate) fn measure<T>(&self, step: impl FnOnce() -> Poll<T>) -> Poll<T> {
        let begun = Instant::now();
        let result = step();
        let is_quick = result.is_ready() && begun.elapsed() < QUICK;
        if is_quick != self.is_quick() {
            self.0.store(is_quick, Ordering::Relaxed);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_or_never_ran_is_not_quick() {
        let pace = Pace::default();
        assert!(!pace.is_quick());
        let _: Poll<()> = pace.measure(|| Poll::Pending);
        assert!(!pace.is_quick());
        let _ = pace.measure(|| {
            let until = Instant::now() + QUICK;
            while Instant::now() < until {
                std::hint::spin_loop();
            }
            Poll::Ready(())
        });
        assert!(!pace.is_quick());
    }
}
