//! Results of operations, as text for people.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::table::table_of_lines;
use super::visible::{line, visible};

/// `value` as text, without a final line feed; empty when there is nothing to show.
///
/// A list of flat objects is a table with the columns in the order of their first appearance, an
/// object is one line per key, a scalar is itself, and anything deeper is JSON.
pub(crate) fn value(value: &Value, width: Option<u16>) -> String {
    match value {
        Value::Array(items) if items.is_empty() => String::new(),
        Value::Array(items) => match rows(items) {
            Some((headings, rows)) => table_of_lines(&headings, rows, width),
            None if items.iter().all(is_scalar) => lines(items),
            None => json(value),
        },
        Value::Object(members) => object(members, width),
        scalar => visible(&plain(scalar)).into_owned(),
    }
}

/// A scalar as a cell shows it: texts without quotes, null as nothing.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn object(members: &Map<String, Value>, width: Option<u16>) -> String {
    let mut shown = String::new();
    for (key, member) in members {
        if !shown.is_empty() {
            shown.push('\n');
        }
        shown.push_str(&line(key));
        shown.push(':');
        let text = match member {
            Value::Array(items) if !items.is_empty() && rows(items).is_some() => {
                value(member, width.map(|width| width.saturating_sub(2)))
            }
            scalar if is_scalar(scalar) => visible(&plain(scalar)).into_owned(),
            deeper => json(deeper),
        };
        if text.contains('\n') {
            for line in text.lines() {
                shown.push_str("\n  ");
                shown.push_str(line);
            }
        } else if !text.is_empty() {
            shown.push(' ');
            shown.push_str(&text);
        }
    }
    shown
}

/// The columns and cells of a list of flat objects.
fn rows(items: &[Value]) -> Option<(Vec<&str>, Vec<Vec<String>>)> {
    let objects: Vec<_> = items.iter().map(Value::as_object).collect::<Option<_>>()?;
    let (mut headings, mut known) = (Vec::new(), HashSet::new());
    for (key, member) in objects.iter().copied().flatten() {
        if !is_scalar(member) {
            return None;
        }
        if known.insert(key.as_str()) {
            headings.push(key.as_str());
        }
    }
    if headings.is_empty() {
        return None;
    }
    let cell = |object: &Map<String, Value>, heading: &str| {
        object.get(heading).map(plain).unwrap_or_default()
    };
    let row = |object: &&Map<String, Value>| {
        headings
            .iter()
            .map(|heading| cell(object, heading))
            .collect()
    };
    let rows = objects.iter().map(row).collect();
    Some((headings, rows))
}

fn lines(items: &[Value]) -> String {
    let items: Vec<_> = items.iter().map(plain).collect();
    visible(&items.join("\n")).into_owned()
}

/// Short JSON on one line, longer over several.
fn json(value: &Value) -> String {
    let short = value.to_string();
    let text = if short.len() <= 72 {
        short
    } else {
        format!("{value:#}")
    };
    super::visible::visible_json(&text).into_owned()
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_of_flat_objects_is_a_table_in_the_order_given() {
        let rows = json!([{"title": "b", "id": 1}, {"title": "a", "id": 20, "note": null}]);
        let text = value(&rows, None);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[0].split_whitespace().collect::<Vec<_>>(),
            ["title", "id", "note"]
        );
        assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>(), ["a", "20"]);
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn an_object_is_one_line_per_key_with_tables_below_theirs() {
        let result = json!({"count": 1, "ok": true, "none": null, "entries": [{"a": 1}], "deep": {"x": [1]}});
        let text = value(&result, None);
        assert!(
            text.starts_with("count: 1\nok: true\nnone:\nentries:\n  a"),
            "{text}"
        );
        assert!(text.ends_with("deep: {\"x\":[1]}"), "{text}");
    }

    #[test]
    fn scalars_are_plain_and_deep_values_json() {
        assert_eq!(value(&json!("a\nb"), None), "a\nb");
        assert_eq!(value(&json!(3.5), None), "3.5");
        assert_eq!(value(&json!(null), None), "");
        assert_eq!(value(&json!([]), None), "");
        assert_eq!(value(&json!([1, "b"]), None), "1\nb");
        assert_eq!(value(&json!([{"a": [1]}]), None), "[{\"a\":[1]}]");
        assert_eq!(value(&json!("\u{1b}[2J"), None), "\\u{1b}[2J");
    }
}
