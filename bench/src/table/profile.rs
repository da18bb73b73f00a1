//! Profiles as tables.

use super::{NOTHING, line};
use crate::number::{grouped, quantity};
use crate::profile::{Group, Profile, Spent};
use crate::results::Unit;

/// Groups with less than this part of both sides are left out.
const LEAST: f64 = 0.005;

/// What takes most comes first; what is in no group and the whole come last.
pub(super) fn of(profile: &Profile) -> String {
    let head = [
        profile.name.to_owned(),
        format!("host, per {}", profile.per),
        "share".to_owned(),
        format!("plugin, per {}", profile.per),
        "share".to_owned(),
    ];
    let mut text = line(head);
    text.push_str(&line(
        [":--", "--:", "--:", "--:", "--:"].map(str::to_owned),
    ));
    let sides = [profile.host.as_ref(), profile.plugin.as_ref()];
    let most = |group| {
        let times = sides.iter().flatten().map(|spent| spent.of(group));
        times.sum::<f64>()
    };
    let mut groups: Vec<_> = Group::ALL
        .into_iter()
        .filter(|group| {
            sides
                .iter()
                .flatten()
                .any(|spent| spent.share(*group) >= LEAST)
        })
        .collect();
    groups.sort_by(|one, other| most(*other).total_cmp(&most(*one)));
    groups.sort_by_key(|group| *group == Group::Other);
    for group in groups {
        let mut cells = vec![group.name().to_owned()];
        for side in sides {
            cells.extend(cells_of(side, |spent| {
                (spent.of(group), spent.share(group))
            }));
        }
        text.push_str(&line(cells));
    }
    let mut cells = vec!["all".to_owned()];
    for side in sides {
        cells.extend(cells_of(side, |spent| (spent.each, 1.0)));
    }
    text.push_str(&line(cells));
    let mut cells = vec!["samples".to_owned()];
    for side in sides {
        let samples = side.map(|spent| grouped(&spent.samples.to_string()));
        cells.extend([samples.unwrap_or_else(|| NOTHING.to_owned()), String::new()]);
    }
    text.push_str(&line(cells));
    text
}

fn cells_of(side: Option<&Spent>, of: impl Fn(&Spent) -> (f64, f64)) -> [String; 2] {
    match side.map(of) {
        Some((time, share)) if share > 0.0 => [
            quantity(time, Unit::Nanoseconds),
            format!("{:.1} %", share * 100.0),
        ],
        _ => [NOTHING, NOTHING].map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_largest_group_comes_first_and_what_is_in_none_last() {
        let spent = |each, other| Spent {
            each,
            samples: 1_200,
            shares: BTreeMap::from([
                (Group::Http, 0.25),
                (Group::Json, 0.75 - other),
                (Group::Other, other),
            ]),
            nameless: 0.0,
            functions: Vec::new(),
        };
        let profile = Profile {
            name: "calls",
            per: "call",
            host: None,
            plugin: Some(spent(20e3, 0.5)),
        };
        assert_eq!(
            of(&profile),
            "| calls | host, per call | share | plugin, per call | share |\n\
             | :-- | --: | --: | --: | --: |\n\
             | HTTP/2 (h2, http) | – | – | 5.00 µs | 25.0 % |\n\
             | JSON and its schemas (serde_json, serde, schemars) | – | – | 5.00 µs | 25.0 % |\n\
             | other | – | – | 10.0 µs | 50.0 % |\n\
             | all | – | – | 20.0 µs | 100.0 % |\n\
             | samples | – |  | 1,200 |  |\n"
        );
        let both = Profile {
            host: Some(spent(1e6, 0.0)),
            ..profile
        };
        let text = of(&both);
        assert!(
            text.find("| JSON").unwrap() < text.find("| HTTP/2").unwrap(),
            "{text}"
        );
        assert!(
            text.contains("| other | – | – | 10.0 µs | 50.0 % |"),
            "{text}"
        );
    }
}
