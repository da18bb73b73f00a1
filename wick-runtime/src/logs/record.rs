//! One log line.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Level;

/// Longest line in bytes with its line feed. A Go host reads 64 KiB at a time and takes a longer
/// line for unstructured text.
const MAX_LINE: usize = 60 << 10;

/// Lengths in bytes to which texts are cut, one after the other, until the line fits.
const CUTS: [usize; 4] = [24 << 10, 8 << 10, 1 << 10, 128];

/// A log record: a level, a message, where it comes from, and fields.
pub(crate) struct Record {
    level: Level,
    module: String,
    message: String,
    fields: Map<String, Value>,
}

impl Record {
    pub(crate) fn new(level: Level, module: &str, message: impl Into<String>) -> Self {
        Self {
            level,
            module: module.to_owned(),
            message: message.into(),
            fields: Map::new(),
        }
    }

    /// Adds a field; of two with one name the later stays.
    #[must_use]
    pub(crate) fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field_name(name), value.into());
        self
    }

    /// Adds fields.
    #[must_use]
    pub(super) fn fields(mut self, fields: &Map<String, Value>) -> Self {
        for (name, value) in fields {
            self.fields.insert(field_name(name), value.clone());
        }
        self
    }

    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// The line with its line feed, at most [`MAX_LINE`] bytes.
    pub(crate) fn into_line(self) -> Vec<u8> {
        self.line_at(jiff::Timestamp::now())
    }

    fn line_at(mut self, now: jiff::Timestamp) -> Vec<u8> {
        let mut time = String::with_capacity(32);
        // Exactly six digits: with any other number a Go host loses the level of the line.
        let _ = write!(time, "{now:.6}");
        for cut in CUTS {
            let line = self.render(&time);
            if line.len() <= MAX_LINE {
                return line;
            }
            self.shorten(cut);
        }
        self.fields.clear();
        self.render(&time)
    }

    fn render(&self, time: &str) -> Vec<u8> {
        let mut object = Map::with_capacity(4 + self.fields.len());
        object.insert("@level".into(), self.level.name().into());
        object.insert("@message".into(), self.message.as_str().into());
        object.insert("@module".into(), self.module.as_str().into());
        object.insert("@timestamp".into(), time.into());
        object.extend(self.fields.clone());
        // JSON escapes line feeds, so this is one line whatever the texts hold.
        let mut line = Value::Object(object).to_string().into_bytes();
        line.push(b'\n');
        line
    }

    fn shorten(&mut self, length: usize) {
        cut(&mut self.message, length);
        cut(&mut self.module, length);
        for value in self.fields.values_mut() {
            match value {
                Value::String(text) => cut(text, length),
                Value::Array(_) | Value::Object(_) => {
                    let mut text = value.to_string();
                    cut(&mut text, length);
                    *value = text.into();
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
    }
}

/// `@` begins the host's own keys, which no field may shadow.
fn field_name(name: &str) -> String {
    if name.starts_with('@') {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

fn cut(text: &mut String, length: usize) {
    if text.len() > length {
        text.truncate(text.floor_char_boundary(length));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(line: &[u8]) -> Map<String, Value> {
        let (last, body) = line.split_last().unwrap();
        assert_eq!(*last, b'\n');
        assert!(!body.contains(&b'\n'));
        assert!(line.len() <= MAX_LINE, "{}", line.len());
        serde_json::from_slice(body).unwrap()
    }

    #[test]
    fn a_line_is_as_go_hclog_writes_it() {
        let time = "2026-02-03T04:05:06.5Z".parse().unwrap();
        let line = Record::new(Level::Warn, "github::issues", "rate limited")
            .field("retry_after", 30)
            .line_at(time);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            concat!(
                r#"{"@level":"warn","@message":"rate limited","@module":"github::issues","#,
                r#""@timestamp":"2026-02-03T04:05:06.500000Z","retry_after":30}"#,
                "\n"
            )
        );
    }

    #[test]
    fn fields_never_shadow_the_keys_of_the_host() {
        let line = Record::new(Level::Info, "m", "text")
            .field("@message", 1)
            .field("@level", Value::Null)
            .into_line();
        let object = parse(&line);
        assert_eq!(object["@message"], "text");
        assert_eq!(object["@level"], "info");
        assert_eq!(object["_@message"], 1);
    }

    #[test]
    fn long_records_are_cut() {
        let long = "\u{1}".repeat(1 << 20);
        let mut record = Record::new(Level::Info, &long, long.clone()).field("f", long.clone());
        for number in 0..10_000 {
            record = record.field(&number.to_string(), number);
        }
        assert!(parse(&record.into_line())["@message"].is_string());
    }

    proptest! {
        #[test]
        fn any_record_is_one_valid_line(
            message in any::<String>(),
            module in any::<String>(),
            fields in proptest::collection::vec(("@?[a-z\\n\"]{0,9}", any::<String>()), 0..6),
        ) {
            let record = fields.iter().fold(
                Record::new(Level::Error, &module, message.clone()),
                |record, (name, value)| record.field(name, value.as_str()),
            );
            let object = parse(&record.into_line());
            prop_assert_eq!(&object["@message"], &Value::from(message));
            prop_assert_eq!(object["@level"].as_str(), Some("error"));
            prop_assert_eq!(object["@timestamp"].as_str().map(str::len), Some(27));
        }
    }
}
