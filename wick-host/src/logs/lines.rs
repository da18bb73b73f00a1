/// Longest line in bytes that is kept in one piece: 64 KiB, as go-plugin has it.
const MAX_LINE_BYTES: usize = 64 << 10;

/// Cuts a stream of bytes into lines, with bounded memory: a longer line comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// Takes more bytes and gives each line that is complete, without its line end.
    pub(crate) fn push(&mut self, bytes: &[u8], mut line: impl FnMut(&str)) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            for piece in part.chunks(MAX_LINE_BYTES) {
                if self.rest.len() + piece.len() > MAX_LINE_BYTES + 1 {
                    self.finish(&mut line);
                }
                self.rest.extend_from_slice(piece);
                if self.rest.ends_with(b"\n") {
                    self.finish(&mut line);
                }
            }
        }
    }

    /// Gives what is left at the end of the stream.
    pub(crate) fn finish(&mut self, mut line: impl FnMut(&str)) {
        if self.rest.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(&self.rest);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        line(text.strip_suffix('\r').unwrap_or(text));
        self.rest.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut out = Vec::new();
        for piece in pieces {
            lines.push(piece, |line| out.push(line.to_owned()));
        }
        lines.finish(|line| out.push(line.to_owned()));
        out
    }

    #[test]
    fn lines_do_not_depend_on_how_they_arrive() {
        let bytes = "ü one\r\n\ntwo\nrest".as_bytes();
        let expected = ["ü one", "", "two", "rest"];
        assert_eq!(split(&[bytes]), expected);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(split(&single), expected);
    }

    #[test]
    fn a_long_line_comes_in_bounded_pieces_and_bad_utf8_is_replaced() {
        let long = vec![b'x'; 200 << 10];
        let pieces = split(&[&long, b"\nnext\n"]);
        assert!(pieces.iter().all(|piece| piece.len() <= MAX_LINE_BYTES + 1));
        assert_eq!(pieces.concat().len(), long.len() + 4);
        assert_eq!(pieces.last().unwrap(), "next");
        assert_eq!(split(&[b"\xff\xfe\0\n"]), ["\u{fffd}\u{fffd}\0"]);
    }
}
