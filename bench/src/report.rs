//! Results as JSON.

use serde_json::{Value, json};

use crate::facts::Facts;
use crate::profile::{Profile, Spent};
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
        "profiles": section.profiles.iter().map(profile).collect::<Vec<_>>(),
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

fn profile(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "per": profile.per,
        "host": profile.host.as_ref().map(spent),
        "plugin": profile.plugin.as_ref().map(spent),
    })
}

fn spent(spent: &Spent) -> Value {
    let groups: serde_json::Map<String, Value> = spent
        .shares
        .iter()
        .map(|(group, share)| {
            let value = json!({"value": spent.of(*group), "share": share});
            (group.name().to_owned(), value)
        })
        .collect();
    let functions = spent.functions.iter().map(
        |(function, group, share)| json!({"name": function, "group": group.name(), "share": share}),
    );
    json!({
        "value": spent.each,
        "samples": spent.samples,
        "groups": groups,
        "functions": functions.collect::<Vec<_>>(),
    })
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
    use std::collections::BTreeMap;

    use super::*;
    use crate::profile::Group;
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

    #[test]
    fn a_profile_tells_time_share_and_functions() {
        let function = ("h2::frame::Head::parse".to_owned(), Group::Http, 0.5);
        let plugin = Spent {
            each: 1000.0,
            samples: 7,
            shares: BTreeMap::from([(Group::Http, 0.5)]),
            nameless: 0.0,
            functions: vec![function],
        };
        let section = Section {
            profiles: vec![Profile {
                name: "calls",
                per: "call",
                host: None,
                plugin: Some(plugin),
            }],
            ..Section::default()
        };
        let report = json(&Facts(Vec::new()), &[section]);
        let profile = &report["measures"][0]["profiles"][0];
        assert_eq!(
            (&profile["per"], &profile["host"]),
            (&"call".into(), &Value::Null)
        );
        let group = &profile["plugin"]["groups"]["HTTP/2 (h2, http)"];
        assert_eq!(group, &json!({"value": 500.0, "share": 0.5}));
        let function = &profile["plugin"]["functions"][0];
        assert_eq!(function["name"], "h2::frame::Head::parse");
    }
}
