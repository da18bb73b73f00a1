//! What is named by its key must be there: operations that draw widgets or are told to go well with
//! others, inputs that may hold templates or stand in samples.

use serde_json::Value;

use super::{Defined, Problem, place_of};
use crate::about::About;
use crate::input::{Condition, Property};
use crate::values::{Strings, Values};

pub(super) fn check(
    about: &About,
    settings: &[Property],
    operations: &[Defined],
    problems: &mut Vec<Problem>,
) {
    check_drawn(settings, operations, problems);
    check_conditions("the settings", settings, problems);
    for defined in operations {
        check_conditions(&place_of(&defined.operation), &defined.properties, problems);
        check_pairs(about, defined, operations, problems);
        check_templates(defined, problems);
        check_sample(defined, problems);
        check_examples(defined, problems);
    }
}

/// A form asks an operation of the same connector to draw an `html` widget.
fn check_drawn(settings: &[Property], operations: &[Defined], problems: &mut Vec<Problem>) {
    let drawn = |owner: String, properties: &[Property]| -> Vec<Problem> {
        let missing = properties.iter().filter_map(|property| {
            let ("html", operation) = property.spec.widget? else {
                return None;
            };
            (!is_defined(operations, operation)).then(|| Problem::Html {
                input: format!("`{}` of {owner}", property.key),
                operation,
            })
        });
        missing.collect()
    };
    problems.extend(drawn("the settings".to_owned(), settings));
    for defined in operations {
        let owner = place_of(&defined.operation);
        problems.extend(drawn(owner, &defined.properties));
    }
}

/// A field that waits for one that there is not is never visible.
fn check_conditions(owner: &str, properties: &[Property], problems: &mut Vec<Problem>) {
    for property in properties {
        if let Some(condition) = Condition::of(property.spec.visible_when)
            && properties.iter().all(|other| other.key != condition.key)
        {
            problems.push(Problem::Condition {
                input: format!("`{}` of {owner}", property.key),
                other: condition.key.to_owned(),
            });
        }
    }
}

/// A pair is an operation beside it, or `connector.operation` of another connector, which only a
/// host knows.
fn check_pairs(
    about: &About,
    defined: &Defined,
    operations: &[Defined],
    problems: &mut Vec<Problem>,
) {
    for pair in &defined.operation.docs.pair_with {
        let key = match pair.split_once('.') {
            Some((connector, _)) if connector != about.key => continue,
            Some((_, key)) => key,
            None => pair,
        };
        if !is_defined(operations, key) {
            problems.push(Problem::Pair {
                operation: place_of(&defined.operation),
                pair: pair.clone(),
            });
        }
    }
}

fn check_templates(defined: &Defined, problems: &mut Vec<Problem>) {
    for input in &defined.operation.docs.templateable_fields {
        if !has_input(defined, input) {
            problems.push(Problem::Template {
                operation: place_of(&defined.operation),
                input: input.clone(),
            });
        }
    }
}

/// Models copy a sample, so it must be one that can be sent.
fn check_sample(defined: &Defined, problems: &mut Vec<Problem>) {
    let sample = &defined.operation.docs.input_sample;
    if sample.is_empty() {
        return;
    }
    let mut note = |reason: String| {
        problems.push(Problem::Sample {
            operation: place_of(&defined.operation),
            reason,
        });
    };
    match serde_json::from_str(sample) {
        Ok(Value::Object(arguments)) => {
            for key in arguments.keys().filter(|key| !has_input(defined, key)) {
                note(format!("there is no input `{key}`"));
            }
        }
        Ok(_) => note("it is not a JSON object".to_owned()),
        Err(error) => note(format!("it is not JSON: {error}")),
    }
}

/// What a test runs must be what the operation takes, by the decoders that calls go through.
fn check_examples(defined: &Defined, problems: &mut Vec<Problem>) {
    for example in &defined.operation.examples {
        let mut note = |reason: String| {
            problems.push(Problem::Example {
                operation: place_of(&defined.operation),
                title: example.title.clone(),
                reason,
            });
        };
        let properties = defined.properties.clone();
        let decoded = Values::of_arguments(example.input.as_bytes(), Strings::Json, properties)
            .and_then(|values| values.check(&defined.operation.inputs));
        if let Err(error) = decoded {
            note(error.message());
        }
        if let Some(output) = &example.output
            && let Err(error) = serde_json::from_str::<Value>(output)
        {
            note(format!("its output is not JSON: {error}"));
        }
    }
}

fn is_defined(operations: &[Defined], key: &str) -> bool {
    operations
        .iter()
        .any(|defined| defined.operation.key == key)
}

fn has_input(defined: &Defined, key: &str) -> bool {
    defined
        .properties
        .iter()
        .any(|property| property.key == key)
}
