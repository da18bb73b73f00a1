//! The description of one input or setting.

mod clear;
mod condition;
mod field;
mod form;
mod offer;
mod property;
mod spec;
mod types;
mod widget;

#[doc(hidden)]
pub use clear::{Clear, IsClear};
pub(crate) use condition::Condition;
pub(crate) use property::Property;
pub use spec::InputSpec;
pub(crate) use types::Types;

use crate::argument::{Argument, Setting};
use crate::decode::{Fault, Given};
use crate::limits::Length;
use crate::number::{Bounds, Number};

/// The description of one input or setting whose type is `T`. Constant, so that it can be a
/// `static`.
///
/// ```
/// use wick_runtime::{Input, Number};
///
/// static LIMIT: Input<u8> = Input::new("limit")
///     .describe("At most this many.")
///     .default("30")
///     .range(Some(Number::Int(1)), Some(Number::Int(100)));
/// ```
pub struct Input<T> {
    spec: InputSpec,
    decode: fn(Given<'_>) -> Result<T, Fault>,
}

impl<T> Input<T> {
    /// An input under a key.
    // The only place that demands `Argument`: a type that is none gives exactly one error.
    pub const fn new(key: &'static str) -> Self
    where
        T: Argument,
    {
        Self {
            spec: InputSpec::of::<T>(key),
            decode: <T as Argument>::decode,
        }
    }

    /// Like [`new`](Self::new), for a setting.
    #[doc(hidden)]
    pub const fn setting(key: &'static str) -> Self
    where
        T: Setting,
    {
        Self::new(key)
    }

    /// A struct whose fields are inputs of their own. It lists all of them: a definition is not sound
    /// with `#[serde(flatten)]` or `#[serde(alias)]` in it. The key only names it in errors of its
    /// definition.
    pub const fn flatten(key: &'static str) -> Self
    where
        T: Argument,
    {
        let mut input = Self::new(key);
        input.spec.flattened = true;
        input
    }

    /// What it is for, in words for people and models.
    #[must_use]
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.spec.description = description;
        self
    }

    /// The value that an absent one has, as the text that a form would hold: `30`, `true`,
    /// `https://…`, or JSON for lists and objects.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.spec.default = Some(text);
        self
    }

    /// The smallest and the largest number that are accepted. Only for numbers.
    #[must_use]
    pub const fn range(mut self, lowest: Option<Number>, highest: Option<Number>) -> Self {
        self.spec.bounds = Bounds { lowest, highest };
        self
    }

    /// What a form holds at first. Unlike a [default](Self::default) it is none for callers: who
    /// leaves the input out gives nothing.
    #[must_use]
    pub const fn prefill(mut self, text: &'static str) -> Self {
        self.spec.prefill = Some(text);
        self
    }

    /// Demands a value although the type does without. Together with
    /// [`visible_when`](Self::visible_when), which asks for an `Option`, it is demanded only while
    /// the input is visible.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.spec.required = true;
        self
    }

    /// The least and the most characters of a text, items of a list, or entries of a map. Only for those.
    #[must_use]
    pub const fn length(mut self, least: Option<u64>, most: Option<u64>) -> Self {
        self.spec.length = Length { least, most };
        self
    }

    /// A regular expression that must match somewhere in a text; `^…$` means all of it. Only for
    /// texts. The syntax is that of [regex-lite](https://docs.rs/regex-lite#syntax), without what
    /// JSON Schema's does not have, such as `(?i)`, so that models and hosts understand it as well.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.spec.pattern = Some(pattern);
        self
    }

    /// Groups fields of a form: `Title`, `Title|Description` or `Title|Description|collapsed`.
    #[must_use]
    pub const fn group(mut self, group: &'static str) -> Self {
        self.spec.group = group;
        self
    }

    /// Shows the field only while another has one of some values: `auth_mode:token|key`.
    #[must_use]
    pub const fn visible_when(mut self, condition: &'static str) -> Self {
        self.spec.visible_when = condition;
        self
    }

    /// Shows another widget than the type's own, with its options: `("kvlist", "id|label")`,
    /// `("textarea", "")`, `("html", "pick_team")`.
    #[must_use]
    pub const fn widget(mut self, kind: &'static str, options: &'static str) -> Self {
        self.spec.widget = Some((kind, options));
        self
    }

    /// How a form treats the value: `fixed` or `expression`.
    #[must_use]
    pub const fn mode(mut self, mode: &'static str) -> Self {
        self.spec.mode = mode;
        self
    }

    /// The environment variable that overrides the setting in a host.
    #[must_use]
    pub const fn env_override(mut self, variable: &'static str) -> Self {
        self.spec.env_override = variable;
        self
    }

    /// Stores the value encrypted and shows it nowhere, whatever its type. [`Secret`] needs no
    /// such mark.
    ///
    /// [`Secret`]: crate::Secret
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.spec.secret = true;
        self
    }

    /// Shows the value but lets nobody change it.
    #[must_use]
    pub const fn locked(mut self) -> Self {
        self.spec.locked = true;
        self
    }

    /// Keeps the field out of forms.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.spec.hidden = true;
        self
    }

    /// Offers a button that makes a new random value.
    #[must_use]
    pub const fn regenerable(mut self) -> Self {
        self.spec.regenerable = true;
        self
    }

    /// Its description without the type.
    pub const fn spec(&self) -> InputSpec {
        self.spec
    }

    pub(crate) fn decode(&self, given: Given<'_>) -> Result<T, Fault> {
        (self.decode)(given)
    }
}
