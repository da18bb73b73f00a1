//! What can be wrong with the definition of a connector.

use std::fmt;

use wick_proto::key::KeyError;

/// Everything that is wrong with the definition of a connector.
#[derive(Debug)]
pub struct DefinitionError {
    pub(super) connector: &'static str,
    pub(super) problems: Vec<Problem>,
}

impl DefinitionError {
    /// What is wrong, in the order of the source.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for DefinitionError {}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connector `{}` is not sound:", self.connector)?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}

/// One thing that is wrong with the definition of a connector. Operations are told with their
/// place in the source, inputs with their operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// An operation is in a category that the connector does not list.
    #[error(
        "{operation} is in the category {category:?}, which the connector does not list: {listed}"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Category {
        operation: String,
        category: String,
        listed: String,
    },
    /// A form offers what is no value of its input.
    #[error("the option `{option}` of {input}: {reason}; a dropdown offers values of its type")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Choice {
        input: String,
        option: String,
        reason: String,
    },
    /// The columns of a list of rows are not the fields of its structs.
    #[error("the options of {input}: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Columns { input: String, reason: String },
    /// A form waits for an input that there is not.
    #[error(
        "{input} is visible when `{other}` has some value, but there is no `{other}` beside it"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Condition { input: String, other: String },
    /// A default is no value of its input.
    #[error("the default of {input}: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Default { input: String, reason: String },
    /// No operation is in a category that the connector lists.
    #[error("{connector} lists the category {category:?}, but no operation is in it")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    EmptyCategory { connector: String, category: String },
    /// An example could not be sent, or has a result that is no JSON.
    #[error("the example {title:?} of {operation}: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Example {
        operation: String,
        title: String,
        reason: String,
    },
    /// A flattened input has no fields.
    #[error("{input} is flattened, but its type is not a struct with fields")]
    #[expect(missing_docs, reason = "the message tells what it is")]
    Flatten { input: String },
    /// A flattened input takes a name that is no input.
    #[error(
        "{input} is flattened, and its type also reads `{name}`, which its schema does not name; remove `#[serde(alias)]` or `#[schemars(skip)]`, or make `{name}` a field"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    FlattenUnnamed { input: String, name: String },
    /// A flattened input has fields that its type does not list.
    #[error(
        "{input} is flattened, but its type does not list all of its fields, as with `#[serde(flatten)]`; write them out, or give each part an `#[arg(flatten)]` of its own"
    )]
    #[expect(missing_docs, reason = "the message tells what it is")]
    FlattenWithin { input: String },
    /// An input is drawn by an operation that there is not.
    #[error("{input} is drawn by the operation `{operation}`, which there is not")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Html {
        input: String,
        operation: &'static str,
    },
    /// The key of the connector is not one.
    #[error(transparent)]
    Key(KeyError),
    /// A length is given for something else than a text, a list or a map.
    #[error("{input} has a length, but its type is neither text nor list nor map")]
    #[expect(missing_docs, reason = "the message tells what it is")]
    Length { input: String },
    /// An operation has an empty key.
    #[error("an operation has an empty key")]
    NoKey,
    /// There is no operation.
    #[error(
        "there is no operation; annotate a function with `#[operation]`, and name the crate of operations \
         that stand in another crate, as the linker leaves it out otherwise: `use parts as _;`"
    )]
    NoOperations,
    /// An operation that goes well with another is not there.
    #[error("{operation} is paired with `{pair}`, which there is not")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Pair { operation: String, pair: String },
    /// What a form holds at first is no value of the input.
    #[error("the prefill of {input}: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Prefill { input: String, reason: String },
    /// A pattern is not a regular expression.
    #[error("the pattern of {input} is not a regular expression: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Pattern { input: String, reason: String },
    /// A pattern is given for something else than a text.
    #[error("{input} has a pattern, but its type is not text")]
    #[expect(missing_docs, reason = "the message tells what it is")]
    PatternOfNoText { input: String },
    /// A range is given for something else than a number.
    #[error("{input} has a range, but its type is not a number")]
    #[expect(missing_docs, reason = "the message tells what it is")]
    Range { input: String },
    /// Sample arguments could not be sent.
    #[error("the input sample of {operation}: {reason}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Sample { operation: String, reason: String },
    /// A schema is longer than hosts and models take.
    #[error(
        "the schema of {what} has {bytes} bytes, most of them for the type `{largest}`; at most {limit} are \
         fine, so take or return less"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Schema {
        what: String,
        bytes: usize,
        largest: String,
        limit: usize,
    },
    /// Two inputs have one key.
    #[error("the key {input} is used twice")]
    #[expect(missing_docs, reason = "the message tells what it is")]
    SameInput { input: String },
    /// Two operations have one key.
    #[error("{second} has the same key as {first}")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    SameOperation { first: String, second: String },
    /// An operation takes the settings of a connector that this binary does not serve.
    #[error(
        "{operation} takes `&{connector}`, but the connector is {served}; a binary serves one connector"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Stray {
        operation: String,
        connector: &'static str,
        served: String,
    },
    /// A dependency has operations, but nothing of it is linked.
    #[error(
        "the crate `{name}` has operations ({place}), but `{package}` names it nowhere, so the linker leaves \
         them out; write `use {name} as _;` beside `main`"
    )]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Unlinked {
        name: String,
        package: String,
        place: String,
    },
    /// What may hold a template is no input.
    #[error("{operation} says that `{input}` may hold a template, but has no such input")]
    #[expect(missing_docs, reason = "the message tells what they are")]
    Template { operation: String, input: String },
}
