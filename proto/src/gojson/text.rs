//! Strings: escapes, and bytes that are no text.

use std::borrow::Cow;

/// The text of what stands between the quotes of a string whose escapes have been checked.
pub(super) fn unescape(inside: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(inside) {
        Ok(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
        _ => Cow::Owned(translate(inside)),
    }
}

fn translate(mut rest: &[u8]) -> String {
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        push_lossy(&mut text, &rest[..at]);
        let (character, length) = escape(&rest[at..]);
        text.push(character);
        rest = &rest[at + length..];
    }
    push_lossy(&mut text, rest);
    text
}

/// One U+FFFD for each byte that is no text, as Go does; `String::from_utf8_lossy` makes one of
/// several.
fn push_lossy(text: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
}

/// The character of the escape that `rest` starts with, and the number of bytes it takes.
fn escape(rest: &[u8]) -> (char, usize) {
    match rest.get(1) {
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => {
            let first = code_unit(rest);
            let second = code_unit(rest.get(6..).unwrap_or_default());
            match (first, second) {
                (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                    let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    (replacing(Some(code)), 12)
                }
                // Half of a pair: what follows it is read by itself.
                _ => (replacing(first), 6),
            }
        }
        Some(&quoted) => (char::from(quoted), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

fn replacing(code: Option<u32>) -> char {
    code.and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The number in an escape `\uXXXX` at the start of `rest`.
fn code_unit(rest: &[u8]) -> Option<u32> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expectations are those of Go 1.26.
    #[test]
    fn escapes_are_those_of_json() {
        for (inside, text) in [
            (r"plain", "plain"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u00e9\u2028\u0000", "é\u{2028}\0"),
            (r"\ud83c\udfab", "🎫"),
            (r"\uD83C\uDFAB", "🎫"),
        ] {
            assert_eq!(unescape(inside.as_bytes()), text);
        }
    }

    #[test]
    fn half_surrogate_pairs_are_replaced_one_by_one() {
        for (inside, text) in [
            (r"\ud83c", "\u{fffd}"),
            (r"\udfab", "\u{fffd}"),
            (r"\ud83cx", "\u{fffd}x"),
            (r"\ud83c\n", "\u{fffd}\n"),
            (r"\ud83c\u0041", "\u{fffd}A"),
            (r"\ud83c\ud83c\udfab", "\u{fffd}🎫"),
            (r"\udfab\ud83c", "\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(unescape(inside.as_bytes()), text, "{inside}");
        }
    }

    #[test]
    fn each_byte_that_is_no_text_is_replaced() {
        for (inside, text) in [
            (&b"a\xffb"[..], "a\u{fffd}b"),
            (b"\xe2\x82", "\u{fffd}\u{fffd}"),
            (b"\xf0\x9f\x8e", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xc0\xaf", "\u{fffd}\u{fffd}"),
            (b"\xff\\n\xff", "\u{fffd}\n\u{fffd}"),
        ] {
            assert_eq!(unescape(inside), text, "{inside:x?}");
        }
    }
}
