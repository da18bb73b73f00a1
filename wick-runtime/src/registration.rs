//! The operations that `#[operation]` registers from any module of the binary.

use std::any::{TypeId, type_name};
use std::collections::HashSet;

use crate::connector::Connector;
use crate::operation::Operation;
use crate::place::Place;

/// One operation that registered itself.
pub struct Registration {
    connector: Option<Owner>,
    place: Place,
    module: &'static str,
    operation: fn() -> Operation,
}

/// The connector type that an operation takes. Functions, because the name of a type is not
/// constant.
struct Owner {
    id: fn() -> TypeId,
    name: fn() -> &'static str,
}

inventory::collect!(Registration);

impl Registration {
    /// An operation that takes the settings of `C`.
    // No bound on `Connector`: the call states it, and a second one would double the error.
    pub const fn new<C: 'static>(
        file: &'static str,
        line: u32,
        operation: fn() -> Operation,
    ) -> Self {
        let connector = Owner {
            id: TypeId::of::<C>,
            name: type_name::<C>,
        };
        Self {
            connector: Some(connector),
            place: place(file, line),
            module: "",
            operation,
        }
    }

    /// An operation that takes no settings, and so belongs to whatever connector is served.
    pub const fn for_any(file: &'static str, line: u32, operation: fn() -> Operation) -> Self {
        Self {
            connector: None,
            place: place(file, line),
            module: "",
            operation,
        }
    }

    /// The module and the column of the operation: what `module_path!()` and `column!()` say.
    #[must_use]
    pub const fn within(mut self, module: &'static str, column: u32) -> Self {
        self.module = module;
        self.place.column = column;
        self
    }

    fn is_for<C: Connector>(&self) -> bool {
        self.connector
            .as_ref()
            .is_none_or(|owner| (owner.id)() == TypeId::of::<C>())
    }

    fn operation(&self) -> Operation {
        (self.operation)().at(self.place)
    }
}

const fn place(file: &'static str, line: u32) -> Place {
    Place {
        file,
        line,
        column: 0,
    }
}

/// An operation that takes the settings of another connector.
pub(crate) struct Stray {
    pub(crate) operation: Operation,
    pub(crate) connector: &'static str,
}

pub(crate) fn operations_of<C: Connector>() -> Vec<Operation> {
    let mut operations: Vec<Operation> = inventory::iter::<Registration>()
        .filter(|registration| registration.is_for::<C>())
        .map(Registration::operation)
        .collect();
    operations.sort_by(|one, other| order(one).cmp(&order(other)));
    operations
}

/// The operations of other connectors in this binary.
pub(crate) fn strays<C: Connector>() -> Vec<Stray> {
    let mut strays: Vec<Stray> = inventory::iter::<Registration>()
        .filter(|registration| !registration.is_for::<C>())
        .map(|registration| Stray {
            operation: registration.operation(),
            connector: registration
                .connector
                .as_ref()
                .map_or("", |owner| (owner.name)()),
        })
        .collect();
    strays.sort_by(|one, other| order(&one.operation).cmp(&order(&other.operation)));
    strays
}

/// The crates whose operations are in this binary.
pub(crate) fn linked_crates() -> HashSet<&'static str> {
    inventory::iter::<Registration>()
        .filter_map(|registration| registration.module.split("::").next())
        .collect()
}

/// The linker gives registrations in any order, another one in each build.
fn order(operation: &Operation) -> (Option<Place>, &str) {
    (operation.place, &operation.key)
}
