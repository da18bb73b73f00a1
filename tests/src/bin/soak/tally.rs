//! What was done and what came of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use serde_json::json;
use wick_host::CallError;

use crate::remains::Remains;

/// Counts of deeds and outcomes.
#[derive(Default)]
pub(crate) struct Tally {
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    deeds: BTreeMap<&'static str, u64>,
    outcomes: BTreeMap<String, u64>,
    wrong: Vec<String>,
}

impl Tally {
    pub(crate) fn count(&self, deed: &'static str) {
        *self.counts.lock().unwrap().deeds.entry(deed).or_default() += 1;
    }

    pub(crate) fn outcome<T>(&self, outcome: &Result<T, CallError>) {
        let name = match outcome {
            Ok(_) => "answered".to_owned(),
            Err(error) => kind(error),
        };
        *self
            .counts
            .lock()
            .unwrap()
            .outcomes
            .entry(name)
            .or_default() += 1;
    }

    /// Something that must not be.
    pub(crate) fn wrong(&self, what: String) {
        self.counts.lock().unwrap().wrong.push(what);
    }

    pub(crate) fn is_sound(&self) -> bool {
        self.counts.lock().unwrap().wrong.is_empty()
    }

    /// How far it is.
    pub(crate) fn line(&self) -> String {
        let counts = self.counts.lock().unwrap();
        let deeds: u64 = counts.deeds.values().sum();
        format!(
            "{deeds} deeds {:?}; {} wrong",
            counts.deeds,
            counts.wrong.len()
        )
    }

    pub(crate) fn to_json(&self, seed: u64, remains: &Remains) -> String {
        let counts = self.counts.lock().unwrap();
        json!({
            "seed": seed,
            "deeds": counts.deeds,
            "outcomes": counts.outcomes,
            "wrong": counts.wrong,
            "left": remains.to_json(),
        })
        .to_string()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts.lock().unwrap();
        writeln!(f, "deeds: {:?}", counts.deeds)?;
        writeln!(f, "outcomes: {:?}", counts.outcomes)?;
        write!(f, "wrong: {:#?}", counts.wrong)
    }
}

/// The name of the variant.
fn kind(error: &CallError) -> String {
    let shown = format!("{error:?}");
    let end = shown.find(|c: char| !c.is_alphanumeric());
    shown[..end.unwrap_or(shown.len())].to_owned()
}
