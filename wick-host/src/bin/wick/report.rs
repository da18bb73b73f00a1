//! How a failure is told.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::output::{Format, line, visible_json};
use crate::talk::{ERROR, HINT, Talk};

/// Prints the failure on standard error.
pub(crate) fn report(failure: &Failure, format: Format, talk: &Talk) {
    match format {
        Format::Text => talk.line(&text(failure)),
        Format::Json => talk.line(&visible_json(&object(failure).to_string())),
    }
}

fn text(failure: &Failure) -> String {
    let mut text = format!("{ERROR}error:{ERROR:#} {}", message(&failure.message));
    for (name, problem) in &failure.fields {
        let _ = write!(text, "\n  {}: {}", line(name), line(problem));
    }
    for cause in &failure.causes {
        let _ = write!(text, "\n{ERROR}caused by:{ERROR:#} {}", message(cause));
    }
    if let Some(hint) = &failure.hint {
        let _ = write!(text, "\n{HINT}hint:{HINT:#} {}", message(hint));
    }
    text
}

/// A text of which each further line is indented, as the command's own are; any other line feed is
/// of a text that would look like a message of the command.
fn message(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut shown = line(lines.next().unwrap_or_default());
    for next in lines {
        let feed = if next.starts_with("  ") { "\n" } else { "\\n" };
        shown.push_str(feed);
        shown.push_str(&line(next));
    }
    shown
}

/// The failure for programs.
pub(crate) fn object(failure: &Failure) -> Value {
    let fields: Map<String, Value> = failure
        .fields
        .iter()
        .map(|(name, problem)| (name.clone(), Value::from(problem.as_str())))
        .collect();
    let mut error = json!({
        "kind": failure.exit.name(),
        "message": failure.message,
        "causes": failure.causes,
        "hint": failure.hint,
        "fields": fields,
    });
    if let Some(finding) = failure.finding {
        error["finding"] = Value::from(finding.name());
    }
    if let Some(code) = &failure.code {
        error["code"] = Value::from(code.as_str());
    }
    json!({ "error": error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn failure() -> Failure {
        Failure::new(Exit::TimedOut, "no answer \u{1b}[2J")
            .because(&std::io::Error::other("broken"))
            .fields(vec![("limit".to_owned(), "required".to_owned())])
            .hint("wait longer: --timeout 5m")
    }

    #[test]
    fn text_is_a_chain_without_escape_sequences_of_others() {
        let plain = anstream::adapter::strip_str(&text(&failure())).to_string();
        assert_eq!(
            plain,
            "error: no answer \\u{1b}[2J\n  limit: required\ncaused by: broken\nhint: wait longer: --timeout 5m"
        );
    }

    /// R10.
    #[test]
    fn a_line_feed_makes_no_message_of_its_own() {
        let forged = Failure::usage("`a\nerror: b`\n    of the list")
            .because(&std::io::Error::other("c\nhint: d\u{2028}e"))
            .fields(vec![("f\n  g".to_owned(), "h\nerror: i".to_owned())]);
        let plain = anstream::adapter::strip_str(&text(&forged)).to_string();
        assert_eq!(
            plain,
            "error: `a\\nerror: b`\n    of the list\n  f\\n  g: h\\nerror: i\ncaused by: c\\nhint: d\\u{2028}e"
        );
    }

    #[test]
    fn json_has_every_key() {
        let error = &object(&failure())["error"];
        assert_eq!(error["kind"], "timed_out");
        assert_eq!(error["causes"], json!(["broken"]));
        assert_eq!(error["fields"], json!({"limit": "required"}));
        assert!(error["hint"].is_string() && error["message"].is_string());
        let bare = object(&Failure::usage("x"));
        assert_eq!(bare["error"]["hint"], Value::Null);
    }
}
