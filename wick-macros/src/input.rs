//! One input of an operation or one setting of a connector: both are a named, typed value with a
//! description, so both are read, checked and written here.

mod check;
mod condition;
mod default;
mod expand;
mod form;
mod length;
mod literals;
mod parse;
mod widget;

use syn::{Expr, Ident, LitStr, Type};

use crate::docs::Docs;
use crate::errors::Subject;
use crate::number::Range;
use crate::setter::Setter;
use crate::symbol::Symbol;

pub(crate) use self::check::{check, check_keys};
pub(crate) use self::condition::check_conditions;
pub(crate) use self::default::Default;
pub(crate) use self::expand::clear;
pub(crate) use self::length::Length;
pub(crate) use self::parse::{parse, refuse_cfg, refuse_other_helpers};
pub(crate) use self::widget::Widget;

/// What was read of one parameter or field.
pub(crate) struct Input {
    pub(crate) subject: Subject,
    /// The attribute that describes it: [`ARG`](crate::symbol::ARG) or [`CONFIG`](crate::symbol::CONFIG).
    pub(crate) helper: Symbol,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Docs,
    pub(crate) key: Key,
    pub(crate) default: Option<Default>,
    pub(crate) range: Option<At<Range>>,
    pub(crate) length: Option<At<Length>>,
    pub(crate) pattern: Option<LitStr>,
    /// What forms hold at first.
    pub(crate) prefill: Option<Default>,
    /// The word `required`: the type alone would let it be absent.
    pub(crate) required: Option<Ident>,
    pub(crate) group: Option<LitStr>,
    pub(crate) visible_when: Option<LitStr>,
    pub(crate) widget: Option<Widget>,
    /// The word `secret`.
    pub(crate) secret: Option<Ident>,
    /// The word `regenerable`.
    pub(crate) regenerable: Option<Ident>,
    /// `env = "…"`.
    pub(crate) env: Option<LitStr>,
    /// What only forms show.
    pub(crate) form: Vec<Setter>,
    /// The word `flatten`: the fields of the type are the inputs.
    pub(crate) flatten: Option<Ident>,
}

impl Input {
    /// Whether another of these is shown by the value of this one. The author's code may have no other
    /// use for it.
    pub(crate) fn decides<'a>(&self, others: impl IntoIterator<Item = &'a Input>) -> bool {
        let key = self.key.text();
        others.into_iter().any(|other| {
            let condition = other.visible_when.as_ref().map(LitStr::value);
            condition.is_some_and(|text| text.split(':').next().map(str::trim) == Some(&*key))
        })
    }

    /// Whether hosts keep it as a secret although its type is none.
    pub(crate) fn is_marked_secret(&self) -> bool {
        let is_drawn_secret = |widget: &Widget| widget.kind.value() == "secret";
        self.secret.is_some() || self.widget.as_ref().is_some_and(is_drawn_secret)
    }
}

/// The name under which a host sends the value.
pub(crate) enum Key {
    /// The name of the parameter or field.
    Derived(String),
    /// `key = "…"`.
    Given(LitStr),
}

impl Key {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Derived(name) => name.clone(),
            Self::Given(text) => text.value(),
        }
    }
}

/// A value with the expression that it was read from, for messages.
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) written: Expr,
}
