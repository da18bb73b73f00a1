//! JSON text to a list that keeps what Go's rules need: the order of keys, repeated keys and the spelling of numbers.

use super::Error;
use super::plain::plain;

/// Deepest nesting of arrays and objects.
const MAX_DEPTH: usize = 128;

/// A value, or where one begins: what is in it follows in the list, so that a document is one piece of memory.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token<'a> {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(&'a str),
    /// A string, or the key before a value.
    Text(Text<'a>),
    /// How many items, and how many tokens they are with this one.
    Array {
        items: usize,
        size: usize,
    },
    /// How many entries, and how many tokens their keys and values are with this one.
    Object {
        entries: usize,
        size: usize,
    },
}

/// What stands between the quotes of a string.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    /// What it means as well.
    Plain(&'a str),
    /// With escapes, which have been checked, or bytes that are no text.
    Coded(&'a [u8]),
}

/// Reads a whole document.
pub(super) fn parse(document: &[u8]) -> Result<Vec<Token<'_>>, Error> {
    let mut parser = Parser {
        document,
        text: std::str::from_utf8(document).ok(),
        tokens: Vec::with_capacity(document.len() / BYTES_OF_A_TOKEN),
        at: 0,
        depth: 0,
    };
    if document.starts_with(b"\xef\xbb\xbf") {
        return Err(parser.error("a byte order mark, which JSON must not have; save without it"));
    }
    parser.skip_space();
    parser.value()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(parser.tokens),
        Some(_) => Err(parser.error("text after the end of the document")),
    }
}

/// In a manifest that is not indented it is ten; one that is has half as many again.
const BYTES_OF_A_TOKEN: usize = 12;

struct Parser<'a> {
    document: &'a [u8],
    /// The document, if it is one text from end to end.
    text: Option<&'a str>,
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Result<(), Error> {
        let token = match self.peek() {
            Some(b'{') => return self.nested(Self::object),
            Some(b'[') => return self.nested(Self::array),
            Some(b'"') => Token::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Token::Number(self.number()?),
            Some(b'n') => self.word("null", Token::Null)?,
            Some(b't') => self.word("true", Token::Bool(true))?,
            Some(b'f') => self.word("false", Token::Bool(false))?,
            Some(_) => return Err(self.error("not a JSON value")),
            None => return Err(self.error("the document ends where a value should be")),
        };
        self.tokens.push(token);
        Ok(())
    }

    fn nested(
        &mut self,
        read: fn(&mut Self, usize) -> Result<Token<'a>, Error>,
    ) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("nested more than 128 deep"));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let begin = self.tokens.len();
        self.tokens.push(Token::Null);
        self.tokens[begin] = read(self, begin)?;
        self.depth -= 1;
        Ok(())
    }

    /// Behind its `{`.
    fn object(&mut self, begin: usize) -> Result<Token<'a>, Error> {
        let mut entries = 0;
        if !self.eat(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return Err(self.error("a key in double quotes should be here"));
                }
                let key = self.string()?;
                self.tokens.push(Token::Text(key));
                self.skip_space();
                if !self.eat(b':') {
                    return Err(self.error("a ':' should be here"));
                }
                self.skip_space();
                self.value()?;
                entries += 1;
                self.skip_space();
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("a ',' or a '}' should be here"));
                }
                self.skip_space();
            }
        }
        let size = self.tokens.len() - begin;
        Ok(Token::Object { entries, size })
    }

    /// Behind its `[`.
    fn array(&mut self, begin: usize) -> Result<Token<'a>, Error> {
        let mut items = 0;
        if !self.eat(b']') {
            loop {
                self.value()?;
                items += 1;
                self.skip_space();
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("a ',' or a ']' should be here"));
                }
                self.skip_space();
            }
        }
        let size = self.tokens.len() - begin;
        Ok(Token::Array { items, size })
    }

    /// From its opening quote on.
    fn string(&mut self) -> Result<Text<'a>, Error> {
        self.at += 1;
        let start = self.at;
        let mut is_plain = true;
        loop {
            self.at += plain(&self.document[self.at..]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_plain = false;
                    self.escape()?;
                }
                Some(0..0x20) => return Err(self.error("an unescaped control character")),
                Some(_) => self.at += 1,
                None => return Err(self.error("the document ends within a string")),
            }
        }
        let inside = start..self.at;
        self.at += 1;
        let plain = self.text.filter(|_| is_plain);
        Ok(match plain.and_then(|text| text.get(inside.clone())) {
            Some(plain) => Text::Plain(plain),
            None => Text::Coded(&self.document[inside]),
        })
    }

    /// Only checks; [`text::unescape`](super::text::unescape) translates.
    fn escape(&mut self) -> Result<(), Error> {
        self.at += 1;
        let digits = match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(self.error("not an escape of JSON")),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return Err(self.error("four hexadecimal digits should follow '\\u'"));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        self.eat(b'-');
        // No digit may follow a leading zero.
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _signed = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        std::str::from_utf8(&self.document[start..self.at]).map_err(|_| self.error("not a number"))
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        match self.at > start {
            true => Ok(()),
            false => Err(self.error("a digit should be here")),
        }
    }

    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, Error> {
        match self.document[self.at..].starts_with(word.as_bytes()) {
            true => {
                self.at += word.len();
                Ok(token)
            }
            false => Err(self.error("not a JSON value")),
        }
    }

    fn skip_space(&mut self) {
        while let Some(space @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            if space == b'\n' {
                self.skip_indent();
            }
        }
    }

    /// Passes over spaces, eight at a time.
    fn skip_indent(&mut self) {
        let (eights, _) = self.document[self.at..].as_chunks();
        let spaces = eights.iter().take_while(|eight| **eight == [b' '; 8]);
        self.at += 8 * spaces.count();
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.document.get(self.at).copied()
    }

    fn error(&self, message: &'static str) -> Error {
        Error::syntax(self.document, self.at, message)
    }
}
