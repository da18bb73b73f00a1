//! What an operation is, as far as its function and attributes say.

use syn::{Ident, Type};

use super::example::Example;
use crate::docs::Docs;
use crate::errors::Subject;
use crate::input::Input;
use crate::runtime::Runtime;
use crate::setter::Setter;

pub(crate) struct Operation {
    pub(crate) subject: Subject,
    pub(crate) runtime: Runtime,
    pub(crate) ident: Ident,
    pub(crate) key: String,
    pub(crate) name: Option<String>,
    pub(crate) docs: Docs,
    pub(crate) category: Option<String>,
    pub(crate) hints: Hints,
    /// What only hosts show.
    pub(crate) guide: Vec<Setter>,
    /// What tests can run.
    pub(crate) examples: Vec<Example>,
    pub(crate) style: Style,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Output,
}

/// What it returns.
pub(crate) enum Output {
    /// A value of this type; `()` when the function says nothing.
    Value(Type),
    /// `impl Stream<Item = …>`, which has no name. What describes it is made of its item.
    Stream { item: Type, is_in: Within },
}

/// What is around a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Nothing,
    Result,
}

/// What a careful host asks before it runs an operation. Each is the word that was written.
pub(crate) struct Hints {
    pub(crate) destructive: Option<Ident>,
    pub(crate) read_only: Option<Ident>,
    pub(crate) idempotent: Option<Ident>,
    pub(crate) closed_world: Option<Ident>,
}

/// How the function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Async,
    /// On a thread of its own, because it may block.
    Sync,
}

/// Borrowed parameters are given by the host, owned ones by the caller.
pub(crate) enum Parameter {
    Connector(Borrowed),
    Context(Borrowed),
    Input(Box<Input>),
}

/// `github: &GitHub`.
pub(crate) struct Borrowed {
    pub(crate) ident: Ident,
    /// The type behind the `&`.
    pub(crate) referent: Type,
}

impl Operation {
    /// The first connector; a second one is a mistake.
    pub(crate) fn connector(&self) -> Option<&Borrowed> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Connector(borrowed) => Some(borrowed),
                _ => None,
            })
    }

    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.parameters
            .iter()
            .filter_map(|parameter| match parameter {
                Parameter::Input(input) => Some(input.as_ref()),
                _ => None,
            })
    }
}
