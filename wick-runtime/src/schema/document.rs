//! Documents: the schema of one or several types, whole.
//!
//! Types stand in place, which every client understands. A type that is used twice on each of several levels
//! would be written a thousand times, so a document that would be long in this form has each type once, in
//! `$defs`. How long it would be is counted on the types, before any of it is written.

use std::collections::{HashMap, HashSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::{Schema as Generated, SchemaGenerator};
use serde_json::{Map, Value};

use super::tidy::tidy;
use super::walk;

type Schema = Map<String, Value>;

/// The bytes of JSON up to which types stand in place. Some 8,000 tokens of a model, which is much for the
/// inputs or the result of one operation.
const IN_PLACE_BYTES: usize = 32 << 10;

/// What a type counts at least, so that counting ends soon whatever the types are.
const LEAST_BYTES: usize = 32;

/// The document that `make` writes, as hosts are told it.
pub(crate) fn document(contract: Contract, make: impl Fn(&mut SchemaGenerator) -> Value) -> Value {
    let mut document = as_generated(contract.clone(), make);
    if let Value::Object(schema) = &mut document {
        tidy(schema, &contract);
    }
    document
}

/// The schema of one type that callers give, by itself and with all that its generator says.
pub(crate) fn of_argument(make: fn(&mut SchemaGenerator) -> Generated) -> Value {
    as_generated(Contract::Deserialize, |generator| {
        make(generator).to_value()
    })
}

/// Calls `make` a second time when the types shall stand in place.
fn as_generated(contract: Contract, make: impl Fn(&mut SchemaGenerator) -> Value) -> Value {
    let mut generator = referring(contract.clone());
    let mut document = make(&mut generator);
    if !generator.definitions().is_empty() && fits_in_place(&document, generator.definitions()) {
        generator = in_place(contract);
        document = make(&mut generator);
    }
    let Value::Object(schema) = document else {
        return document;
    };
    let definitions = generator.take_definitions(true);
    let mut schema = super::resolved(schema, &definitions);
    let used = used(&schema, &definitions);
    let kept: Schema = definitions
        .into_iter()
        .filter(|(name, _)| used.contains(name))
        .collect();
    if !kept.is_empty() {
        schema.insert("$defs".to_owned(), kept.into());
    }
    schema.into()
}

/// Every type that has a name is a reference.
fn referring(contract: Contract) -> SchemaGenerator {
    settings(contract, false)
}

/// Only a type that contains itself becomes a reference.
fn in_place(contract: Contract) -> SchemaGenerator {
    settings(contract, true)
}

fn settings(contract: Contract, inline: bool) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = inline;
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

fn fits_in_place(document: &Value, definitions: &Schema) -> bool {
    let mut count = Count {
        types: definitions
            .iter()
            .map(|(name, definition)| (name.as_str(), Type::of(definition, definitions)))
            .collect(),
        open: Vec::new(),
        contain_themselves: HashSet::new(),
        left: IN_PLACE_BYTES,
    };
    let whole = Type::of(document, definitions);
    let fits = count.spend(&whole).is_some();
    // Each of them is written once more, as the definition that it refers to.
    let again: Vec<&str> = count.contain_themselves.iter().copied().collect();
    fits && again.into_iter().all(|name| count.expand(name).is_some())
}

/// What writing one type costs.
struct Type<'a> {
    bytes: usize,
    refers_to: Vec<&'a str>,
}

impl<'a> Type<'a> {
    fn of(schema: &Value, definitions: &'a Schema) -> Self {
        let mut refers_to = Vec::new();
        if let Value::Object(schema) = schema {
            each_reference(schema, definitions, &mut |name| refers_to.push(name));
        }
        Self {
            bytes: schema.to_string().len().max(LEAST_BYTES),
            refers_to,
        }
    }
}

struct Count<'a> {
    types: HashMap<&'a str, Type<'a>>,
    /// The types in which the counting is. One that is met again stays a reference.
    open: Vec<&'a str>,
    contain_themselves: HashSet<&'a str>,
    left: usize,
}

impl<'a> Count<'a> {
    /// `None` when nothing is left.
    fn expand(&mut self, name: &'a str) -> Option<()> {
        if self.open.contains(&name) {
            self.contain_themselves.insert(name);
            return Some(());
        }
        let Some(of_name) = self.types.remove(name) else {
            return Some(());
        };
        self.open.push(name);
        let spent = self.spend(&of_name);
        self.open.pop();
        self.types.insert(name, of_name);
        spent
    }

    fn spend(&mut self, spent: &Type<'a>) -> Option<()> {
        self.left = self.left.checked_sub(spent.bytes)?;
        spent
            .refers_to
            .iter()
            .try_for_each(|name| self.expand(name))
    }
}

/// The definitions that the document needs.
fn used(schema: &Schema, definitions: &Schema) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        each_reference(schema, definitions, &mut |name| {
            if used.insert(name.to_owned())
                && let Some(Value::Object(definition)) = definitions.get(name)
            {
                open.push(definition);
            }
        });
    }
    used
}

/// Visits the definitions that a schema refers to, as often as it does.
fn each_reference<'a>(schema: &Schema, definitions: &'a Schema, visit: &mut impl FnMut(&'a str)) {
    let path = schema.get("$ref").and_then(Value::as_str);
    if let Some((name, _)) = path.and_then(|path| super::definition(path, definitions)) {
        visit(name);
    }
    walk::each(schema, |_, inner| {
        each_reference(inner, definitions, visit);
    });
}
