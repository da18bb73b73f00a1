//! What a manifest says, for people and as JSON.

mod example;
mod manifest;
pub(crate) mod operation;
pub(crate) mod plugin;
mod shape;

pub(crate) use example::Calls;
pub(crate) use shape::{choice_texts, shape};

use anstyle::{AnsiColor, Style};

use crate::output::line;

/// Titles of sections.
const TITLE: Style = Style::new().bold();
/// Names to type.
const NAME: Style = AnsiColor::Green.on_default();

/// A titled part of a description, its lines indented; nothing without lines.
fn section(text: &mut String, title: &str, lines: &str) {
    if lines.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(&format!("{TITLE}{title}{TITLE:#}"));
    for line in lines.lines() {
        text.push_str("\n  ");
        text.push_str(line);
    }
}

/// Texts of several lines, of which none can look like a part of the description that is not theirs:
/// all but the first are indented.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text
        .trim()
        .lines()
        .map(|text| line(text.trim_end()))
        .collect();
    lines.join("\n  ").replace("\n  \n", "\n\n")
}

fn indented(width: Option<u16>) -> Option<u16> {
    width.map(|width| width.saturating_sub(2).max(20))
}
