//! What `perf script` tells, one line for each sample and each process that begins.

use std::collections::BTreeMap;

use crate::Failure;

/// A function that the processor was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(super) process: u32,
    pub(super) place: Place,
    /// The name of the file that it is of.
    pub(super) object: String,
    pub(super) function: String,
    /// What its samples stand for, in the unit of what was sampled.
    pub(super) weight: u64,
    pub(super) samples: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Kernel,
    Program,
}

impl Recorded {
    /// What these processes were in.
    pub(crate) fn of(&self, processes: &[u32]) -> Vec<&Hit> {
        let hits = self.hits.iter();
        hits.filter(|hit| processes.contains(&hit.process))
            .collect()
    }
}

impl Hit {
    /// Whether it is in a C library without its symbols.
    pub(super) fn is_nameless(&self) -> bool {
        self.object.starts_with("libc.") && self.function == "[unknown]"
    }
}

/// The fields that [`all`] reads.
pub(super) const FIELDS: &str = "pid,period,ip,sym,dso";

/// What stands before all that is no sample.
const EVENT: &str = " PERF_RECORD_";

/// From this address on is the kernel.
const KERNEL: u64 = 1 << 63;

/// What was recorded of the whole machine.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// Each function of each process once.
    hits: Vec<Hit>,
    /// The parent of each process.
    pub(crate) parents: BTreeMap<u32, u32>,
}

pub(super) fn all(script: &str) -> Result<Recorded, Failure> {
    let (mut hits, mut parents) = (BTreeMap::new(), BTreeMap::new());
    for line in script.lines().filter(|line| !line.trim().is_empty()) {
        if let Some((_, event)) = line.split_once(EVENT) {
            let birth = birth(event).filter(|(child, parent)| child != parent);
            parents.extend(birth);
            continue;
        }
        let (found, weight) = of(line).ok_or_else(|| format!("`perf script` tells {line:?}"))?;
        let (sum, samples) = hits.entry(found).or_insert((0, 0));
        *sum += weight;
        *samples += 1;
    }
    let hits = hits.into_iter().map(|(found, (weight, samples))| Hit {
        process: found.process,
        place: found.place,
        object: found.object.to_owned(),
        function: format!("{:#}", rustc_demangle::demangle(found.symbol)),
        weight,
        samples,
    });
    Ok(Recorded {
        hits: hits.collect(),
        parents,
    })
}

/// The process that a thread begins in, and the one whose thread began it.
fn birth(event: &str) -> Option<(u32, u32)> {
    let (child, parent) = event.strip_prefix("FORK(")?.split_once("):(")?;
    let process = |ids: &str| ids.split(':').next()?.parse().ok();
    Some((process(child)?, process(parent)?))
}

/// What a sample was in.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found<'a> {
    process: u32,
    place: Place,
    object: &'a str,
    symbol: &'a str,
}

/// What the sample was in, and its weight.
fn of(line: &str) -> Option<(Found<'_>, u64)> {
    let (process, rest) = line.trim().split_once(' ')?;
    let (weight, rest) = rest.trim_start().split_once(' ')?;
    let (address, rest) = rest.trim_start().split_once(' ')?;
    let (symbol, object) = rest.strip_suffix(')')?.split_once(" (")?;
    let place = match u64::from_str_radix(address, 16).ok()? {
        KERNEL.. => Place::Kernel,
        _ => Place::Program,
    };
    let found = Found {
        // Some is of none.
        process: u32::try_from(process.parse::<i64>().ok()?).unwrap_or_default(),
        place,
        object: object.rsplit('/').next()?,
        symbol: symbol.trim(),
    };
    Some((found, weight.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_summed_up_and_names_are_those_of_the_source() {
        let script = "\
31877     250062  ffffffff816c3464 _copy_to_iter ([kernel.kallsyms])
  7  250062      7f1adf04fd40 _ZN2h25codec11framed_read12decode_frame17h0123456789abcdefE (/tmp/a b/bench-plugin)
31877     250063  ffffffff816c3470 _copy_to_iter ([kernel.kallsyms])
    0 PERF_RECORD_FORK(31877:31877):(7:9)
    0 PERF_RECORD_FORK(7:9):(7:7)
31877 PERF_RECORD_COMM exec: a (b):31877/31877

    7  250062                 0 [unknown] ([unknown])
";
        let Recorded { hits, parents } = all(script).unwrap();
        assert_eq!(parents, BTreeMap::from([(31877, 7)]));
        let told: Vec<_> = hits
            .iter()
            .map(|hit| {
                (
                    hit.process,
                    hit.place,
                    &*hit.object,
                    &*hit.function,
                    hit.weight,
                )
            })
            .collect();
        let decode = "h2::codec::framed_read::decode_frame";
        assert_eq!(
            told,
            [
                (7, Place::Program, "[unknown]", "[unknown]", 250_062),
                (7, Place::Program, "bench-plugin", decode, 250_062),
                (
                    31877,
                    Place::Kernel,
                    "[kernel.kallsyms]",
                    "_copy_to_iter",
                    500_125
                ),
            ]
        );
        assert_eq!(hits[2].samples, 2);
        assert!(all("what is this").is_err());
    }
}
