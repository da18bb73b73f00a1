//! What else the machine does while it is measured.

use std::fs;

use crate::Failure;

/// Of more than this, the numbers are noise.
const MOST_OF_OTHERS: f64 = 0.1;

/// The machine as it was when the measuring began.
pub(crate) struct Load {
    average: f64,
    ticks: Ticks,
}

/// What the machine did from beginning to end.
pub(crate) struct Busy {
    pub(crate) before: f64,
    pub(crate) after: f64,
    /// The part of all processor time that went to none of ours.
    pub(crate) others: f64,
}

/// Ticks of the kernel's clock.
#[derive(Clone, Copy)]
struct Ticks {
    all: u64,
    busy: u64,
    /// Of this process and those that it started and that have ended.
    own: u64,
}

impl Load {
    pub(crate) fn begin() -> Result<Self, Failure> {
        Ok(Self {
            average: average()?,
            ticks: Ticks::now()?,
        })
    }

    /// What would make the numbers noise.
    pub(crate) fn warning(&self) -> Option<String> {
        let cores = cores();
        (self.average > cores).then(|| {
            format!(
                "the load of this machine is {} with {cores} cores: what comes out is noise",
                self.average
            )
        })
    }

    pub(crate) fn end(&self) -> Result<Busy, Failure> {
        let now = Ticks::now()?;
        let all = now.all.saturating_sub(self.ticks.all).max(1);
        let busy = now.busy.saturating_sub(self.ticks.busy);
        let own = now.own.saturating_sub(self.ticks.own);
        Ok(Busy {
            before: self.average,
            after: average()?,
            others: busy.saturating_sub(own) as f64 / all as f64,
        })
    }
}

impl Busy {
    /// What makes the numbers noise.
    pub(crate) fn warning(&self) -> Option<String> {
        let cores = cores();
        if self.others > MOST_OF_OTHERS {
            return Some(format!(
                "other programs took {:.0} % of the processor meanwhile: the numbers are noise, and \
                 even the ratios may be",
                self.others * 100.0
            ));
        }
        (self.before > cores).then(|| {
            format!(
                "the load of the machine was {} with {cores} cores when it began: the first numbers may \
                 be noise",
                self.before
            )
        })
    }
}

impl Ticks {
    fn now() -> Result<Self, Failure> {
        Ok(Self {
            own: own(&fs::read_to_string("/proc/self/stat")?),
            ..Self::of_all(&fs::read_to_string("/proc/stat")?)
        })
    }

    fn of_all(text: &str) -> Self {
        let line = text.lines().next().unwrap_or_default();
        let times: Vec<u64> = line
            .split_whitespace()
            .skip(1)
            // What follows is counted in these already.
            .take(8)
            .map(|time| time.parse().unwrap_or_default())
            .collect();
        let all: u64 = times.iter().sum();
        // Idle, and waiting for a disk.
        let idle: u64 = times.iter().skip(3).take(2).sum();
        Self {
            all,
            busy: all - idle,
            own: 0,
        }
    }
}

/// As user and in the kernel, its own and of its children.
fn own(text: &str) -> u64 {
    // The name, which may hold anything, ends with the last parenthesis.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let times = rest.split_whitespace().skip(11).take(4);
    times.filter_map(|time| time.parse::<u64>().ok()).sum()
}

fn average() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}

fn cores() -> f64 {
    std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_others_is_what_is_busy_and_not_ours() {
        let all = Ticks::of_all("cpu  10 1 5 100 4 2 3 7 50 0\ncpu0 1 1\n");
        assert_eq!((all.all, all.busy), (132, 28));
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0";
        assert_eq!(own(stat), 127);
    }
}
