//! Text of others, made safe to show.
//!
//! Whatever a plugin, a manifest or a catalog says may hold characters that move a cursor, color a
//! terminal, forge a line, turn the direction of text, or make two texts look alike.

use std::borrow::Cow;
use std::fmt::Write;

/// Bytes of one text of a plugin, such as an error message, that are kept. A message over the wire may
/// have a thousand times as many.
const EXCERPT_BYTES: usize = 64 << 10;

/// At most the first 64 KiB of the text, made [harmless]; ends in `…` if it is not the whole.
pub(crate) fn harmless_excerpt(text: &str) -> String {
    if text.len() <= EXCERPT_BYTES {
        return harmless(text);
    }
    let end = text.floor_char_boundary(EXCERPT_BYTES);
    let mut excerpt = harmless(&text[..end]);
    excerpt.push('…');
    excerpt
}

/// Returns the text with everything escaped that a reader does not see as it is: line feeds and all
/// other control characters but tabs, separators of lines, marks of direction, and characters
/// without width.
pub fn harmless(text: &str) -> String {
    escaped(text, |_| false).into_owned()
}

/// Returns what [`harmless`] returns, but with its line feeds. Only for text that is shown where a
/// forged line is taken for nothing else, such as the result of a call.
pub fn harmless_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character == '\n')
}

/// Tells of each character whether [`harmless`] escapes it.
pub fn judged(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        let is_escaped = match character {
            '\t' => false,
            // Joins pictures to one picture, and shows the one before it in color.
            '\u{200d}' => {
                !(before.is_some_and(is_picture)
                    && characters.peek().copied().is_some_and(is_picture))
            }
            '\u{fe0e}' | '\u{fe0f}' => !before.is_some_and(is_picture),
            _ => character.is_control() || is_unseen(character),
        };
        before = Some(character);
        Some((character, is_escaped))
    })
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |(character, is_escaped): &(char, bool)| *is_escaped && !is_kept(*character);
    if !judged(text).any(|judged| is_escaped(&judged)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for judged in judged(text) {
        match is_escaped(&judged) {
            // Writing to a text cannot fail.
            true => drop(write!(out, "{}", judged.0.escape_default())),
            false => out.push(judged.0),
        }
    }
    Cow::Owned(out)
}

/// What is shown as nothing, or acts on its neighbors: `Default_Ignorable_Code_Point` and
/// `Bidi_Control` of Unicode, and the separators of lines and paragraphs.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether it is drawn rather than written, as far as joiners go: symbols, and the modifiers and
/// selectors that follow them.
fn is_picture(character: char) -> bool {
    matches!(character, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
        && !character.is_alphanumeric()
        && (character == '\u{fe0f}' || !is_unseen(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = harmless_excerpt(&"ü".repeat(1 << 20));
        assert_eq!(long.chars().count(), EXCERPT_BYTES / 2 + 1);
        assert!(long.ends_with("ü…"));
        let odd = format!("x{}", "ü".repeat(1 << 20));
        assert!(harmless_excerpt(&odd).ends_with("ü…"));
        assert_eq!(harmless_excerpt("short\0"), "short\\u{0}");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        for (given, expected) in [
            ("plain\ttext ü 🐙", "plain\ttext ü 🐙"),
            ("\x1b[31mred\x1b[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("one\ntwo\r", "one\\ntwo\\r"),
            ("\0\x07\x7f\u{9b}2J", "\\u{0}\\u{7}\\u{7f}\\u{9b}2J"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
            ("\u{61c}1", "\\u{61c}1"),
            ("one\u{2028}two\u{2029}", "one\\u{2028}two\\u{2029}"),
            (
                "a\u{200b}b\u{feff}\u{2060}",
                "a\\u{200b}b\\u{feff}\\u{2060}",
            ),
            ("a\u{200d}b\u{ad}", "a\\u{200d}b\\u{ad}"),
            (
                "\u{1f469}\u{200d}\u{1f4bb} \u{2699}\u{fe0f}",
                "\u{1f469}\u{200d}\u{1f4bb} \u{2699}\u{fe0f}",
            ),
            ("a\u{fe0f}\u{e0041}", "a\\u{fe0f}\\u{e0041}"),
        ] {
            assert_eq!(harmless(given), expected);
        }
    }
}
