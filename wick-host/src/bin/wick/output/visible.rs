//! Text of others, made safe to print.
//!
//! Descriptions, results and errors are whatever a plugin says. On a terminal an escape sequence in
//! them could hide lines, set the title or fake a prompt, and a change of direction could make a
//! text read as another; so such characters are shown as their code instead.

use std::borrow::Cow;

/// `text` with everything that a terminal obeys rather than shows written as `\u{…}`. Line feeds
/// and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_obeyed(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// JSON text with the same characters written as JSON escapes; they only occur within strings.
pub(crate) fn visible_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_obeyed) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        match character {
            // Between the tokens, where an escape would not be JSON.
            '\r' => {}
            obeyed if is_obeyed(obeyed) => {
                shown.push_str(&format!("\\u{:04x}", u32::from(obeyed)));
            }
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

fn is_obeyed(character: char) -> bool {
    let keeps_its_place = matches!(character, '\n' | '\t');
    // The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9).
    let turns_the_text = matches!(character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && !keeps_its_place) || turns_the_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_as_its_code() {
        assert_eq!(visible("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(visible("\u{9b}2J \u{7f}"), "\\u{9b}2J \\u{7f}");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("over\rwritten"), "over\\u{d}written");
    }

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "Zürich\n\t東京 🐙 \\u{1b}";
        assert!(matches!(visible(text), Cow::Borrowed(shown) if shown == text));
        assert!(matches!(visible_json("{\n}"), Cow::Borrowed("{\n}")));
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a": "\u{9b}2J\u{7f}\u{202e}\u{1b}"});
        let json = format!("{value}\r\n");
        let shown = visible_json(&json);
        assert!(!shown.chars().any(is_obeyed), "{shown:?}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
