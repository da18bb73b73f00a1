//! What the kernel says of a process: its memory and its processor time.

use std::fs;

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

fn kilobytes(text: &str, name: &str) -> Result<f64, Failure> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    Ok(number.ok_or_else(|| format!("the kernel does not tell {name}"))? * 1024.0)
}
