//! The description of an input, without its type.

use std::cell::Cell;
use std::fmt;

use schemars::{Schema, SchemaGenerator};

use crate::argument::Argument;
use crate::decode::{Fault, Given};
use crate::limits::Length;
use crate::number::Bounds;

/// The description of an input or setting without its type; [`Input::spec`](crate::Input::spec)
/// gives it.
#[derive(Clone, Copy)]
pub struct InputSpec {
    pub(crate) key: &'static str,
    pub(crate) description: &'static str,
    pub(crate) default: Option<&'static str>,
    pub(crate) prefill: Option<&'static str>,
    /// It must be given, while it is visible, although its type does without.
    pub(crate) required: bool,
    pub(crate) bounds: Bounds,
    pub(crate) length: Length,
    pub(crate) pattern: Option<&'static str>,
    pub(crate) group: &'static str,
    pub(crate) visible_when: &'static str,
    pub(crate) widget: Option<(&'static str, &'static str)>,
    pub(crate) mode: &'static str,
    pub(crate) env_override: &'static str,
    pub(crate) flattened: bool,
    pub(crate) secret: bool,
    pub(crate) locked: bool,
    pub(crate) hidden: bool,
    pub(crate) regenerable: bool,
    pub(crate) json_schema: fn(&mut SchemaGenerator) -> Schema,
    /// Tries a value on the type and tells what is wrong with it.
    pub(crate) fault: fn(Given<'_>) -> Option<Fault>,
}

impl InputSpec {
    pub(super) const fn of<T: Argument>(key: &'static str) -> Self {
        Self {
            key,
            description: "",
            default: None,
            prefill: None,
            required: false,
            bounds: Bounds {
                lowest: None,
                highest: None,
            },
            length: Length {
                least: None,
                most: None,
            },
            pattern: None,
            group: "",
            visible_when: "",
            widget: None,
            mode: "",
            env_override: "",
            flattened: false,
            secret: false,
            locked: false,
            hidden: false,
            regenerable: false,
            json_schema: <T as Argument>::json_schema,
            fault: fault::<T>,
        }
    }

    /// The names that its type reads its fields by, aliases included. `None` for a type that does not
    /// tell them: one that is no struct, or takes fields of which it has no list, as with
    /// `#[serde(flatten)]`.
    pub(crate) fn names(&self) -> Option<&'static [&'static str]> {
        let names = Cell::new(None);
        (self.fault)(Given::Names(&names));
        names.get()
    }

    /// The key under which it is given.
    pub const fn key(&self) -> &'static str {
        self.key
    }
}

impl fmt::Debug for InputSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputSpec")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

fn fault<T: Argument>(given: Given<'_>) -> Option<Fault> {
    T::decode(given).err()
}
