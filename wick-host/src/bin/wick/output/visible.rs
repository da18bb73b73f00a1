//! Text of others, made safe to print.
//!
//! Descriptions, results and errors are whatever a plugin says. On a terminal an escape sequence in
//! them could hide lines, set the title or fake a prompt, and a change of direction could make a
//! text read as another; so such characters are shown as their code instead.

use std::borrow::Cow;

use wick_host::{harmless, harmless_lines, judged};

/// `text` with everything that a reader does not see as it is written as its code. Line feeds and
/// tabs stay: for the results of operations, and for what the command itself says.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    harmless_lines(text)
}

/// The same in one line: a line feed is written as its code, too. For keys, names and whatever else
/// stands between other words.
pub(crate) fn line(text: &str) -> String {
    harmless(text)
}

/// The same for texts of several lines, where these do not matter: they become one.
pub(crate) fn prose(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    line(&lines.join(" "))
}

/// JSON text with the same characters written as JSON escapes; they only occur within strings.
pub(crate) fn visible_json(json: &str) -> Cow<'_, str> {
    if !judged(json).any(|(character, is_escaped)| is_escaped && character != '\n') {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for (character, is_escaped) in judged(json) {
        match character {
            // Between the tokens, where an escape would not be JSON.
            '\r' => {}
            '\n' => shown.push('\n'),
            _ if is_escaped => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    shown.push_str(&format!("\\u{unit:04x}"));
                }
            }
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_as_its_code() {
        assert_eq!(visible("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(visible("\u{9b}2J \u{7f}"), "\\u{9b}2J \\u{7f}");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("over\rwritten"), "over\\rwritten");
        // R10.
        assert_eq!(visible("a\u{2028}b\u{200b}"), "a\\u{2028}b\\u{200b}");
        assert_eq!(line("a\nerror: b"), "a\\nerror: b");
        assert_eq!(prose(" One.\r\n\n  Two.\u{2029}x\n"), "One. Two.\\u{2029}x");
    }

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "Zürich\n\t東京 🐙 \\u{1b}";
        assert!(matches!(visible(text), Cow::Borrowed(shown) if shown == text));
        assert!(matches!(visible_json("{\n}"), Cow::Borrowed("{\n}")));
    }

    #[test]
    fn json_stays_the_same_json() {
        let text = "\u{9b}2J\u{7f}\u{202e}\u{1b}\u{2028}\u{200b}\u{e0041}";
        let value = serde_json::json!({"a": text});
        let json = format!("{value}\r\n");
        let shown = visible_json(&json);
        assert!(shown.trim_end().is_ascii(), "{shown:?}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
