//! Truth values, numbers and single characters out of text.

use std::fmt::Display;

use super::fault::{Fault, FaultKind};
use super::whole::{self, Whole};

/// Truth values as the reference's readers take them, in any case.
const TRUE: [&str; 6] = ["true", "1", "yes", "on", "t", "y"];
const FALSE: [&str; 6] = ["false", "0", "no", "off", "f", "n"];

pub(super) fn truth(text: &str) -> Result<bool, Fault> {
    let is_one_of = |words: [&str; 6]| {
        words
            .iter()
            .any(|word| text.trim().eq_ignore_ascii_case(word))
    };
    if is_one_of(TRUE) {
        Ok(true)
    } else if is_one_of(FALSE) {
        Ok(false)
    } else {
        Err(Fault::not("a truth value", "true, false"))
    }
}

pub(super) fn whole_number<T>(text: &str, lowest: T, highest: T) -> Result<T, Fault>
where
    T: TryFrom<i128> + TryFrom<u128> + Display,
{
    let whole = whole::parse(text);
    let accepted = || format!("{lowest} to {highest}");
    if whole == Whole::No {
        return Err(Fault::not("a whole number", accepted()));
    }
    whole.narrow().ok_or_else(|| {
        FaultKind::OutOfRange {
            accepted: accepted(),
        }
        .into()
    })
}

/// A finite number. `inf` and `nan`, which Rust's parser takes, have no JSON and are refused.
pub(super) fn real_number(text: &str) -> Result<f64, Fault> {
    let text = text.trim();
    let is_decimal = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
    };
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) if is_decimal(text) => Err(too_large(f64::MAX)),
        _ => Err(Fault::not("a number", "a number")),
    }
}

pub(super) fn short_real_number(text: &str) -> Result<f32, Fault> {
    real_number(text)?;
    match text.trim().parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(too_large(f64::from(f32::MAX))),
    }
}

fn too_large(limit: f64) -> Fault {
    FaultKind::OutOfRange {
        accepted: format!("{:e} to {limit:e}", -limit),
    }
    .into()
}

pub(super) fn character(text: &str) -> Result<char, Fault> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err(Fault::not("a single character", "one character")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_values_of_both_readers_of_the_reference() {
        for text in ["true", "TRUE", "True", "1", "t", "T", "yes", "On", " on "] {
            assert_eq!(truth(text), Ok(true), "{text}");
        }
        for text in ["false", "False", "0", "f", "F", "no", "OFF"] {
            assert_eq!(truth(text), Ok(false), "{text}");
        }
        for text in ["2", "maybe", "tru", "1.0"] {
            assert!(truth(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_keep_to_their_type() {
        assert_eq!(whole_number("255", u8::MIN, u8::MAX), Ok(255));
        assert_eq!(
            whole_number("256", u8::MIN, u8::MAX)
                .unwrap_err()
                .to_string(),
            "out of range; accepted: 0 to 255"
        );
        assert_eq!(
            whole_number("-1", u64::MIN, u64::MAX)
                .unwrap_err()
                .to_string()
                .split(';')
                .next(),
            Some("out of range")
        );
        assert_eq!(
            whole_number("1e400", i8::MIN, i8::MAX)
                .unwrap_err()
                .to_string(),
            "out of range; accepted: -128 to 127"
        );
        assert_eq!(
            whole_number("1.5", i8::MIN, i8::MAX)
                .unwrap_err()
                .to_string(),
            "not a whole number; accepted: -128 to 127"
        );
    }

    #[test]
    fn real_numbers_are_finite() {
        assert_eq!(real_number("1.234567895e+08"), Ok(123_456_789.5));
        assert_eq!(real_number("1e-07"), Ok(1e-7));
        for text in ["inf", "-Infinity", "NaN", "", "one", "1e400", "0x1p3"] {
            assert!(real_number(text).is_err(), "{text}");
        }
        assert!(short_real_number("1e39").is_err());
        assert_eq!(short_real_number("0.1"), Ok(0.1));
    }
}
