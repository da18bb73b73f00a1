//! Results as tables in Markdown, which a terminal shows well enough.

mod profile;

use std::fmt::Write as _;

use crate::number::{quantity, short};
use crate::results::{Row, Section, Target, Unit};
use crate::samples::Samples;

/// What stands where nothing can be.
const NOTHING: &str = "–";

/// All tables and remarks of one measure.
pub(crate) fn of(section: &Section) -> String {
    let mut text = String::new();
    if !section.rows.is_empty() {
        text.push_str(&rows(&section.rows));
    }
    if !section.notes.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&notes(section));
    }
    for profile in &section.profiles {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&profile::of(profile));
    }
    for remark in &section.remarks {
        // Writing to a text cannot fail.
        let _ = write!(text, "\n{remark}\n");
    }
    text
}

fn rows(rows: &[Row]) -> String {
    let is_crossed = rows
        .iter()
        .any(|row| !row.our_plugin.0.is_empty() || !row.our_host.0.is_empty());
    let has_target = rows.iter().any(|row| !matches!(row.target, Target::None));
    let mut head = vec!["measure", "Go", "ours", "ours ÷ Go"];
    if has_target {
        head.push("target");
    }
    if is_crossed {
        head.extend(["our plugin under the Go host", "Go's plugin under our host"]);
    }
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()));
    text.push_str(&line(head.iter().map(|cell| match *cell {
        "measure" | "target" => ":--".to_owned(),
        _ => "--:".to_owned(),
    })));
    for row in rows {
        let ratio = row.ratio().map(|ratio| format!("**{}**", short(ratio)));
        let go = match row.go.0.is_empty() && !row.ours.0.is_empty() {
            true => "no counterpart".to_owned(),
            false => cell(&row.go, row.unit),
        };
        let mut cells = vec![
            row.name.clone(),
            go,
            cell(&row.ours, row.unit),
            ratio.unwrap_or_else(|| NOTHING.to_owned()),
        ];
        if has_target {
            cells.push(target(row));
        }
        if is_crossed {
            cells.push(cell(&row.our_plugin, row.unit));
            cells.push(cell(&row.our_host, row.unit));
        }
        text.push_str(&line(cells));
    }
    text
}

fn notes(section: &Section) -> String {
    let with_beside = !section.beside.is_empty();
    let mut head = vec!["for comparison".to_owned(), String::new()];
    if with_beside {
        head.push(section.beside.to_owned());
    }
    let rule = std::iter::once(":--".to_owned());
    let rule = rule.chain(head.iter().skip(1).map(|_| "--:".to_owned()));
    let mut text = line(head.clone());
    text.push_str(&line(rule));
    for note in &section.notes {
        let mut cells = vec![note.name.clone(), cell(&note.samples, note.unit)];
        if with_beside {
            cells.push(note.beside.map_or_else(|| NOTHING.to_owned(), short));
        }
        text.push_str(&line(cells));
    }
    text
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells.into_iter().collect();
    format!("| {} |\n", cells.join(" | "))
}

fn target(row: &Row) -> String {
    let wish = match row.target {
        Target::AtMost(most) => format!("≤ {most}"),
        Target::AtLeast(least) => format!("≥ {least}"),
        Target::None => return String::new(),
    };
    match row.is_met() {
        Some(true) => format!("{wish} ✓"),
        Some(false) => format!("{wish} ✗"),
        None => wish,
    }
}

fn cell(samples: &Samples, unit: Unit) -> String {
    let Some(median) = samples.median() else {
        return NOTHING.to_owned();
    };
    let median = quantity(median, unit);
    match samples.spread() {
        Some(spread) if spread >= 0.005 => format!("{median} ± {:.0} %", spread * 100.0),
        _ => median,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told() {
        let mut row = Row::new("row", Unit::Nanoseconds, Target::None);
        row.of(1).push(1500.0);
        assert_eq!(
            rows(&[row]),
            "| measure | Go | ours | ours ÷ Go |\n| :-- | --: | --: | --: |\n\
             | row | no counterpart | 1.50 µs | – |\n"
        );
    }

    #[test]
    fn targets_are_met_or_missed() {
        let mut row = Row::new("row", Unit::Bytes, Target::AtMost(0.25));
        row.of(0).push(10e6);
        row.of(1).push(3e6);
        row.of(2).push(4e6);
        let text = rows(&[row]);
        assert!(
            text.ends_with("| row | 10.0 MB | 3.00 MB | **0.300** | ≤ 0.25 ✗ | 4.00 MB | – |\n"),
            "{text}"
        );
    }
}
