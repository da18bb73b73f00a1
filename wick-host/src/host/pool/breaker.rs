use std::time::Duration;

use tokio::time::Instant;

use crate::error::Failure;

/// The wait after a first failure.
const BASE: Duration = Duration::from_secs(1);
/// The longest wait; and how long ago a failure must be to count as the first.
const CAP: Duration = Duration::from_secs(60);

/// Keeps a connector from being started again and again while that is of no use.
///
/// It counts failures in a row: starts that failed, processes that died or lost their connection, and
/// health checks without a good answer. After each, no process is started for `1 s · 2^(n-1)`, at most
/// a minute, of which the second half is random. Then one start is tried, which all callers share. The
/// count ends with the first call, or later health check, that is answered.
///
/// A process that worked and died is started again at once, if that is the first failure in a minute:
/// one bad input must not take a connector away from everybody else.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    until: Option<Instant>,
    last: Option<(Instant, Failure)>,
}

/// Why nothing is started now.
#[derive(Clone, Debug)]
pub(in crate::host) struct Open {
    /// Until the next try.
    pub(in crate::host) wait: Duration,
    /// In a row.
    pub(in crate::host) failures: u32,
    pub(in crate::host) last: Failure,
}

impl Breaker {
    /// Counts a failure. `random` is from 0 up to 1.
    pub(super) fn fail(&mut self, now: Instant, failure: Failure, random: f64) {
        let is_first = self.failures == 0
            && self
                .last
                .as_ref()
                .is_none_or(|(at, _)| now.duration_since(*at) >= CAP);
        self.failures = self.failures.saturating_add(1);
        self.until = match is_first && !failure.is_start() {
            true => None,
            false => Some(now + wait(self.failures, random)),
        };
        self.last = Some((now, failure));
    }

    /// A process answered: all is well.
    pub(super) fn succeed(&mut self) {
        self.failures = 0;
        self.until = None;
    }

    /// Forgets everything.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Why nothing may be started now, if so.
    pub(super) fn open(&self, now: Instant) -> Option<Open> {
        let wait = self.until?.checked_duration_since(now)?;
        let (_, last) = self.last.as_ref()?;
        (!wait.is_zero()).then(|| Open {
            wait,
            failures: self.failures,
            last: last.clone(),
        })
    }

    /// When a start is next allowed, if not always.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// How many failures there were in a row.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// The last failure, even if all is well again, and when it was.
    pub(super) fn last(&self) -> Option<(Instant, &Failure)> {
        self.last.as_ref().map(|(at, failure)| (*at, failure))
    }
}

/// Half of it is random, so that hosts which failed together do not try again together.
fn wait(failures: u32, random: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let full = BASE.saturating_mul(1 << doublings).min(CAP);
    full / 2 + (full / 2).mul_f64(random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn died() -> Failure {
        Failure::Unhealthy("hung".to_owned())
    }

    fn not_started() -> Failure {
        crate::host::pool::tests::not_started()
    }

    #[test]
    fn waits_double_up_to_a_minute_and_half_of_each_is_random() {
        let seconds = [1, 2, 4, 8, 16, 32, 60, 60];
        for (failures, full) in (1..).zip(seconds) {
            let full = Duration::from_secs(full);
            assert_eq!(wait(failures, 0.0), full / 2);
            assert_eq!(wait(failures, 0.5), full / 4 * 3);
            assert_eq!(wait(failures, 1.0), full);
        }
        assert_eq!(wait(u32::MAX, 1.0), CAP);
    }

    #[test]
    fn a_failed_start_opens_it_until_exactly_then() {
        let (mut breaker, now) = (Breaker::default(), Instant::now());
        breaker.fail(now, not_started(), 1.0);
        let last = now + BASE - Duration::from_nanos(1);
        assert_eq!(breaker.open(last).unwrap().failures, 1);
        assert!(breaker.open(now + BASE).is_none());
        breaker.fail(now + BASE, not_started(), 1.0);
        assert_eq!(breaker.open(now + BASE).unwrap().wait, 2 * BASE);
    }

    #[test]
    fn only_the_first_death_in_a_minute_is_free_and_it_counts() {
        let (mut breaker, now) = (Breaker::default(), Instant::now());
        breaker.fail(now, died(), 1.0);
        assert!(breaker.open(now).is_none());
        assert_eq!(breaker.failures(), 1);
        breaker.fail(now, died(), 1.0);
        assert_eq!(breaker.open(now).unwrap().wait, 2 * BASE);
        breaker.succeed();
        assert!(breaker.open(now).is_none());
        breaker.fail(now + BASE, died(), 1.0);
        assert_eq!(breaker.open(now + BASE).unwrap().wait, BASE);
        breaker.succeed();
        let later = now + BASE + CAP;
        breaker.fail(later, died(), 1.0);
        assert!(breaker.open(later).is_none());
    }
}
