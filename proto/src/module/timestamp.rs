use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

/// Go's zero time, which is nearly all there are: each field has one. So it takes no memory.
const ZERO: &str = "0001-01-01T00:00:00Z";

/// A point in time as RFC 3339 text. The text is kept as it was read.
///
/// What passes is what Go's `time.Time` reads from JSON: years 0000 to 9999, no leap second, capital
/// `T` and `Z`, and, looser than the standard, an hour of one digit, a comma before the fraction and
/// offsets up to `24:60`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(Cow<'static, str>);

impl Timestamp {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Timestamp {
    /// Go's zero time.
    fn default() -> Self {
        Self(Cow::Borrowed(ZERO))
    }
}

/// A text that is not a time in RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an RFC 3339 time such as 2024-01-02T03:04:05Z")]
pub struct TimestampError(String);

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        match text {
            ZERO => Ok(Self::default()),
            text => text.to_owned().try_into(),
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Self, TimestampError> {
        match is_time(text.as_bytes()) {
            true => Ok(Self(text.into())),
            false => Err(TimestampError(text)),
        }
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0.into_owned()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_time(text: &[u8]) -> bool {
    let Some((date, rest)) = text.split_at_checked("2006-01-02T".len()) else {
        return false;
    };
    // Go takes an hour of one digit.
    let hour_digits = rest.iter().take_while(|&&byte| byte != b':').count();
    let Some((time, rest)) = rest.split_at_checked(hour_digits + ":04:05".len()) else {
        return false;
    };
    let (hour, minutes) = time.split_at(hour_digits);
    is_date(date)
        && matches!(hour_digits, 1 | 2)
        && at_most(23, hour)
        && matches!(minutes, &[b':', m1, m2, b':', s1, s2]
            if at_most(59, &[m1, m2]) && at_most(59, &[s1, s2]))
        && is_offset(without_fraction(rest))
}

/// With its `T`.
fn is_date(text: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = text else {
        return false;
    };
    let parts = (
        decimal(&[y1, y2, y3, y4]),
        decimal(&[m1, m2]),
        decimal(&[d1, d2]),
    );
    let (Some(year), Some(month), Some(day)) = parts else {
        return false;
    };
    (1..=days_in(month, year)).contains(&day)
}

fn at_most(most: u32, digits: &[u8]) -> bool {
    decimal(digits).is_some_and(|number| number <= most)
}

/// `None` unless all bytes are digits.
fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, byte| match byte {
        b'0'..=b'9' => Some(sum * 10 + u32::from(byte - b'0')),
        _ => None,
    })
}

/// 0 in a month that does not exist.
fn days_in(month: u32, year: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

fn without_fraction(rest: &[u8]) -> &[u8] {
    let &[b'.' | b',', ref after @ ..] = rest else {
        return rest;
    };
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit());
    match digits.count() {
        0 => rest,
        count => &after[count..],
    }
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        b"Z" => true,
        &[b'+' | b'-', h1, h2, b':', m1, m2] => at_most(24, &[h1, h2]) && at_most(60, &[m1, m2]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_reads_passes_unchanged() {
        for text in [
            "0001-01-01T00:00:00Z",
            "0000-02-29T00:00:00Z",
            "2024-02-29T23:59:59.123456789Z",
            "2024-01-02T03:04:05+07:00",
            "2024-01-02T03:04:05.5-23:59",
            "9999-12-31T23:59:59Z",
            "2024-01-02T3:04:05Z",
            "2024-01-02T03:04:05,5Z",
            "2024-01-02T03:04:05+24:60",
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap().as_str(), text);
        }
        assert!(is_time(Timestamp::default().as_str().as_bytes()));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "2024-01-02",
            "2024-01-02 03:04:05",
            "2024-01-02T03:04:05",
            "2024-01-02t03:04:05Z",
            "2024-01-02T03:04:05z",
            "2024-01-02T03:04:05.Z",
            "2024-01-02T03:04:05,Z",
            "2024-01-02T003:04:05Z",
            "2024-01-02T:04:05Z",
            "2024-01-02T03:4:05Z",
            "2024-00-02T03:04:05Z",
            "2024-13-02T03:04:05Z",
            "2024-01-00T03:04:05Z",
            "2023-02-29T03:04:05Z",
            "2100-02-29T03:04:05Z",
            "2024-01-02T24:04:05Z",
            "2024-01-02T03:60:05Z",
            "2024-01-02T03:04:60Z",
            "2024-01-02T03:04:05+25:00",
            "2024-01-02T03:04:05+07:61",
            "2024-01-02T03:04:05+0700",
            "+024-01-02T03:04:05Z",
            "2024-01-02T03:04:05Z ",
            "２024-01-02T03:04:05Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text:?}");
        }
    }
}
