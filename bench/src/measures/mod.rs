//! What is measured, each in rounds that go there and back: A B, B A, A B, …

mod calls;
mod growth;
mod memory;
mod others;
mod start;
mod streams;

use std::time::Instant;

use serde::Serialize;

use crate::Failure;
use crate::build::Peers;
use crate::samples::Samples;

/// How much is done.
pub(crate) struct Plan {
    pub(crate) quick: bool,
    pub(crate) only: Option<String>,
}

impl Plan {
    /// The first number in a quick run, else the second.
    pub(super) fn either(&self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

/// What better is, and by how much ours is to be better.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) enum Target {
    /// Ours ÷ Go's is at most this.
    AtMost(f64),
    /// Ours ÷ Go's is at least this.
    AtLeast(f64),
    /// Told for comparison.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Unit {
    Bytes,
    BytesPerSecond,
    CallsPerSecond,
    Nanoseconds,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) target: Target,
    pub(crate) go: Samples,
    pub(crate) ours: Samples,
    /// Our plugin under Go's host.
    pub(crate) our_plugin: Samples,
    /// Go's plugin under our host.
    pub(crate) our_host: Samples,
}

impl Row {
    pub(super) fn new(name: impl Into<String>, unit: Unit, target: Target) -> Self {
        Self {
            name: name.into(),
            unit,
            target,
            go: Samples::default(),
            ours: Samples::default(),
            our_plugin: Samples::default(),
            our_host: Samples::default(),
        }
    }

    /// The samples of the pair that is at this place in [`Pair::ALL`](crate::driver::Pair::ALL).
    pub(super) fn of(&mut self, pair: usize) -> &mut Samples {
        match pair {
            0 => &mut self.go,
            1 => &mut self.ours,
            2 => &mut self.our_plugin,
            _ => &mut self.our_host,
        }
    }

    /// Ours ÷ Go's.
    pub(crate) fn ratio(&self) -> f64 {
        self.ours.median() / self.go.median()
    }

    /// Whether the target is met; none is always met.
    pub(crate) fn is_met(&self) -> bool {
        match self.target {
            Target::AtMost(most) => self.ratio() <= most,
            Target::AtLeast(least) => self.ratio() >= least,
            Target::None => true,
        }
    }
}

/// How something grows, for a plot.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Curve {
    /// For the name of a file.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) x: &'static str,
    pub(crate) y: &'static str,
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

/// A number by itself.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Note {
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) value: f64,
}

/// Everything that came out.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Results {
    pub(crate) rows: Vec<Row>,
    pub(crate) curves: Vec<Curve>,
    pub(crate) notes: Vec<Note>,
}

impl Results {
    pub(super) fn note(&mut self, name: impl Into<String>, unit: Unit, value: f64) {
        self.notes.push(Note {
            name: name.into(),
            unit,
            value,
        });
    }
}

type Measure = fn(&Peers, &Plan, &mut Results) -> Result<(), Failure>;

const MEASURES: [(&str, Measure); 10] = [
    ("sequential calls", calls::sequential),
    ("calls at once", calls::concurrent),
    ("start", start::first_reply),
    ("breakdown of the start", start::breakdown),
    ("streams", streams::streams),
    ("memory", memory::memory),
    ("size and manifest", others::binary),
    ("floor", others::floor),
    ("payload growth", growth::payload),
    ("live connectors", others::live),
];

pub(crate) fn run(peers: &Peers, plan: &Plan) -> Result<Results, Failure> {
    let begun = Instant::now();
    let mut results = Results::default();
    for (name, measure) in MEASURES {
        if plan
            .only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        eprintln!("[{:>4} s] {name} …", begun.elapsed().as_secs());
        measure(peers, plan, &mut results).map_err(|error| format!("{name}: {error}"))?;
    }
    eprintln!("[{:>4} s] done", begun.elapsed().as_secs());
    Ok(results)
}

/// The order of so many contenders in a round: there, and back in the next.
fn order(round: usize, contenders: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..contenders).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}
