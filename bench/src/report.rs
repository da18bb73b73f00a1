//! Results as JSON.

use serde_json::{Value, json};

use crate::facts::Facts;
use crate::results::{Note, Row, Section};
use crate::samples::Samples;

/// Everything: medians, spread and ratios, and the samples that they come from. Times are in nanoseconds.
pub(crate) fn json(facts: &Facts, sections: &[Section]) -> Value {
    let facts: serde_json::Map<String, Value> = facts
        .0
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
        .collect();
    json!({
        "facts": facts,
        "measures": sections.iter().map(section).collect::<Vec<_>>(),
    })
}

fn section(section: &Section) -> Value {
    json!({
        "name": section.name,
        "rows": section.rows.iter().map(row).collect::<Vec<_>>(),
        "notes": section.notes.iter().map(|one| note(one, section.beside)).collect::<Vec<_>>(),
        "curves": section.curves,
        "remarks": section.remarks,
    })
}

fn row(row: &Row) -> Value {
    json!({
        "name": row.name,
        "unit": row.unit,
        "target": row.target,
        "is_met": row.is_met(),
        "ratio": row.ratio(),
        "go": samples(&row.go),
        "ours": samples(&row.ours),
        "our_plugin_under_go_host": samples(&row.our_plugin),
        "go_plugin_under_our_host": samples(&row.our_host),
    })
}

fn note(note: &Note, beside: &str) -> Value {
    let mut value = json!({
        "name": note.name,
        "unit": note.unit,
        "value": samples(&note.samples),
    });
    if !beside.is_empty() {
        value[beside] = note.beside.into();
    }
    value
}

/// `null` where nothing was measured.
fn samples(samples: &Samples) -> Value {
    let Some(median) = samples.median() else {
        return Value::Null;
    };
    json!({
        "median": median,
        "quartiles": samples.quartiles(),
        "spread": samples.spread(),
        "samples": samples.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Target, Unit};

    #[test]
    fn what_was_not_measured_is_null() {
        let mut row = Row::new("row", Unit::Bytes, Target::AtLeast(2.0));
        row.of(1).push(3.0);
        let section = Section {
            name: "one",
            rows: vec![row],
            ..Section::default()
        };
        let report = json(&Facts(vec![("Cores", "2".to_owned())]), &[section]);
        let row = &report["measures"][0]["rows"][0];
        assert_eq!(report["facts"]["Cores"], "2");
        assert_eq!((&row["ratio"], &row["go"]), (&Value::Null, &Value::Null));
        assert_eq!(row["ours"]["median"], 3.0);
        assert_eq!(row["target"]["at_least"], 2.0);
    }
}
