//! Metrics as a scraper reads them.

use std::collections::BTreeMap;

use prometheus_parse::{Scrape, Value as Sample};

/// All samples of a text that a parser of others takes; each is there once, below its type and its help.
pub(crate) fn parsed(text: &str) -> Vec<prometheus_parse::Sample> {
    let mut described = BTreeMap::new();
    let mut samples = std::collections::BTreeSet::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let words: Vec<_> = comment.splitn(3, ' ').collect();
            let seen = described.insert((words[0], words[1]), words[2]);
            assert_eq!(seen, None, "{line}");
        } else {
            let (sample, _) = line.rsplit_once(' ').unwrap();
            assert!(samples.insert(sample), "twice: {sample}");
            let name = sample.split('{').next().unwrap();
            let family = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|suffix| name.strip_suffix(suffix))
                .unwrap_or(name);
            assert!(described.contains_key(&("TYPE", family)), "{line}");
            assert!(described.contains_key(&("HELP", family)), "{line}");
        }
    }
    let lines = text.lines().map(|line| Ok(line.to_owned()));
    Scrape::parse(lines).unwrap().samples
}

/// The value of a metric with these labels.
pub(crate) fn value(
    samples: &[prometheus_parse::Sample],
    name: &str,
    labels: &[(&str, &str)],
) -> Option<f64> {
    let mut samples = samples.iter();
    let found = samples.find(|sample| {
        sample.metric == name
            && labels
                .iter()
                .all(|(name, value)| sample.labels.get(name) == Some(value))
    });
    Some(match &found?.value {
        Sample::Counter(value) | Sample::Gauge(value) | Sample::Untyped(value) => *value,
        Sample::Histogram(buckets) => buckets.last()?.count,
        Sample::Summary(_) => return None,
    })
}
