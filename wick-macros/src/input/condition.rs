//! `visible_when = "auth:token|key"`: another input of the same item, and values that it can have.

use super::Input;
use super::form::choices;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::types::Shape;

/// A condition that can never hold hides its input for ever.
pub(crate) fn check_conditions(inputs: &[&Input], errors: &mut Errors) {
    for input in inputs {
        if let Some(written) = &input.visible_when
            && let Some(message) = problem(input, &written.value(), inputs)
        {
            errors.at(written, &input.subject, message);
        }
    }
}

fn problem(input: &Input, condition: &str, inputs: &[&Input]) -> Option<String> {
    let (key, values) = condition.split_once(':').unwrap_or_default();
    let key = key.trim();
    let values: Vec<&str> = values.split('|').map(str::trim).collect();
    if key.is_empty() || values.iter().any(|value| value.is_empty()) {
        return Some("the condition names another field and its values: `auth:token|key`".into());
    }
    let Some(other) = inputs.iter().find(|other| other.key.text() == key) else {
        return absent(key, inputs);
    };
    if std::ptr::eq(*other, input) {
        return Some("it cannot wait for itself; name another field".into());
    }
    values.iter().find_map(|value| never(key, value, other))
}

/// The fields of a flattened type are unknown here; the whole connector is checked for them.
fn absent(key: &str, inputs: &[&Input]) -> Option<String> {
    if inputs.iter().any(|input| input.flatten.is_some()) {
        return None;
    }
    let keys: Vec<String> = inputs.iter().map(|input| input.key.text()).collect();
    Some(match nearest(key, keys.iter().map(String::as_str)) {
        Some(meant) => format!("there is no `{key}` beside it; did you mean `{meant}`?"),
        None => format!("there is no `{key}` beside it"),
    })
}

fn never(key: &str, value: &str, other: &Input) -> Option<String> {
    let options = choices(other);
    if !options.is_empty() && !options.iter().any(|option| option == value) {
        let options = options.join("`, `");
        return Some(format!(
            "`{key}` is never `{value}`; its options are `{options}`"
        ));
    }
    match Shape::of(&other.ty).present() {
        Shape::Bool if !matches!(value, "true" | "false") => Some(format!(
            "`{key}` is never `{value}`; it is `true` or `false`"
        )),
        Shape::Integer { .. } if value.parse::<i128>().is_err() => {
            Some(format!("`{key}` is never `{value}`; it is a whole number"))
        }
        _ => None,
    }
}
