//! One line of a plugin's log, read as go-plugin reads it (`client.go`, `log_entry.go`), except that
//! no line can stop the reader: go-plugin panics where an `@` key is not a text.

use serde_json::{Map, Value};
use tracing::Level;

use super::harmless_excerpt;

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) level: Level,
    pub(super) message: String,
    /// Which call it is about, if it says so.
    pub(super) call: CallIds,
    /// The other keys, as `key=value`, or empty.
    pub(super) fields: String,
}

/// What a plugin of ours says of the call that a line is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CallIds {
    pub(super) request_id: Option<String>,
    pub(super) trace_id: Option<String>,
    pub(super) span_id: Option<String>,
}

/// Reads lines. It has a memory of one bit: after a Go panic begins, the rest is its stack trace.
#[derive(Debug, Default)]
pub(super) struct Reader {
    panicking: bool,
}

impl Reader {
    pub(super) fn read(&mut self, line: &str) -> Entry {
        if let Some(entry) = structured(line) {
            return entry;
        }
        let raw = |level| Entry {
            level,
            message: line.to_owned(),
            call: CallIds::default(),
            fields: String::new(),
        };
        if let Some(level) = tag(line) {
            return raw(level);
        }
        if line.starts_with("panic: ") || line.starts_with("fatal error: ") {
            self.panicking = true;
        }
        raw(match self.panicking {
            true => Level::ERROR,
            false => Level::DEBUG,
        })
    }
}

/// An object of hclog's JSON format; `None` is raw text.
fn structured(line: &str) -> Option<Entry> {
    let mut keys: Map<String, Value> = serde_json::from_str(line).ok()?;
    let Value::String(level) = keys.remove("@level")? else {
        return None;
    };
    let Value::String(message) = keys.remove("@message")? else {
        return None;
    };
    let level = level_named(&level.to_ascii_lowercase())?;
    match keys.get("@timestamp") {
        None => {}
        Some(Value::String(time)) if is_timestamp(time) => {
            keys.remove("@timestamp");
        }
        Some(_) => return None,
    }
    let mut id = |name| match keys.get(name)? {
        Value::String(id) => {
            let id = harmless_excerpt(id);
            keys.shift_remove(name);
            Some(id)
        }
        _ => None,
    };
    let call = CallIds {
        request_id: id("request_id"),
        trace_id: id("trace_id"),
        span_id: id("span_id"),
    };
    let mut fields: Vec<_> = keys
        .iter()
        .map(|(key, value)| format!("{}={value}", key.trim_start_matches('@')))
        .collect();
    fields.sort();
    Some(Entry {
        level,
        message,
        call,
        fields: fields.join(" "),
    })
}

fn tag(line: &str) -> Option<Level> {
    let (tag, _) = line.strip_prefix('[')?.split_once(']')?;
    let upper = !tag.bytes().any(|byte| byte.is_ascii_lowercase());
    upper
        .then(|| level_named(&tag.to_ascii_lowercase()))
        .flatten()
}

fn level_named(name: &str) -> Option<Level> {
    Some(match name {
        "trace" => Level::TRACE,
        "debug" => Level::DEBUG,
        "info" => Level::INFO,
        "warn" => Level::WARN,
        "error" => Level::ERROR,
        _ => return None,
    })
}

/// Whether go-plugin would parse it: six digits of the second and `Z` or an offset with a colon.
fn is_timestamp(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00.000000";
    let bytes = text.as_bytes();
    let Some((time, zone)) = bytes.split_at_checked(SHAPE.len()) else {
        return false;
    };
    let fits = |bytes: &[u8], shape: &[u8]| {
        bytes.len() == shape.len()
            && bytes.iter().zip(shape).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
    };
    fits(time, SHAPE)
        && (zone == b"Z" || fits(zone, b"+00:00") || fits(zone, b"-00:00"))
        && text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (Level, String, String) {
        let entry = Reader::default().read(line);
        (entry.level, entry.message, entry.fields)
    }

    #[test]
    fn lines_of_hclog_have_level_message_and_fields() {
        let line = r#"{"@level":"WARN","@message":"slow","@module":"desk","@timestamp":"2026-01-02T03:04:05.000006Z","ms":12,"to":"x y"}"#;
        let fields = r#"module="desk" ms=12 to="x y""#;
        assert_eq!(read(line), (Level::WARN, "slow".into(), fields.into()));
        let offset =
            r#"{"@level":"info","@message":"m","@timestamp":"2026-01-02T03:04:05.000006+01:00"}"#;
        assert_eq!(read(offset), (Level::INFO, "m".into(), String::new()));
        let bare = r#"{"@level":"trace","@message":""}"#;
        assert_eq!(read(bare), (Level::TRACE, String::new(), String::new()));
    }

    #[test]
    fn lines_of_ours_say_which_call_they_are_about() {
        let line = r#"{"@level":"info","@message":"m","request_id":"r\u001b1","trace_id":"4bf9","span_id":7}"#;
        let entry = Reader::default().read(line);
        assert_eq!(entry.call.request_id.as_deref(), Some("r\\u{1b}1"));
        assert_eq!(entry.call.trace_id.as_deref(), Some("4bf9"));
        assert_eq!(entry.call.span_id, None, "not a text");
        assert_eq!(entry.fields, "span_id=7");
    }

    #[test]
    fn whatever_go_does_not_take_is_raw_text_at_debug() {
        for line in [
            r#"{"@message":1,"@level":"info"}"#,
            r#"{"@message":"m","@level":1}"#,
            r#"{"@message":"m","@level":"info","@timestamp":1}"#,
            r#"{"@message":"m","@level":"info","@timestamp":"2026-01-02T03:04:05.006Z"}"#,
            r#"{"@message":"m","@level":"info","@timestamp":"2026-01-02T03:04:05.000000006Z"}"#,
            r#"{"@message":"m","@level":"info","@timestamp":"2026-13-02T03:04:05.000006Z"}"#,
            r#"{"@message":"m","@level":"fatal"}"#,
            r#"{"@message":"m"}"#,
            "null",
            "[1]",
            "7",
            "",
            "{",
            "[info] lower case is no tag",
            " [ERROR] not at the start",
            "thread 'main' panicked at src/main.rs:1:1:",
        ] {
            assert_eq!(read(line), (Level::DEBUG, line.into(), String::new()));
        }
    }

    #[test]
    fn tags_set_the_level_and_stay() {
        for (tag, level) in [
            ("[TRACE]", Level::TRACE),
            ("[DEBUG]", Level::DEBUG),
            ("[INFO]", Level::INFO),
            ("[WARN]", Level::WARN),
            ("[ERROR]", Level::ERROR),
        ] {
            let line = format!("{tag} text");
            assert_eq!(read(&line), (level, line.clone(), String::new()));
        }
    }

    #[test]
    fn a_go_panic_is_an_error_to_its_end() {
        let mut reader = Reader::default();
        assert_eq!(reader.read("before").level, Level::DEBUG);
        assert_eq!(reader.read("panic: boom").level, Level::ERROR);
        assert_eq!(reader.read("goroutine 1 [running]:").level, Level::ERROR);
        assert_eq!(reader.read("[INFO] tagged").level, Level::INFO);
        assert_eq!(Reader::default().read("fatal error: x").level, Level::ERROR);
    }
}
