//! The results as a table of text, in Markdown, which a terminal shows well enough.

use std::fmt::Write as _;

use crate::measures::{Results, Row, Target, Unit};
use crate::samples::Samples;

pub(crate) fn of(results: &Results) -> String {
    let mut text = String::new();
    let head = "| measure | Go | ours | ours ÷ Go | target | our plugin under the Go host | Go's plugin under our host |";
    let rule = "|---|--:|--:|--:|:--|--:|--:|";
    if !results.rows.is_empty() {
        let _ = writeln!(text, "{head}\n{rule}");
    }
    for row in &results.rows {
        let cell = |samples: &Samples| cell(samples, row.unit);
        let _ = writeln!(
            text,
            "| {} | {} | {} | **{}** | {} | {} | {} |",
            row.name,
            cell(&row.go),
            cell(&row.ours),
            ratio(row.ratio()),
            target(row),
            cell(&row.our_plugin),
            cell(&row.our_host),
        );
    }
    if !results.notes.is_empty() {
        let _ = writeln!(text, "\n| for comparison | |\n|---|--:|");
    }
    for note in &results.notes {
        let _ = writeln!(text, "| {} | {} |", note.name, value(note.value, note.unit));
    }
    text
}

fn target(row: &Row) -> String {
    let wish = match row.target {
        Target::AtMost(most) => format!("≤ {most}"),
        Target::AtLeast(least) => format!("≥ {least}"),
        Target::None => return String::new(),
    };
    match row.is_met() {
        true => format!("{wish} ✓"),
        false => format!("{wish} ✗"),
    }
}

fn cell(samples: &Samples, unit: Unit) -> String {
    if samples.0.is_empty() {
        return String::new();
    }
    let median = value(samples.median(), unit);
    match samples.spread() {
        spread if spread >= 0.005 => format!("{median} ± {:.0} %", spread * 100.0),
        _ => median,
    }
}

pub(crate) fn value(value: f64, unit: Unit) -> String {
    let (divisor, name) = match unit {
        Unit::CallsPerSecond => return format!("{value:.0}/s"),
        Unit::BytesPerSecond => (1e6, "MB/s"),
        Unit::Bytes if value >= 1e6 => (1e6, "MB"),
        Unit::Bytes => (1e3, "kB"),
        Unit::Nanoseconds if value >= 1e6 => (1e6, "ms"),
        Unit::Nanoseconds => (1e3, "µs"),
    };
    let number = value / divisor;
    let digits = if number >= 100.0 {
        0
    } else if number >= 10.0 {
        1
    } else {
        2
    };
    format!("{number:.digits$} {name}")
}

fn ratio(ratio: f64) -> String {
    if ratio.is_nan() {
        return String::new();
    }
    match ratio >= 2.0 {
        true => format!("{ratio:.1}"),
        false => format!("{ratio:.3}"),
    }
}
