//! JSON text, indented while it comes.

/// Indents pieces of JSON text that together are one document. What is no JSON comes out somehow.
#[derive(Default)]
pub(super) struct Pretty {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    /// An opened list or object of which nothing has come yet.
    is_open: bool,
}

impl Pretty {
    /// The next piece.
    pub(super) fn piece(&mut self, json: &[u8]) -> Vec<u8> {
        let mut text = Vec::with_capacity(json.len() * 2);
        for &byte in json {
            self.byte(byte, &mut text);
        }
        text
    }

    fn byte(&mut self, byte: u8, text: &mut Vec<u8>) {
        if self.is_in_string {
            text.push(byte);
            let ends = byte == b'"' && !self.is_escaped;
            self.is_in_string = !ends;
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            return;
        }
        let closes = matches!(byte, b']' | b'}');
        if byte.is_ascii_whitespace() {
            return;
        }
        if closes {
            self.depth = self.depth.saturating_sub(1);
        }
        if self.is_open != closes {
            self.line(text);
        }
        self.is_open = false;
        text.push(byte);
        match byte {
            b'[' | b'{' => {
                self.depth += 1;
                self.is_open = true;
            }
            b',' => self.line(text),
            b':' => text.push(b' '),
            b'"' => self.is_in_string = true,
            _ => {}
        }
    }

    fn line(&self, text: &mut Vec<u8>) {
        text.push(b'\n');
        text.resize(text.len() + 2 * self.depth, b' ');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn pieces_look_as_the_whole_would() {
        for value in [
            json!([]),
            json!({}),
            json!("a \"b\" {c}, \\"),
            json!({"a": [1, 2.5, {"b": null}], "c,d": "[x: y]", "e": [], "f": {}}),
            json!([[[]], [{}], "", -1]),
            Value::Null,
        ] {
            let json = value.to_string();
            let expected = serde_json::to_string_pretty(&value).unwrap();
            for length in 1..=json.len() {
                let mut pretty = Pretty::default();
                let pieces = json.as_bytes().chunks(length);
                let text: Vec<u8> = pieces.flat_map(|piece| pretty.piece(piece)).collect();
                assert_eq!(String::from_utf8(text).unwrap(), expected);
            }
        }
    }
}
