//! Running the examples of the attributes.

use serde_json::Value;

use super::Plugin;
use super::upstream::difference;
use crate::{Connector, Operation};

/// Calls every `example(…)` of a connector's operations with the plugin's settings, in the order of the
/// source, and compares the results: an example's output must be a part of what came. Lists have
/// the same length; an object may have more fields.
///
/// ```standalone_crate
/// # use wick_runtime::prelude::*;
/// # /// Adds.
/// # #[connector]
/// # pub struct Adder;
/// /// Add two numbers.
/// #[operation(example(title = "Small numbers", input = {"a": 1, "b": 2}, output = 3))]
/// async fn add(
///     /// The one.
///     a: i32,
///     /// The other.
///     b: i32,
/// ) -> Result<i32> {
///     Ok(a + b)
/// }
///
/// use wick_runtime::testing::{Plugin, examples};
///
/// # /*
/// #[wick_runtime::test]
/// # */
/// async fn all_examples(adder: Plugin<Adder>) {
///     examples(&adder).await;
/// }
/// # wick_runtime::testing::in_process(all_examples);
/// ```
///
/// # Panics
///
/// When there is no example, or any fails; the message has all that did.
pub async fn examples<C: Connector>(plugin: &Plugin<C>) {
    let scrubber = plugin.scrubber();
    let mut failures = Vec::new();
    let mut count = 0_usize;
    for operation in C::operations() {
        for example in &operation.examples {
            count += 1;
            let name = format!("example {:?} of `{}`", example.title, operation.key());
            let input = serde_json::from_str(&example.input).expect("checked by the definition");
            match plugin.call(operation.key(), input).await {
                Err(error) => failures.push(format!("{name}: {error}")),
                Ok(answer) => {
                    let lines = missing(&operation, example.output.as_deref(), &answer.json());
                    if !lines.is_empty() {
                        failures.push(format!(
                            "{name}: - expected, + came\n  {}",
                            lines.join("\n  ")
                        ));
                    }
                }
            }
        }
    }
    assert!(count > 0, "no operation has an `example(…)`");
    assert!(
        failures.is_empty(),
        "{}",
        scrubber.text(&failures.join("\n"))
    );
}

/// What of an expected result is not in the one that came.
fn missing(operation: &Operation, expected: Option<&str>, came: &Value) -> Vec<String> {
    let Some(expected) = expected else {
        return Vec::new();
    };
    let expected: Value = serde_json::from_str(expected).expect("checked by the definition");
    let mut lines = Vec::new();
    difference::values(
        operation.key(),
        Some(&expected),
        Some(&shared(&expected, came)),
        &mut lines,
    );
    lines
}

/// `came` without the fields of objects that nobody expects.
fn shared(expected: &Value, came: &Value) -> Value {
    match (expected, came) {
        (Value::Object(expected), Value::Object(came)) => came
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), shared(expected.get(key)?, value))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (Value::Array(expected), Value::Array(came)) => came
            .iter()
            .enumerate()
            .map(|(index, value)| match expected.get(index) {
                Some(expected) => shared(expected, value),
                None => value.clone(),
            })
            .collect(),
        _ => came.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_expected_result_is_a_part_of_the_real_one() {
        let operation = Operation::new("find", |call| Box::pin(async move { call.reject() }));
        let missing =
            |expected: Value, came: Value| missing(&operation, Some(&expected.to_string()), &came);
        let came = json!([{ "n": 1, "title": "x" }, { "n": 2, "title": "y" }]);
        assert!(missing(json!([{ "n": 1 }, {}]), came.clone()).is_empty());
        assert_eq!(
            missing(json!([{ "n": 3, "id": 0 }]), came),
            [
                "- find[0].n: 3",
                "+ find[0].n: 1",
                "- find[0].id: 0",
                "+ find[1]: {\"n\":2,\"title\":\"y\"}"
            ]
        );
        assert_eq!(missing(json!(3), json!(4)), ["- find: 3", "+ find: 4"]);
    }
}
