//! The words of our attributes, each written once.

use std::fmt::{self, Display};

use syn::{Ident, Path};

/// A word that an attribute understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) &'static str);

/// `#[arg(…)]` on a parameter of an operation.
pub(crate) const ARG: Symbol = Symbol("arg");
/// `#[config(…)]` on a field of a connector.
pub(crate) const CONFIG: Symbol = Symbol("config");
/// `#[connector(…)]` on a struct.
pub(crate) const CONNECTOR: Symbol = Symbol("connector");
/// `#[operation(…)]` on a function.
pub(crate) const OPERATION: Symbol = Symbol("operation");

pub(crate) const CATEGORIES: Symbol = Symbol("categories");
pub(crate) const CATEGORY: Symbol = Symbol("category");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const DESTRUCTIVE: Symbol = Symbol("destructive");
pub(crate) const FLATTEN: Symbol = Symbol("flatten");
pub(crate) const GROUP: Symbol = Symbol("group");
pub(crate) const ICON: Symbol = Symbol("icon");
pub(crate) const IDEMPOTENT: Symbol = Symbol("idempotent");
pub(crate) const KEY: Symbol = Symbol("key");
pub(crate) const NAME: Symbol = Symbol("name");
pub(crate) const RANGE: Symbol = Symbol("range");
pub(crate) const READ_ONLY: Symbol = Symbol("read_only");
pub(crate) const TAGS: Symbol = Symbol("tags");

impl PartialEq<Symbol> for Ident {
    fn eq(&self, word: &Symbol) -> bool {
        self == word.0
    }
}

impl PartialEq<Symbol> for Path {
    fn eq(&self, word: &Symbol) -> bool {
        self.is_ident(word.0)
    }
}

impl Display for Symbol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}
