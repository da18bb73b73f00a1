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

/// The text with everything escaped that could move a cursor, colour a terminal, forge a line of a
/// log or turn the direction of text: control characters (but tabs) and the marks of direction.
pub(crate) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let hides = matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
        );
        match character {
            '\t' => out.push('\t'),
            _ if character.is_control() || hides => {
                // Writing to a text cannot fail.
                let _ = write!(out, "{}", character.escape_default());
            }
            _ => out.push(character),
        }
    }
    out
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
        ] {
            assert_eq!(harmless(given), expected);
        }
    }
}
