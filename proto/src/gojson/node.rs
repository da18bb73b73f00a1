//! A value in a document, and the values in it.

use std::borrow::Cow;

use super::parse::{Text, Token};
use super::text;

/// A value: the tokens from its own on.
#[derive(Clone, Copy)]
pub(super) struct Node<'t, 'a>(&'t [Token<'a>]);

impl<'t, 'a> Node<'t, 'a> {
    /// What a missing value counts as.
    pub(super) const NULL: Self = Self(&[]);

    /// The outermost value.
    pub(super) fn of(document: &'t [Token<'a>]) -> Self {
        Self(document)
    }

    pub(super) fn token(self) -> Token<'a> {
        self.0.first().copied().unwrap_or(Token::Null)
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.token(), Token::Null)
    }

    /// The values in an array.
    pub(super) fn items(self) -> Items<'t, 'a> {
        match self.token() {
            Token::Array { items, .. } => Items::behind(self, items),
            _ => Items::behind(self, 0),
        }
    }

    /// The keys and values in an object.
    pub(super) fn entries(self) -> Entries<'t, 'a> {
        match self.token() {
            Token::Object { entries, .. } => Entries(Items::behind(self, 2 * entries)),
            _ => Entries(Items::behind(self, 0)),
        }
    }

    fn size(self) -> usize {
        match self.token() {
            Token::Array { size, .. } | Token::Object { size, .. } => size,
            _ => 1,
        }
    }
}

/// One value after the other.
pub(super) struct Items<'t, 'a> {
    rest: Node<'t, 'a>,
    length: usize,
}

impl<'t, 'a> Items<'t, 'a> {
    fn behind(node: Node<'t, 'a>, length: usize) -> Self {
        let rest = Node(node.0.get(1..).unwrap_or_default());
        Self { rest, length }
    }
}

impl<'t, 'a> Iterator for Items<'t, 'a> {
    type Item = Node<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.length = self.length.checked_sub(1)?;
        let item = self.rest;
        self.rest = Node(item.0.get(item.size()..).unwrap_or_default());
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.length, Some(self.length))
    }
}

/// One key with its value after the other.
pub(super) struct Entries<'t, 'a>(Items<'t, 'a>);

impl<'t, 'a> Iterator for Entries<'t, 'a> {
    type Item = (Cow<'a, str>, Node<'t, 'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = (self.0.next()?, self.0.next()?);
        match key.token() {
            Token::Text(key) => Some((key.value(), value)),
            _ => None,
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.0.length / 2;
        (length, Some(length))
    }
}

impl<'a> Text<'a> {
    pub(super) fn value(self) -> Cow<'a, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Coded(inside) => text::unescape(inside),
        }
    }
}
