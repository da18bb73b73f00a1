use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Upper bounds in microseconds: from a small call over a warm connection to the longest that a call may
/// take by default.
const BOUNDS: [u64; 19] = [
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000,
    60_000_000,
    180_000_000,
];

/// How long something took, counted: no lock, no allocation.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// One for each bound, and one for what took longer.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Times {
    pub(crate) fn record(&self, time: Duration) {
        let is_shorter = |bound: &u64| Duration::from_micros(*bound) < time;
        let bucket = BOUNDS.partition_point(is_shorter);
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Histogram {
        let mut count = 0;
        let mut counts = self.buckets.iter().map(|bucket| {
            count += bucket.load(Ordering::Relaxed);
            count
        });
        let bounds = BOUNDS.iter().zip(counts.by_ref());
        let buckets = bounds.map(|(bound, count)| Bucket {
            up_to: Duration::from_micros(*bound).as_secs_f64(),
            count,
        });
        let buckets = buckets.collect();
        // The last is that without a bound.
        counts.for_each(drop);
        let nanoseconds = self.nanoseconds.load(Ordering::Relaxed);
        Histogram {
            buckets,
            count,
            sum: Duration::from_nanos(nanoseconds).as_secs_f64(),
        }
    }
}

/// How long something took, over all times that it was done.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Histogram {
    /// How often it took at most so long, by growing bounds. What took longer than the last is in
    /// `count` only.
    pub buckets: Vec<Bucket>,
    /// How often it was done.
    pub count: u64,
    /// How long all of them took, in seconds.
    pub sum: f64,
}

/// A bound of a [`Histogram`].
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Bucket {
    /// In seconds.
    pub up_to: f64,
    /// How often it took at most so long.
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_up_to_their_bound_and_the_longest_beyond_all() {
        let times = Times::default();
        for micros in [0, 100, 101, 1_000_000, 180_000_000, 180_000_001] {
            times.record(Duration::from_micros(micros));
        }
        let read = times.read();
        assert_eq!(read.buckets.len(), BOUNDS.len());
        let up_to = |bound: f64| read.buckets.iter().find(|bucket| bucket.up_to == bound);
        assert_eq!(up_to(0.0001).unwrap().count, 2);
        assert_eq!(up_to(0.00025).unwrap().count, 3);
        assert_eq!(up_to(1.0).unwrap().count, 4);
        assert_eq!(up_to(180.0).unwrap().count, 5);
        assert_eq!(read.count, 6);
        assert_eq!(read.sum, 361.000_202);
    }
}
