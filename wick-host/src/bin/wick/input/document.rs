//! Texts and JSON objects from files and standard input.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::line;

use super::unambiguous::Unambiguous;

/// Largest text that is read, in bytes: what fits into one message to a plugin.
const MAX_BYTES: u64 = wick_proto::limits::MAX_MESSAGE_BYTES as u64;

/// The text of a file.
pub(crate) fn file(path: &Path) -> Result<String, Failure> {
    let unread = |error: io::Error| Failure::file("read", path, &error);
    let file = std::fs::File::open(path).map_err(unread)?;
    bounded(file, &path.display().to_string(), unread)
}

/// All of standard input, which only one option can have.
pub(crate) fn standard_input(option: &str) -> Result<String, Failure> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::usage(format!(
            "{option} would read standard input, which another option has read"
        )));
    }
    bounded(io::stdin().lock(), "standard input", |error| {
        Failure::new(Exit::InputOutput, "cannot read standard input").because(&error)
    })
}

/// The members of a JSON object, each as it is written: its numbers keep their digits.
pub(crate) type Members = BTreeMap<String, Box<RawValue>>;

/// A JSON object: given in full, or as `@FILE` or a file's path, or `-` for standard input.
pub(crate) fn object(option: &str, given: &str) -> Result<Members, Failure> {
    let text = match given.trim() {
        "-" => standard_input(option)?,
        text if text.starts_with('{') => text.to_owned(),
        path => file(Path::new(path.strip_prefix('@').unwrap_or(path)))?,
    };
    // Only the place: serde's text may quote the value, which may be a secret.
    let at = |error: serde_json::Error| format!("line {}, column {}", error.line(), error.column());
    serde_json::from_str::<IgnoredAny>(&text).map_err(|error| {
        Failure::usage(format!("{option} is not JSON: mistake in {}", at(error)))
    })?;
    let Unambiguous(twice) = serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!(
            "{option} has a number too large, or values nested too deeply, in {}",
            at(error)
        ))
    })?;
    if let Some(key) = twice {
        let key = line(&key);
        return Err(Failure::usage(format!(
            "{option} has the key `{key}` twice in one object"
        )));
    }
    serde_json::from_str(&text).map_err(|_| {
        Failure::usage(format!("{option} is not a JSON object"))
            .hint("for example {\"name\": \"value\"}")
    })
}

fn bounded(
    reader: impl io::Read,
    name: &str,
    unread: impl FnOnce(io::Error) -> Failure,
) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        return Err(unread(error));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::usage(format!(
            "{name} is longer than {} MiB",
            MAX_BYTES >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_placed_and_not_quoted() {
        let failure = object("--settings", "{\"token\": hunter2}").unwrap_err();
        assert!(failure.message.contains("line 1, column 11"), "{failure:?}");
        assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
        assert_eq!(failure.exit, Exit::Usage);
    }

    /// N11: which of the two would count, is a matter of luck.
    #[test]
    fn a_key_that_stands_twice_is_named_without_its_values() {
        for (given, key) in [
            (r#"{"token": "hunter2", "token": "hunter3"}"#, "token"),
            (r#"{"a": [{"b": {"c": 1, "d": 2, "\u0063": 3}}]}"#, "c"),
        ] {
            let failure = object("--settings", given).unwrap_err();
            let message = format!("--settings has the key `{key}` twice in one object");
            assert_eq!((failure.exit, &failure.message), (Exit::Usage, &message));
        }
        let members = object("--args", r#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}"#);
        assert_eq!(members.unwrap().len(), 2);
    }

    #[test]
    fn a_missing_file_is_named() {
        let failure = object("--args", "no/such.json").unwrap_err();
        assert_eq!(failure.exit, Exit::NotFound);
        assert!(failure.message.contains("no/such.json"));
    }
}
