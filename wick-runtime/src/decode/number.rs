//! Numbers of JSON text, for types that take anything.

use std::sync::LazyLock;

use serde::de::{Error as _, Visitor};

use super::fault::Fault;
use super::reading::Reading;
use super::whole::{self, Whole};

/// The readings of a number, the likeliest first.
pub(super) fn readings(text: &str) -> Vec<Reading> {
    let whole = whole::parse(text);
    let is_small = whole.narrow::<u64>().is_some() || whole.narrow::<i64>().is_some();
    let is_wide = whole.narrow::<u128>().is_some() || whole.narrow::<i128>().is_some();
    let mut readings = if is_plain(text) {
        if is_small {
            return vec![Reading::Json];
        }
        vec![Reading::Whole, Reading::Json]
    } else {
        match float(text) {
            Some(float) if !keeps(float, whole, text) => vec![Reading::Rounded, Reading::Whole],
            _ => vec![Reading::Json, Reading::Whole],
        }
    };
    if !is_wide {
        readings.retain(|reading| *reading != Reading::Whole);
    }
    readings.push(Reading::Digits);
    if *HAS_TOKENS {
        readings.push(Reading::Token);
    }
    readings
}

/// Gives a number as readers of JSON do: as a whole number of 64 bits, or else as a float.
///
/// # Errors
///
/// For a whole number that neither keeps, as its digits would change.
pub(super) fn visit<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    let is_plain = is_plain(text);
    let whole = match is_plain {
        true => whole::parse(text),
        false => Whole::No,
    };
    if let Some(small) = whole.narrow::<u64>() {
        return visitor.visit_u64(small);
    }
    if let Some(small) = whole.narrow::<i64>() {
        return visitor.visit_i64(small);
    }
    match float(text) {
        Some(float) if !is_plain || format!("{float:.0}") == text => visitor.visit_f64(float),
        _ => Err(Fault::custom("number with more digits than the type keeps")),
    }
}

/// Gives a number as a whole one, in as few bits as serde's types agree on.
pub(super) fn visit_whole<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    let whole = whole::parse(text);
    if let Some(whole) = whole.narrow() {
        return visitor.visit_u64(whole);
    }
    if let Some(whole) = whole.narrow() {
        return visitor.visit_i64(whole);
    }
    if let Some(whole) = whole.narrow() {
        return visitor.visit_u128(whole);
    }
    match whole.narrow() {
        Some(whole) => visitor.visit_i128(whole),
        None => Err(Fault::not("a whole number", "a whole number")),
    }
}

/// Whether it has neither fraction nor exponent.
fn is_plain(text: &str) -> bool {
    !text.contains(['.', 'e', 'E'])
}

fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|float: &f64| float.is_finite())
}

/// Whether this float is the number itself. Of one that has a fraction, only the commonest are known:
/// for others the digits are kept beside it.
fn keeps(float: f64, whole: Whole, text: &str) -> bool {
    match whole {
        Whole::Positive(distance) | Whole::Negative(distance) => {
            float.abs() as u128 == distance && float.abs() < 2_f64.powi(127)
        }
        Whole::No => float.to_string() == text && (float * 1024.0).fract() == 0.0,
        Whole::TooLarge => false,
    }
}

/// Whether serde_json was built with `arbitrary_precision`, which any crate of a build can switch on.
static HAS_TOKENS: LazyLock<bool> = LazyLock::new(|| {
    let number = serde_json::from_str::<serde_json::Number>("1.10");
    number.is_ok_and(|number| number.to_string() == "1.10")
});
