//! What came out.

use serde::Serialize;

use crate::profile::Profile;
use crate::samples::Samples;

/// What better is, and by how much ours is to be better.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// Ours ÷ Go's is at most this.
    AtMost(f64),
    /// Ours ÷ Go's is at least this.
    AtLeast(f64),
    /// Told for comparison.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Bytes,
    BytesPerSecond,
    CallsPerSecond,
    Nanoseconds,
}

/// One line of a table.
#[derive(Clone, Debug)]
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
    pub(crate) fn new(name: impl Into<String>, unit: Unit, target: Target) -> Self {
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
    pub(crate) fn of(&mut self, pair: usize) -> &mut Samples {
        match pair {
            0 => &mut self.go,
            1 => &mut self.ours,
            2 => &mut self.our_plugin,
            _ => &mut self.our_host,
        }
    }

    /// Ours ÷ Go's, if both were measured.
    pub(crate) fn ratio(&self) -> Option<f64> {
        Some(self.ours.median()? / self.go.median()?)
    }

    /// Whether the target is met, if there is one.
    pub(crate) fn is_met(&self) -> Option<bool> {
        let ratio = self.ratio()?;
        match self.target {
            Target::AtMost(most) => Some(ratio <= most),
            Target::AtLeast(least) => Some(ratio >= least),
            Target::None => None,
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

impl Curve {
    /// One of Go's and one of ours, without points.
    pub(crate) fn of_both(
        id: &'static str,
        title: &'static str,
        x: &'static str,
        y: &'static str,
    ) -> Self {
        Self {
            id,
            title,
            x,
            y,
            lines: ["Go", "ours"].map(Line::new).into(),
        }
    }

    /// Adds the medians of both.
    pub(crate) fn add(&mut self, x: f64, row: &Row, scale: f64) {
        for (line, samples) in self.lines.iter_mut().zip([&row.go, &row.ours]) {
            line.add(x, samples, scale);
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

impl Line {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            points: Vec::new(),
        }
    }

    /// Adds the median of the samples; none where nothing was measured.
    pub(crate) fn add(&mut self, x: f64, samples: &Samples, scale: f64) {
        let median = samples.median();
        self.points.extend(median.map(|median| (x, median * scale)));
    }
}

/// Something that is neither ours nor Go's, or a part of ours.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) samples: Samples,
    /// What [`Section::beside`] says.
    pub(crate) beside: Option<f64>,
}

/// All of one measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    pub(crate) name: &'static str,
    /// What is measured and how to read it.
    pub(crate) about: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<Note>,
    /// What the second number of the notes is.
    pub(crate) beside: &'static str,
    pub(crate) curves: Vec<Curve>,
    pub(crate) profiles: Vec<Profile>,
    /// What is to be known about this run, such as what was not measured.
    pub(crate) remarks: Vec<String>,
}

impl Section {
    pub(crate) fn note(
        &mut self,
        name: impl Into<String>,
        unit: Unit,
        samples: Samples,
        beside: Option<f64>,
    ) {
        self.notes.push(Note {
            name: name.into(),
            unit,
            samples,
            beside,
        });
    }

    pub(crate) fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_needs_both() {
        let mut row = Row::new("row", Unit::Bytes, Target::AtMost(0.5));
        row.of(1).push(2.0);
        assert_eq!((row.ratio(), row.is_met()), (None, None));
        row.of(0).push(4.0);
        assert_eq!((row.ratio(), row.is_met()), (Some(0.5), Some(true)));
    }
}
