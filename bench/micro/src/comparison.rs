//! Whether something costs more than it did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What may be added without anybody being asked, as a part of what was. One machine counts the same as any other to
/// half a per cent, which the seeds of hash maps make; the rest leaves room for what a change
/// moves without meaning to.
pub const TOLERANCE: f64 = 0.03;

/// What one run of a subject costs, whatever machine it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Times that memory was asked for, or asked to grow.
    pub allocations: u64,
    /// Instructions of this program, without those of the C library.
    pub instructions: u64,
}

/// Costs by the names of the subjects.
pub type Baseline = BTreeMap<String, Cost>;

/// What costs more than the baseline says, by more than the [tolerance](TOLERANCE), or is not in it; what is in it and
/// is not counted any more; each as a line for people.
pub fn regressions(baseline: &Baseline, counted: &Baseline) -> Vec<String> {
    let mut worse = Vec::new();
    for (name, now) in counted {
        let Some(before) = baseline.get(name) else {
            worse.push(format!("{name} is not in the baseline"));
            continue;
        };
        for (what, before, now) in [
            ("instructions", before.instructions, now.instructions),
            ("allocations", before.allocations, now.allocations),
        ] {
            if now as f64 > before as f64 * (1.0 + TOLERANCE) {
                let more = (now as f64 / before as f64 - 1.0) * 100.0;
                worse.push(format!(
                    "{name}: {now} {what}, {more:.1} % more than the {before} of the baseline"
                ));
            }
        }
    }
    let gone = baseline.keys().filter(|name| !counted.contains_key(*name));
    worse.extend(gone.map(|name| format!("{name} is in the baseline and no subject any more")));
    worse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(allocations: u64, instructions: u64) -> Baseline {
        let cost = Cost {
            allocations,
            instructions,
        };
        Baseline::from([("dispatch".to_owned(), cost)])
    }

    #[test]
    fn more_than_the_tolerance_is_a_regression() {
        let before = one(100, 10_000);
        assert!(regressions(&before, &one(103, 10_300)).is_empty());
        let worse = regressions(&before, &one(100, 10_301));
        assert_eq!(
            worse,
            ["dispatch: 10301 instructions, 3.0 % more than the 10000 of the baseline"]
        );
        let worse = regressions(&before, &one(104, 10_000));
        assert_eq!(
            worse,
            ["dispatch: 104 allocations, 4.0 % more than the 100 of the baseline"]
        );
        assert_eq!(regressions(&before, &one(200, 20_000)).len(), 2);
        assert_eq!(regressions(&one(0, 1), &one(1, 1)).len(), 1);
    }

    #[test]
    fn less_is_none() {
        assert!(regressions(&one(100, 10_000), &one(1, 1)).is_empty());
    }

    #[test]
    fn a_subject_cannot_hide_by_its_name() {
        let empty = Baseline::new();
        assert_eq!(
            regressions(&empty, &one(1, 1)),
            ["dispatch is not in the baseline"]
        );
        assert_eq!(regressions(&one(1, 1), &empty).len(), 1);
    }
}
