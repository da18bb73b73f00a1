//! Whole numbers out of decimal text, without a detour over floating point.

/// The whole number that a decimal text stands for.
///
/// Takes what a Go host makes of a number: `100000000` and `1e+08`. The reference turns every JSON
/// number into a float and prints that with `%g`.
pub(crate) fn parse(text: &str) -> Whole {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => match exponent.parse::<i32>() {
            Ok(exponent) => (mantissa, exponent),
            Err(_) => return Whole::No,
        },
        None => (digits, 0),
    };
    let (integral, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if integral.len() + fraction.len() == 0 || !is_decimal(integral) || !is_decimal(fraction) {
        return Whole::No;
    }
    scale(negative, integral, fraction.trim_end_matches('0'), exponent)
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// Nothing whole.
    No,
    /// Zero or more.
    Positive(u128),
    /// Less than zero, by its distance from zero.
    Negative(u128),
    /// A whole number of more than 128 bits.
    TooLarge,
}

fn scale(negative: bool, integral: &str, fraction: &str, exponent: i32) -> Whole {
    let digits = format!("{integral}{fraction}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Whole::Positive(0);
    }
    // The number is digits · 10^shift.
    let shift = i64::from(exponent) - fraction.len() as i64;
    let magnitude = if shift < 0 {
        let dropped = digits.len() as i64 + shift;
        let Some((kept, rest)) = usize::try_from(dropped)
            .ok()
            .filter(|kept| *kept > 0)
            .map(|kept| digits.split_at(kept))
        else {
            return Whole::No;
        };
        if rest.bytes().any(|byte| byte != b'0') {
            return Whole::No;
        }
        kept.parse().ok()
    } else {
        u32::try_from(shift)
            .ok()
            .and_then(|shift| 10_u128.checked_pow(shift))
            .and_then(|factor| digits.parse::<u128>().ok()?.checked_mul(factor))
    };
    match magnitude {
        Some(magnitude) if negative => Whole::Negative(magnitude),
        Some(magnitude) => Whole::Positive(magnitude),
        None => Whole::TooLarge,
    }
}

impl Whole {
    /// This number in a type that may be too small for it.
    pub(crate) fn narrow<T: TryFrom<i128> + TryFrom<u128>>(self) -> Option<T> {
        match self {
            Self::Positive(magnitude) => T::try_from(magnitude).ok(),
            Self::Negative(magnitude) => T::try_from(0_i128.checked_sub_unsigned(magnitude)?).ok(),
            Self::No | Self::TooLarge => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integral_texts_are_exact() {
        let whole = [
            ("0", 0),
            ("-0", 0),
            ("+7", 7),
            (" 42 ", 42),
            ("9007199254740993", 9_007_199_254_740_993),
            ("-9223372036854775808", i128::from(i64::MIN)),
            ("18446744073709551615", i128::from(u64::MAX)),
            ("1e+08", 100_000_000),
            ("1.23456789e+08", 123_456_789),
            ("1E3", 1000),
            ("1500e-2", 15),
            ("5.0", 5),
            ("0e999999", 0),
            ("1e+19", 10_000_000_000_000_000_000),
        ];
        for (text, value) in whole {
            assert_eq!(parse(text).narrow::<i128>(), Some(value), "{text}");
        }
        assert_eq!(
            parse("340282366920938463463374607431768211455").narrow(),
            Some(u128::MAX)
        );
        assert_eq!(
            parse("-170141183460469231731687303715884105728").narrow(),
            Some(i128::MIN)
        );
    }

    #[test]
    fn other_texts_are_not_whole() {
        let not = [
            "", " ", "-", "+", ".", "e5", "1e", "1.5", "1e-1", "15e-2", "0x10", "1_000", "ten",
        ];
        for text in
            not.into_iter()
                .chain(["1.234567895e+08x", "--1", "1 2", "NaN", "1e99999999999"])
        {
            assert_eq!(parse(text), Whole::No, "{text}");
        }
        assert_eq!(parse("123.456e1"), Whole::No);
        assert_eq!(parse("1e400"), Whole::TooLarge);
        assert_eq!(
            parse("340282366920938463463374607431768211456"),
            Whole::TooLarge
        );
    }
}
