//! Operations, as the macro and hand-written connectors describe them.

use std::fmt;
use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};
use wick_proto::module::Example;

use crate::call::{Call, CallFuture};
use crate::connector::Connector;
use crate::input::{Input, InputSpec};
use crate::names;
use crate::outcome::Output;
use crate::place::Place;
use crate::registration;
use crate::streamed::Items;
use crate::text;

/// One operation of a connector: what it is called, what it takes and gives, and the function
/// that runs it. `#[operation]` writes this; by hand it is
///
/// ```
/// use wick_runtime::{Call, CallFuture, Input, Operation, Output, Result};
///
/// static WORDS: Input<String> = Input::new("words").describe("What to say.");
/// static OUTPUT: Output<Result<String>> = Output::new();
///
/// fn call(mut call: Call) -> CallFuture {
///     Box::pin(async move {
///         let Some(words) = call.take(&WORDS) else { return call.reject() };
///         OUTPUT.reply(Ok(words), &call)
///     })
/// }
///
/// let echo = Operation::new("echo", call)
///     .describe("Say it again.")
///     .category("Talk")
///     .input(&WORDS)
///     .output(&OUTPUT);
/// assert_eq!(echo.key(), "echo");
/// ```
#[derive(Clone)]
pub struct Operation {
    pub(crate) key: String,
    pub(crate) name: Option<String>,
    pub(crate) description: String,
    pub(crate) category: String,
    pub(crate) inputs: Vec<InputSpec>,
    pub(crate) output: Option<fn(&mut SchemaGenerator) -> Schema>,
    pub(crate) destructive: bool,
    pub(crate) config_only: bool,
    pub(crate) read_only: bool,
    pub(crate) idempotent: bool,
    pub(crate) closed_world: bool,
    pub(crate) docs: Docs,
    pub(crate) examples: Vec<WorkedExample>,
    pub(crate) place: Option<Place>,
    pub(crate) call: Arc<dyn Fn(Call) -> CallFuture + Send + Sync>,
}

/// What a host shows about an operation beyond its schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    pub(crate) output_shape: Vec<(String, String)>,
    pub(crate) templateable_fields: Vec<String>,
    pub(crate) quirks: Vec<String>,
    pub(crate) examples: Vec<Example>,
    pub(crate) pair_with: Vec<String>,
    pub(crate) common_pitfalls: Vec<String>,
    pub(crate) input_sample: String,
    pub(crate) output_sample: String,
}

/// A use of an operation that a test can run.
#[derive(Clone, Debug)]
pub(crate) struct WorkedExample {
    pub(crate) title: String,
    /// The arguments: a JSON object.
    pub(crate) input: String,
    /// What is in the result: JSON.
    pub(crate) output: Option<String>,
}

impl Operation {
    /// An operation under a key, and the function that runs a call of it.
    pub fn new(
        key: impl Into<String>,
        call: impl Fn(Call) -> CallFuture + Send + Sync + 'static,
    ) -> Self {
        Self {
            key: key.into(),
            name: None,
            description: String::new(),
            category: String::new(),
            inputs: Vec::new(),
            output: None,
            destructive: false,
            config_only: false,
            read_only: false,
            idempotent: false,
            closed_world: false,
            docs: Docs::default(),
            examples: Vec::new(),
            place: None,
            call: Arc::new(call),
        }
    }

    /// The operations that `#[operation]` registered for a connector, and those for any, by
    /// source file, line, column and key.
    pub fn registered<C: Connector>() -> Vec<Self> {
        registration::operations_of::<C>()
    }

    /// Its name for people; made from the key when not given.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What it does, for people and models.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = text::tidy(description.into());
        self
    }

    /// The title of its category.
    #[must_use]
    pub fn category(mut self, title: impl Into<String>) -> Self {
        self.category = title.into();
        self
    }

    /// Says that it takes an input.
    #[must_use]
    pub fn input<T>(mut self, input: &Input<T>) -> Self {
        self.inputs.push(input.spec());
        self
    }

    /// Says what it returns.
    #[must_use]
    pub fn output<R>(mut self, output: &Output<R>) -> Self {
        self.output = Some(output.json_schema());
        self
    }

    /// Says what the stream that it returns yields.
    #[doc(hidden)]
    #[must_use]
    pub fn items<I>(mut self, items: &Items<I>) -> Self {
        self.output = Some(items.json_schema());
        self
    }

    /// Says that it destroys or changes something for good, so that hosts ask first.
    #[must_use]
    pub fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Keeps it from models: it serves forms of settings only.
    #[must_use]
    pub fn config_only(mut self) -> Self {
        self.config_only = true;
        self
    }

    /// Says that it changes nothing.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Says that doing it twice is the same as doing it once.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Says that it touches nothing but what the connector itself keeps, such as a directory of
    /// its own. Without it, hosts count on an open world: a service that others change as well.
    #[must_use]
    pub fn closed_world(mut self) -> Self {
        self.closed_world = true;
        self
    }

    /// Says what one part of the result holds: a path and words about it.
    #[must_use]
    pub fn output_shape(mut self, path: impl Into<String>, words: impl Into<String>) -> Self {
        self.docs.output_shape.push((path.into(), words.into()));
        self
    }

    /// Names an input that may hold a template.
    #[must_use]
    pub fn templateable_field(mut self, key: impl Into<String>) -> Self {
        self.docs.templateable_fields.push(key.into());
        self
    }

    /// Tells of a behaviour that surprises.
    #[must_use]
    pub fn quirk(mut self, words: impl Into<String>) -> Self {
        self.docs.quirks.push(words.into());
        self
    }

    /// Shows a use of it.
    #[must_use]
    pub fn example(mut self, name: impl Into<String>, body: impl Into<String>) -> Self {
        self.docs.examples.push(Example {
            name: name.into(),
            body: body.into(),
        });
        self
    }

    /// Shows a use of it that a test can run: a title, the arguments as a JSON object, and what is in
    /// the result. The first is also the sample of input and output, unless there are others.
    #[must_use]
    pub fn worked_example(
        mut self,
        title: impl Into<String>,
        input: impl Into<String>,
        output: Option<&str>,
    ) -> Self {
        let (title, input) = (title.into(), input.into());
        self.examples.push(WorkedExample {
            title: title.clone(),
            input: input.clone(),
            output: output.map(str::to_owned),
        });
        self.example(title, input)
    }

    /// Names an operation that is often used with it.
    #[must_use]
    pub fn pair_with(mut self, key: impl Into<String>) -> Self {
        self.docs.pair_with.push(key.into());
        self
    }

    /// Warns of a usual mistake.
    #[must_use]
    pub fn common_pitfall(mut self, words: impl Into<String>) -> Self {
        self.docs.common_pitfalls.push(words.into());
        self
    }

    /// Arguments as they may be given.
    #[must_use]
    pub fn input_sample(mut self, json: impl Into<String>) -> Self {
        self.docs.input_sample = json.into();
        self
    }

    /// A result as it may come.
    #[must_use]
    pub fn output_sample(mut self, json: impl Into<String>) -> Self {
        self.docs.output_sample = json.into();
        self
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| names::title(&self.key))
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
