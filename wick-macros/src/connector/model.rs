//! What a connector is, as far as its struct and attributes say.

use syn::{Expr, Ident, LitStr};

use crate::docs::Docs;
use crate::errors::Subject;
use crate::input::Input;

pub(crate) struct Connector {
    pub(crate) subject: Subject,
    pub(crate) ident: Ident,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) icon: Option<String>,
    /// Expressions of the runtime's tag type.
    pub(crate) tags: Vec<Expr>,
    /// Titles in the order in which people see them.
    pub(crate) categories: Vec<LitStr>,
    pub(crate) settings: Vec<Input>,
}
