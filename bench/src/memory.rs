//! What the kernel says of a process: its memory and its processor time.

use std::fs;

use rustix::param::clock_ticks_per_second;

use crate::Failure;

/// Memory of a process in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Memory {
    /// All of it that is resident, shared files included.
    pub(crate) resident: f64,
    /// What is its own and no file's.
    pub(crate) anonymous: f64,
}

pub(crate) fn of(process: u32) -> Result<Memory, Failure> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    Ok(Memory {
        resident: kilobytes(&text, "Rss:")?,
        anonymous: kilobytes(&text, "Anonymous:")?,
    })
}

/// Makes the peak start anew from what is resident now.
pub(crate) fn reset_peak(process: u32) -> Result<(), Failure> {
    Ok(fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

/// The most that was resident since [`reset_peak`].
pub(crate) fn peak(process: u32) -> Result<f64, Failure> {
    let text = fs::read_to_string(format!("/proc/{process}/status"))?;
    kilobytes(&text, "VmHWM:")
}

/// Processor time of all threads that live, in nanoseconds.
pub(crate) fn cpu_ns(process: u32) -> Result<u64, Failure> {
    let mut sum = 0;
    for task in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread may end while it is looked at.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else {
            continue;
        };
        sum += text
            .split(' ')
            .next()
            .unwrap_or_default()
            .parse::<u64>()
            .unwrap_or_default();
    }
    Ok(sum)
}

/// Processor time of all children that have ended, in nanoseconds; to a tick of the kernel's clock.
pub(crate) fn children_ns(process: u32) -> Result<u64, Failure> {
    let ticks = children_ticks(&fs::read_to_string(format!("/proc/{process}/stat"))?);
    let ticks = ticks.ok_or("the kernel does not tell the time of children")?;
    Ok(ticks * 1_000_000_000 / clock_ticks_per_second())
}

fn children_ticks(stat: &str) -> Option<u64> {
    // The name, which may hold anything, ends with the last parenthesis.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut times = rest.split_whitespace().skip(13);
    Some(times.next()?.parse::<u64>().ok()? + times.next()?.parse::<u64>().ok()?)
}

fn kilobytes(text: &str, name: &str) -> Result<f64, Failure> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    Ok(number.ok_or_else(|| format!("the kernel does not tell {name}"))? * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_children_is_theirs_alone() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0";
        assert_eq!(children_ticks(stat), Some(7));
        assert_eq!(children_ticks("7 (a) S 1"), None);
    }
}
