//! Metrics as text that Prometheus reads.

use std::borrow::Cow;
use std::fmt::Error;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet, prometheus_text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;

use super::{ConnectorMetrics, Histogram, Metrics, Now, OperationMetrics, ProcessMetrics};

/// The `Content-Type` of [`Metrics::prometheus`].
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

type Labels<'a> = Vec<(&'static str, Cow<'a, str>)>;

impl Metrics {
    /// All as text in the format of Prometheus, version 0.0.4: the answer to a scrape.
    pub fn prometheus(&self) -> String {
        written(Hosts(vec![(None, self.clone())]))
    }

    /// Those of several hosts, told apart by the label `host`, the id of their process.
    pub fn prometheus_of(hosts: impl IntoIterator<Item = (u32, Self)>) -> String {
        let hosts = hosts.into_iter();
        let hosts = hosts.map(|(host, metrics)| (Some(host.to_string()), metrics));
        written(Hosts(hosts.collect()))
    }
}

fn written(hosts: Hosts) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(hosts));
    let mut text = String::new();
    // Writing to a text does not fail.
    let _ = prometheus_text::encode(&mut text, &registry);
    text
}

/// The metrics of hosts; of one alone without a name.
#[derive(Debug)]
struct Hosts(Vec<(Option<String>, Metrics)>);

impl Collector for Hosts {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Result<(), Error> {
        let mut to = Writer(encoder);
        self.encode_calls(&mut to)?;
        self.encode_processes(&mut to)?;
        self.encode_state(&mut to)?;
        self.encode_hosts(&mut to)
    }
}

impl Hosts {
    fn encode_calls(&self, to: &mut Writer<'_>) -> Result<(), Error> {
        to.counters(
            "wick_calls",
            "Calls that are over, by what became of them",
            self.operations().flat_map(|(labels, operation)| {
                let outcomes = operation.outcomes.iter();
                outcomes
                    .map(move |(outcome, count)| (with(&labels, "outcome", outcome.name()), *count))
            }),
        )?;
        to.histograms(
            "wick_call_duration_seconds",
            "How long calls took",
            self.operations()
                .map(|(labels, operation)| (labels, &operation.times)),
        )?;
        to.histograms(
            "wick_call_wait_seconds",
            "How long calls waited for their turn and a process",
            self.connectors()
                .map(|(labels, connector)| (labels, &connector.waits)),
        )
    }

    fn encode_processes(&self, to: &mut Writer<'_>) -> Result<(), Error> {
        to.counters(
            "wick_starts",
            "Starts of plugin processes that came to an end, by which",
            self.connectors().flat_map(|(labels, connector)| {
                let counts = [
                    ("ok", connector.starts.count),
                    ("failed", connector.failed_starts),
                    ("given_up", connector.abandoned_starts),
                ];
                counts.map(|(outcome, count)| (with(&labels, "outcome", outcome), count))
            }),
        )?;
        to.histograms(
            "wick_start_duration_seconds",
            "How long starts took that succeeded",
            self.connectors()
                .map(|(labels, connector)| (labels, &connector.starts)),
        )?;
        to.counters(
            "wick_restarts",
            "Starts after a death or a failed health check",
            self.connectors()
                .map(|(labels, connector)| (labels, connector.restarts)),
        )?;
        to.counters(
            "wick_deaths",
            "Plugin processes that died or lost their connection",
            self.connectors()
                .map(|(labels, connector)| (labels, connector.deaths())),
        )?;
        to.counters(
            "wick_stops",
            "Plugin processes that were ended, by why",
            self.connectors().flat_map(|(labels, connector)| {
                let stops = connector.stops.iter();
                stops.map(move |(reason, count)| (with(&labels, "reason", reason.name()), *count))
            }),
        )
    }

    fn encode_state(&self, to: &mut Writer<'_>) -> Result<(), Error> {
        to.gauges(
            "wick_connector_info",
            "The version and the state of each connector that can be called",
            self.now().map(|(labels, now)| {
                let labels = with(&labels, "version", &now.version);
                (with(&labels, "state", &now.state), 1.0)
            }),
        )?;
        to.gauges(
            "wick_calls_in_flight",
            "Calls that run",
            self.now()
                .map(|(labels, now)| (labels, now.in_flight as f64)),
        )?;
        to.gauges(
            "wick_calls_waiting",
            "Calls that wait for their turn, as the connector has as many as it may have at once",
            self.now()
                .map(|(labels, now)| (labels, now.waiting_calls as f64)),
        )?;
        to.gauges(
            "wick_failures_in_a_row",
            "Failed starts, deaths and failed health checks since the last answer",
            self.now()
                .map(|(labels, now)| (labels, now.failures.into())),
        )?;
        to.gauges(
            "wick_breaker_open",
            "Whether nothing is started for a while, as too much failed",
            self.now()
                .map(|(labels, now)| (labels, u8::from(now.broken_for.is_some()).into())),
        )?;
        to.gauges(
            "wick_process_resident_memory_bytes",
            "Resident memory of the plugin process",
            self.process()
                .filter_map(|(labels, process)| Some((labels, process.memory? as f64))),
        )?;
        to.gauges(
            "wick_process_age_seconds",
            "How long the plugin process has run",
            self.process()
                .map(|(labels, process)| (labels, process.age)),
        )
    }

    fn encode_hosts(&self, to: &mut Writer<'_>) -> Result<(), Error> {
        to.gauges(
            "wick_processes",
            "Plugin processes that live, those that start or stop included",
            self.hosts()
                .map(|(labels, metrics)| (labels, metrics.pool.processes as f64)),
        )?;
        to.gauges(
            "wick_max_processes",
            "The most of them, if there is a limit",
            self.hosts()
                .filter_map(|(labels, metrics)| Some((labels, metrics.pool.max_processes? as f64))),
        )?;
        to.gauges(
            "wick_queue_length",
            "Calls that wait for a process of another connector to end",
            self.hosts()
                .map(|(labels, metrics)| (labels, metrics.pool.queued as f64)),
        )?;
        to.counters(
            "wick_reloads",
            "How often the directory of plugins was looked at again",
            self.hosts().flat_map(|(labels, metrics)| {
                let counts = [
                    ("ok", metrics.reloads.done),
                    ("failed", metrics.reloads.failed),
                ];
                counts.map(|(outcome, count)| (with(&labels, "outcome", outcome), count))
            }),
        )?;
        to.counters(
            "wick_reloaded_connectors",
            "What reloads found, by what came of it",
            self.hosts().flat_map(|(labels, metrics)| {
                let changes = metrics.reloads.changes.iter();
                changes.map(move |(change, count)| (with(&labels, "change", change), *count))
            }),
        )
    }

    fn hosts(&self) -> impl Iterator<Item = (Labels<'_>, &Metrics)> {
        self.0.iter().map(|(host, metrics)| {
            let host = host.iter().map(|host| ("host", host.into()));
            (host.collect(), metrics)
        })
    }

    fn connectors(&self) -> impl Iterator<Item = (Labels<'_>, &ConnectorMetrics)> {
        self.hosts().flat_map(|(labels, metrics)| {
            let connectors = metrics.connectors.iter();
            connectors.map(move |connector| (with(&labels, "connector", &connector.key), connector))
        })
    }

    fn operations(&self) -> impl Iterator<Item = (Labels<'_>, &OperationMetrics)> {
        self.connectors().flat_map(|(labels, connector)| {
            let operations = connector.operations.iter();
            operations.map(move |operation| (with(&labels, "operation", &operation.key), operation))
        })
    }

    fn now(&self) -> impl Iterator<Item = (Labels<'_>, &Now)> {
        let connectors = self.connectors();
        connectors.filter_map(|(labels, connector)| Some((labels, connector.now.as_ref()?)))
    }

    fn process(&self) -> impl Iterator<Item = (Labels<'_>, &ProcessMetrics)> {
        let connectors = self.now();
        connectors.filter_map(|(labels, now)| Some((labels, now.process.as_ref()?)))
    }
}

fn with<'a>(labels: &Labels<'a>, name: &'static str, value: &'a str) -> Labels<'a> {
    let mut labels = labels.clone();
    labels.push((name, value.into()));
    labels
}

/// Writes families of metrics, each with its help and its type.
struct Writer<'a>(DescriptorEncoder<'a>);

impl Writer<'_> {
    fn counters<'a>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl Iterator<Item = (Labels<'a>, u64)>,
    ) -> Result<(), Error> {
        let mut family = self
            .0
            .encode_descriptor(name, help, None, MetricType::Counter)?;
        for (labels, count) in samples {
            let mut sample = family.encode_family(&labels)?;
            sample.encode_counter::<NoLabelSet, _, u64>(&count, None)?;
        }
        Ok(())
    }

    fn gauges<'a>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl Iterator<Item = (Labels<'a>, f64)>,
    ) -> Result<(), Error> {
        let mut family = self
            .0
            .encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (labels, value) in samples {
            family.encode_family(&labels)?.encode_gauge(&value)?;
        }
        Ok(())
    }

    fn histograms<'a, 'b>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl Iterator<Item = (Labels<'a>, &'b Histogram)>,
    ) -> Result<(), Error> {
        let mut family = self
            .0
            .encode_descriptor(name, help, None, MetricType::Histogram)?;
        for (labels, histogram) in samples {
            let mut before = 0;
            let buckets = histogram.buckets.iter().map(|bucket| {
                let own = bucket.count.saturating_sub(before);
                before = bucket.count;
                (bucket.up_to, own)
            });
            let buckets: Vec<_> = buckets.collect();
            let mut sample = family.encode_family(&labels)?;
            let (sum, count) = (histogram.sum, histogram.count);
            sample.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use prometheus_parse::{Scrape, Value};

    use super::*;
    use crate::metrics::Outcome;

    #[test]
    fn names_of_operations_forge_no_line() {
        let odd = "a\"} 1\nwick_forged 1\n# \\ ü";
        let operation = OperationMetrics {
            key: odd.to_owned(),
            outcomes: [(Outcome::Ok, 7)].into(),
            ..OperationMetrics::default()
        };
        let connector = ConnectorMetrics {
            key: "desk".to_owned(),
            operations: vec![operation],
            ..ConnectorMetrics::default()
        };
        let metrics = Metrics {
            connectors: vec![connector],
            ..Metrics::default()
        };
        let text = Metrics::prometheus_of([(7, metrics)]);
        assert!(!text.lines().any(|line| line.starts_with("wick_forged")));
        let escaped = r#"operation="a\"} 1\nwick_forged 1\n# \\ ü""#;
        let sample =
            format!(r#"wick_calls_total{{host="7",connector="desk",{escaped},outcome="ok"}} 7"#);
        assert!(text.lines().any(|line| line == sample), "{text}");
        let lines = text.lines().filter(|line| !line.contains(escaped));
        let scrape = Scrape::parse(lines.map(|line| Ok(line.to_owned()))).unwrap();
        let starts = scrape
            .samples
            .iter()
            .filter(|sample| sample.metric == "wick_starts_total");
        assert!(
            starts
                .clone()
                .all(|sample| sample.value == Value::Counter(0.0))
        );
        assert_eq!(starts.count(), 3);
    }
}
