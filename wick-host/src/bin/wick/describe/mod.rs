//! What a manifest says, for people and as JSON.

pub(crate) mod operation;
pub(crate) mod plugin;
mod shape;

pub(crate) use shape::shape;

use anstyle::{AnsiColor, Style};

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

fn indented(width: Option<u16>) -> Option<u16> {
    width.map(|width| width.saturating_sub(2).max(20))
}
