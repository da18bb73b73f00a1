//! JSON text to a tree that keeps what Go's rules need: the order of keys, repeated keys and the
//! spelling of numbers.

use std::borrow::Cow;

use super::Error;
use super::text;

/// Deepest nesting of arrays and objects.
const MAX_DEPTH: usize = 128;

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<Entry<'a>>),
}

/// A key and its value.
pub(super) type Entry<'a> = (Cow<'a, str>, Node<'a>);

/// Reads a whole document.
pub(super) fn parse(document: &[u8]) -> Result<Node<'_>, Error> {
    let mut parser = Parser {
        document,
        at: 0,
        depth: 0,
    };
    if document.starts_with(b"\xef\xbb\xbf") {
        return Err(parser.error("a byte order mark, which JSON must not have; save without it"));
    }
    parser.skip_space();
    let node = parser.value()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.error("text after the end of the document")),
    }
}

struct Parser<'a> {
    document: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Result<Node<'a>, Error> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Node::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null", Node::Null),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(_) => Err(self.error("not a JSON value")),
            None => Err(self.error("the document ends where a value should be")),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Node<'a>, Error>,
    ) -> Result<Node<'a>, Error> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("nested more than 128 deep"));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    /// Behind its `{`.
    fn object(&mut self) -> Result<Node<'a>, Error> {
        let mut entries = Vec::new();
        if self.eat(b'}') {
            return Ok(Node::Object(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("a key in double quotes should be here"));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.eat(b':') {
                return Err(self.error("a ':' should be here"));
            }
            self.skip_space();
            entries.push((key, self.value()?));
            self.skip_space();
            if self.eat(b'}') {
                return Ok(Node::Object(entries));
            }
            if !self.eat(b',') {
                return Err(self.error("a ',' or a '}' should be here"));
            }
            self.skip_space();
        }
    }

    /// Behind its `[`.
    fn array(&mut self) -> Result<Node<'a>, Error> {
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Node::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.eat(b']') {
                return Ok(Node::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.error("a ',' or a ']' should be here"));
            }
            self.skip_space();
        }
    }

    /// From its opening quote on.
    fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(0..0x20) => return Err(self.error("an unescaped control character")),
                Some(_) => self.at += 1,
                None => return Err(self.error("the document ends within a string")),
            }
        }
        let inside = &self.document[start..self.at];
        self.at += 1;
        Ok(text::unescape(inside))
    }

    /// Only checks; [`text::unescape`] translates.
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

    fn number(&mut self) -> Result<Node<'a>, Error> {
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
        match std::str::from_utf8(&self.document[start..self.at]) {
            Ok(spelling) => Ok(Node::Number(spelling)),
            Err(_) => Err(self.error("not a number")),
        }
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

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, Error> {
        match self.document[self.at..].starts_with(word.as_bytes()) {
            true => {
                self.at += word.len();
                Ok(node)
            }
            false => Err(self.error("not a JSON value")),
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
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
