//! What a connector is, as far as its struct and attributes say.

use syn::{Expr, Ident, LitStr, Path};

use crate::docs::Docs;
use crate::errors::Subject;
use crate::input::Input;
use crate::runtime::Runtime;
use crate::setter::Setter;

pub(crate) struct Connector {
    pub(crate) subject: Subject,
    pub(crate) runtime: Runtime,
    pub(crate) ident: Ident,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) icon: Option<String>,
    /// Expressions of the runtime's tag type.
    pub(crate) tags: Vec<Expr>,
    /// In the order in which people see them.
    pub(crate) categories: Vec<Category>,
    /// What only hosts ask.
    pub(crate) traits: Vec<Setter>,
    /// Expressions of the runtime's own types.
    pub(crate) terms: Vec<Term>,
    pub(crate) hooks: Hooks,
    pub(crate) settings: Vec<Input>,
}

/// `"Issues"` or `("Issues", "Find and file them.")`.
pub(crate) struct Category {
    pub(crate) title: LitStr,
    pub(crate) description: Option<LitStr>,
}

/// `access = Access { … }`: the method of the runtime's description, and its argument.
pub(crate) struct Term {
    pub(crate) method: &'static str,
    pub(crate) value: Expr,
}

/// Functions of the author that take the place of the runtime's own answers.
pub(crate) struct Hooks {
    /// `fn(About) -> About`
    pub(crate) about: Option<Path>,
    /// `async fn(&Self, &Context, &mut Permissions) -> Result<()>`
    pub(crate) check: Option<Path>,
    /// `async fn(Secret) -> Result<Identity>`
    pub(crate) identity: Option<Path>,
}
