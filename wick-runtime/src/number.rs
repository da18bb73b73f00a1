//! Bounds of number inputs.

use std::cmp::Ordering;
use std::fmt;

/// A whole or a real number, as a bound of an input is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A real number.
    Float(f64),
}

impl Number {
    /// This number as JSON; a whole number beyond 64 bits becomes a real one.
    pub(crate) fn to_json(self) -> serde_json::Value {
        match self {
            Self::Int(int) => match (i64::try_from(int), u64::try_from(int)) {
                (Ok(int), _) => int.into(),
                (_, Ok(int)) => int.into(),
                _ => (int as f64).into(),
            },
            Self::Float(float) => float.into(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Int(a), Self::Float(b)) => (a as f64).partial_cmp(&b),
            (Self::Float(a), Self::Int(b)) => a.partial_cmp(&(b as f64)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => int.fmt(f),
            Self::Float(float) => float.fmt(f),
        }
    }
}

/// The numbers that an input accepts; both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) lowest: Option<Number>,
    pub(crate) highest: Option<Number>,
}

impl Bounds {
    pub(crate) fn are_set(self) -> bool {
        self.lowest.is_some() || self.highest.is_some()
    }

    pub(crate) fn contain(self, number: Number) -> bool {
        self.lowest.is_none_or(|lowest| number >= lowest)
            && self.highest.is_none_or(|highest| number <= highest)
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lowest, self.highest) {
            (Some(lowest), Some(highest)) => write!(f, "{lowest} to {highest}"),
            (Some(lowest), None) => write!(f, "at least {lowest}"),
            (None, Some(highest)) => write!(f, "at most {highest}"),
            (None, None) => f.write_str("any number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_include_their_ends() {
        let bounds = Bounds {
            lowest: Some(Number::Int(1)),
            highest: Some(Number::Float(2.5)),
        };
        for inside in [Number::Int(1), Number::Float(2.5), Number::Int(2)] {
            assert!(bounds.contain(inside));
        }
        for outside in [
            Number::Int(0),
            Number::Float(0.99),
            Number::Int(3),
            Number::Float(f64::NAN),
        ] {
            assert!(!bounds.contain(outside));
        }
        assert_eq!(bounds.to_string(), "1 to 2.5");
        assert_eq!(
            Bounds {
                lowest: None,
                ..bounds
            }
            .to_string(),
            "at most 2.5"
        );
    }

    #[test]
    fn whole_numbers_stay_whole_in_json() {
        assert_eq!(
            Number::Int(i128::from(u64::MAX)).to_json().to_string(),
            "18446744073709551615"
        );
        assert_eq!(Number::Int(-1).to_json().to_string(), "-1");
    }
}
