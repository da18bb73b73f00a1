//! A connector with its operations, checked once before anything is served.

mod module;
mod problem;
mod references;
mod sizes;
mod unlinked;

use std::collections::BTreeMap;
use std::sync::Arc;

use wick_proto::ConnectorKey;
use wick_proto::module::Module;

use crate::about::About;
use crate::connector::Connector;
use crate::decode::{Accepts, Given, Secrecy, explain};
use crate::input::{InputSpec, Property, Types};
use crate::operation::Operation;
use crate::registration;

pub use problem::{DefinitionError, Problem};

/// A connector with its operations, free of contradictions.
pub(crate) struct Definition {
    pub(crate) about: About,
    pub(crate) settings: Arc<[Property]>,
    pub(crate) operations: Vec<Defined>,
}

/// An operation and the properties of its inputs.
pub(crate) struct Defined {
    pub(crate) operation: Operation,
    pub(crate) properties: Arc<[Property]>,
}

impl Definition {
    /// Collects and checks what defines `C`.
    ///
    /// # Errors
    ///
    /// Lists everything that is wrong, not only what was found first.
    pub(crate) fn of<C: Connector>() -> Result<Self, DefinitionError> {
        let about = C::about();
        let mut problems = Vec::new();
        if let Err(error) = about.key.parse::<ConnectorKey>() {
            problems.push(Problem::Key(error));
        }
        let specs = C::settings();
        let mut types = Types::default();
        let settings = properties(&specs, &mut types);
        check_inputs("the settings", &specs, &settings, &mut problems);
        let operations: Vec<Defined> = C::operations()
            .into_iter()
            .map(|operation| Defined::of(operation, &mut types))
            .collect();
        check_operations(&about, &operations, &mut problems);
        references::check(&about, &settings, &operations, &mut problems);
        problems.extend(
            registration::strays::<C>()
                .into_iter()
                .map(|stray| Problem::Stray {
                    operation: place_of(&stray.operation),
                    connector: stray.connector,
                    served: match about.place {
                        Some(place) => format!("`{}` ({place})", std::any::type_name::<C>()),
                        None => format!("`{}`", std::any::type_name::<C>()),
                    },
                }),
        );
        if !problems.is_empty() {
            return Err(DefinitionError {
                connector: std::any::type_name::<C>(),
                problems,
            });
        }
        Ok(Self {
            about,
            settings,
            operations,
        })
    }

    /// What hosts are told. Nothing that is served needs it, and the schemas in it are most of the work.
    pub(crate) fn module(&self) -> Module {
        module::module(&self.about, &self.settings, &self.operations)
    }
}

/// Fails with everything that is wrong with the definition of `C`. For tests.
///
/// # Panics
///
/// When the definition is not sound, or a type makes no schema.
pub fn assert_sound<C: Connector>() {
    let problems = match Definition::of::<C>() {
        Ok(definition) => sizes::check(&definition.module()),
        Err(error) => error.problems,
    };
    // What is missing may be why something else is wrong.
    let problems: Vec<Problem> = unlinked::check().into_iter().chain(problems).collect();
    if !problems.is_empty() {
        let connector = std::any::type_name::<C>();
        panic!(
            "{}",
            DefinitionError {
                connector,
                problems
            }
        );
    }
}

impl Defined {
    fn of(operation: Operation, types: &mut Types) -> Self {
        Self {
            properties: properties(&operation.inputs, types),
            operation,
        }
    }
}

fn properties(specs: &[InputSpec], types: &mut Types) -> Arc<[Property]> {
    specs
        .iter()
        .flat_map(|spec| types.properties(*spec))
        .collect()
}

fn place_of(operation: &Operation) -> String {
    match operation.place {
        Some(place) => format!("operation `{}` ({place})", operation.key),
        None => format!("operation `{}`", operation.key),
    }
}

fn connector_place(about: &About) -> String {
    match about.place {
        Some(place) => format!("connector `{}` ({place})", about.key),
        None => format!("connector `{}`", about.key),
    }
}

fn check_operations(about: &About, operations: &[Defined], problems: &mut Vec<Problem>) {
    if operations.is_empty() {
        problems.push(Problem::NoOperations);
    }
    let mut seen: BTreeMap<&str, &Operation> = BTreeMap::new();
    for Defined {
        operation,
        properties,
    } in operations
    {
        let name = place_of(operation);
        if operation.key.is_empty() {
            problems.push(Problem::NoKey);
        }
        if let Some(first) = seen.insert(&operation.key, operation) {
            problems.push(Problem::SameOperation {
                first: place_of(first),
                second: name.clone(),
            });
        }
        let is_listed = about
            .categories
            .iter()
            .any(|(title, _)| *title == operation.category);
        if !about.categories.is_empty() && !is_listed {
            problems.push(Problem::Category {
                operation: name.clone(),
                category: operation.category.clone(),
                listed: about
                    .categories
                    .iter()
                    .map(|(title, _)| title.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
        check_inputs(&name, &operation.inputs, properties, problems);
    }
    for (title, _) in &about.categories {
        let is_used = operations
            .iter()
            .any(|defined| defined.operation.category == *title);
        if !is_used && !operations.is_empty() {
            problems.push(Problem::EmptyCategory {
                connector: connector_place(about),
                category: title.clone(),
            });
        }
    }
}

fn check_inputs(
    owner: &str,
    specs: &[InputSpec],
    properties: &[Property],
    problems: &mut Vec<Problem>,
) {
    let field = |key: &str| format!("`{key}` of {owner}");
    for (index, property) in properties.iter().enumerate() {
        if properties
            .iter()
            .take(index)
            .any(|earlier| earlier.key == property.key)
        {
            problems.push(Problem::SameInput {
                input: field(&property.key),
            });
        }
        if property.bounds.are_set() && !property.is_number() {
            problems.push(Problem::Range {
                input: field(&property.key),
            });
        }
        let is_measured = property.is_text() || property.is_list() || property.is_map();
        if property.spec.length.is_set() && !property.spec.flattened && !is_measured {
            problems.push(Problem::Length {
                input: field(&property.key),
            });
        }
        if property.spec.pattern.is_some() && !property.spec.flattened && !property.is_text() {
            problems.push(Problem::PatternOfNoText {
                input: field(&property.key),
            });
        }
        // That of a type is the type's own business.
        if property.spec.pattern.is_some()
            && let Some(reason) = property.limits.broken_pattern()
        {
            problems.push(Problem::Pattern {
                input: field(&property.key),
                reason: reason.to_owned(),
            });
        }
    }
    for spec in specs {
        if let Some(reason) = prefill_fault(spec, properties) {
            problems.push(Problem::Prefill {
                input: field(spec.key),
                reason,
            });
        }
        let own = properties
            .iter()
            .filter(|property| property.belongs_to(spec));
        match own.clone().next() {
            None => problems.push(Problem::Flatten {
                input: field(spec.key),
            }),
            Some(_) if spec.flattened => problems.extend(unnamed(spec, own, field(spec.key))),
            Some(property) => {
                check_offer(property, &field(spec.key), problems);
                if let Some(reason) = default_fault(property) {
                    problems.push(Problem::Default {
                        input: field(spec.key),
                        reason,
                    });
                }
            }
        }
    }
}

/// A person can choose only what a call can carry.
fn check_offer(property: &Property, input: &str, problems: &mut Vec<Problem>) {
    for option in property.offer() {
        if let Some(reason) = literal_fault(property, &option) {
            problems.push(Problem::Choice {
                input: input.to_owned(),
                option,
                reason,
            });
        }
    }
    if let Some(reason) = property.columns_fault() {
        problems.push(Problem::Columns {
            input: input.to_owned(),
            reason,
        });
    }
}

/// What a flattened type takes beside its properties, and no caller could ever give.
fn unnamed<'a>(
    spec: &InputSpec,
    properties: impl Iterator<Item = &'a Property>,
    input: String,
) -> Option<Problem> {
    let Some(names) = spec.names() else {
        return Some(Problem::FlattenWithin { input });
    };
    let keys: Vec<&str> = properties.map(|property| property.key.as_str()).collect();
    let mut unnamed = names.iter().filter(|name| !keys.contains(name));
    unnamed.next().map(|name| Problem::FlattenUnnamed {
        input,
        name: (*name).to_owned(),
    })
}

fn prefill_fault(spec: &InputSpec, properties: &[Property]) -> Option<String> {
    let property = properties
        .iter()
        .find(|property| property.spec.key == spec.key)?;
    literal_fault(property, spec.prefill?)
}

fn default_fault(property: &Property) -> Option<String> {
    literal_fault(property, property.default.as_deref()?)
}

fn literal_fault(property: &Property, text: &str) -> Option<String> {
    let given = Given::text(text);
    let fault = crate::values::beyond(property, given).or_else(|| (property.spec.fault)(given))?;
    // A default stands in the source; there is no secret in it to hide.
    Some(explain(
        Accepts {
            secrecy: Secrecy::Nothing,
            ..property.accepts()
        },
        given,
        &fault,
    ))
}
