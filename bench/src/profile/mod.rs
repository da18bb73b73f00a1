//! Where processor time goes: what `perf` saw the processor do, in groups.

mod group;
mod hit;
pub(crate) mod perf;

use std::collections::BTreeMap;

pub(crate) use self::group::Group;
use self::hit::Hit;
pub(crate) use self::hit::Recorded;

/// How many functions are told by their names.
const NAMED: usize = 40;

/// Where the time of one load went.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// The load.
    pub(crate) name: &'static str,
    /// What of it is counted, such as a call.
    pub(crate) per: &'static str,
    pub(crate) host: Option<Spent>,
    pub(crate) plugin: Option<Spent>,
}

/// Where the time of one side went.
#[derive(Clone, Debug)]
pub(crate) struct Spent {
    /// Nanoseconds of processor time for each of what is counted.
    pub(crate) each: f64,
    pub(crate) samples: u64,
    /// Parts of the whole.
    pub(crate) shares: BTreeMap<Group, f64>,
    /// The part that went into functions of the C library that have no name here.
    pub(crate) nameless: f64,
    /// The functions with the largest parts, the largest first.
    pub(crate) functions: Vec<(String, Group, f64)>,
}

impl Spent {
    /// `None` if there is no sample.
    pub(crate) fn new(each: f64, hits: &[&Hit]) -> Option<Self> {
        let whole: u64 = hits.iter().map(|hit| hit.weight).sum();
        if whole == 0 {
            return None;
        }
        let share = |hit: &Hit| hit.weight as f64 / whole as f64;
        let mut shares = BTreeMap::new();
        let mut functions = BTreeMap::new();
        for hit in hits {
            let group = Group::of(hit.place, &hit.object, &hit.function);
            *shares.entry(group).or_insert(0.0) += share(hit);
            *functions.entry((&hit.function, group)).or_insert(0.0) += share(hit);
        }
        let mut functions: Vec<_> = functions
            .into_iter()
            .map(|((function, group), share)| (function.clone(), group, share))
            .collect();
        functions.sort_by(|(_, _, one), (_, _, other)| other.total_cmp(one));
        functions.truncate(NAMED);
        Some(Self {
            each,
            samples: hits.iter().map(|hit| hit.samples).sum(),
            nameless: hits
                .iter()
                .filter(|hit| hit.is_nameless())
                .map(|hit| share(hit))
                .sum(),
            shares,
            functions,
        })
    }

    /// Nanoseconds of a group for each of what is counted.
    pub(crate) fn of(&self, group: Group) -> f64 {
        self.each * self.share(group)
    }

    pub(crate) fn share(&self, group: Group) -> f64 {
        self.shares.get(&group).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::hit::Place;
    use super::*;

    #[test]
    fn time_is_shared_out_by_the_weight_of_samples() {
        let hit = |function: &str, weight| Hit {
            process: 1,
            place: Place::Program,
            object: "bench-plugin".to_owned(),
            function: function.to_owned(),
            weight,
            samples: 1,
        };
        let hits = [hit("h2::a", 1), hit("h2::b", 2), hit("serde_json::c", 5)];
        let spent = Spent::new(1000.0, &hits.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(
            (spent.of(Group::Http), spent.of(Group::Json)),
            (375.0, 625.0)
        );
        assert_eq!((spent.share(Group::Tls), spent.samples), (0.0, 3));
        assert_eq!(spent.functions[0].0, "serde_json::c");
        assert!(Spent::new(1000.0, &[]).is_none());
    }
}
