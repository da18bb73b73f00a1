//! What differs between a recorded request and one that arrived.

use serde_json::Value;
use url::form_urlencoded;

use super::exchange::{Body, Request};

/// Lines of the differences: `-` was recorded, `+` arrived. None when they are the same request.
pub(super) fn between(recorded: &Request, arrived: &Request) -> Vec<String> {
    let mut lines = Vec::new();
    line("method", &recorded.method, &arrived.method, &mut lines);
    let ((path, query), (other_path, other_query)) = (parts(recorded), parts(arrived));
    line("path", path, other_path, &mut lines);
    pairs("query", query, other_query, &mut lines);
    bodies(&recorded.body, &arrived.body, &mut lines);
    lines
}

/// How much they differ, to find the nearest: another path counts more than another parameter.
pub(super) fn distance(recorded: &Request, arrived: &Request) -> usize {
    let mut distance = between(recorded, arrived).len();
    if recorded.method != arrived.method {
        distance += 100;
    }
    let (path, other) = (parts(recorded).0, parts(arrived).0);
    let shared = path
        .split('/')
        .zip(other.split('/'))
        .take_while(|(segment, other)| segment == other)
        .count();
    let segments = path.split('/').count().max(other.split('/').count());
    distance + 20 * (segments - shared)
}

fn parts(request: &Request) -> (&str, &str) {
    let target = request.target.as_str();
    target.split_once('?').unwrap_or((target, ""))
}

fn line(what: &str, recorded: &str, arrived: &str, lines: &mut Vec<String>) {
    if recorded != arrived {
        lines.push(format!("- {what}: {recorded}"));
        lines.push(format!("+ {what}: {arrived}"));
    }
}

/// Compares pairs, in any order.
fn pairs(what: &str, recorded: &str, arrived: &str, lines: &mut Vec<String>) {
    let read = |text: &str| -> Vec<(String, String)> {
        form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect()
    };
    let mut left = read(recorded);
    let mut more = Vec::new();
    for pair in read(arrived) {
        match left.iter().position(|other| *other == pair) {
            Some(index) => drop(left.remove(index)),
            None => more.push(pair),
        }
    }
    let told =
        |sign: char, (name, value): &(String, String)| format!("{sign} {what}: {name}={value}");
    lines.extend(left.iter().map(|pair| told('-', pair)));
    lines.extend(more.iter().map(|pair| told('+', pair)));
}

fn bodies(recorded: &Body, arrived: &Body, lines: &mut Vec<String>) {
    match (recorded, arrived) {
        (
            Body {
                json: Some(recorded),
                ..
            },
            Body {
                json: Some(arrived),
                ..
            },
        ) => values("body", Some(recorded), Some(arrived), lines),
        _ if recorded == arrived => {}
        _ => line("body", &shown(recorded), &shown(arrived), lines),
    }
}

fn shown(body: &Body) -> String {
    match body {
        Body {
            json: Some(json), ..
        } => json.to_string(),
        Body {
            text: Some(text), ..
        } => text.clone(),
        Body {
            base64: Some(text), ..
        } => format!("{text} (base64)"),
        Body { .. } => "nothing".to_owned(),
    }
}

/// Compares JSON; `place` is where it stands.
pub(in crate::testing) fn values(
    place: &str,
    recorded: Option<&Value>,
    arrived: Option<&Value>,
    lines: &mut Vec<String>,
) {
    match (recorded, arrived) {
        (Some(Value::Object(recorded)), Some(Value::Object(arrived))) => {
            for (key, value) in recorded {
                values(
                    &format!("{place}.{key}"),
                    Some(value),
                    arrived.get(key),
                    lines,
                );
            }
            for (key, value) in arrived
                .iter()
                .filter(|(key, _)| !recorded.contains_key(*key))
            {
                values(&format!("{place}.{key}"), None, Some(value), lines);
            }
        }
        (Some(Value::Array(recorded)), Some(Value::Array(arrived))) => {
            for index in 0..recorded.len().max(arrived.len()) {
                let place = format!("{place}[{index}]");
                values(&place, recorded.get(index), arrived.get(index), lines);
            }
        }
        _ if recorded == arrived => {}
        _ => {
            lines.extend(recorded.map(|value| format!("- {place}: {value}")));
            lines.extend(arrived.map(|value| format!("+ {place}: {value}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str, body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            target: target.to_owned(),
            body: Body::of(body.as_bytes()),
        }
    }

    #[test]
    fn the_order_of_a_query_and_of_keys_does_not_matter() {
        let recorded = request("/a?x=1&y=2&x=3", r#"{"a":1,"b":[2]}"#);
        let arrived = request("/a?y=2&x=3&x=1", r#"{ "b": [2], "a": 1 }"#);
        assert_eq!(between(&recorded, &arrived), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_a_line() {
        let recorded = request("/a/b?x=1", r#"{"a":1,"b":[2,3],"c":0}"#);
        let arrived = request("/a/c?x=2", r#"{"a":"1","b":[2]}"#);
        assert_eq!(
            between(&recorded, &arrived),
            [
                "- path: /a/b",
                "+ path: /a/c",
                "- query: x=1",
                "+ query: x=2",
                "- body.a: 1",
                "+ body.a: \"1\"",
                "- body.b[1]: 3",
                "- body.c: 0",
            ]
        );
    }

    #[test]
    fn another_parameter_is_nearer_than_another_path() {
        let arrived = request("/a/b?x=1", "");
        let other_parameter = request("/a/b?x=2&y=3", "");
        let other_path = request("/a/c?x=1", "");
        assert!(distance(&other_parameter, &arrived) < distance(&other_path, &arrived));
    }
}
