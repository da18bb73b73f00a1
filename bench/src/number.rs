//! Numbers as people read them: three digits that count.

use crate::results::Unit;

/// A quantity with its unit.
pub(crate) fn quantity(value: f64, unit: Unit) -> String {
    let (divisor, name) = match unit {
        Unit::CallsPerSecond => return format!("{}/s", short(value)),
        Unit::BytesPerSecond => (1e6, "MB/s"),
        Unit::Bytes if value >= 1e6 => (1e6, "MB"),
        Unit::Bytes => (1e3, "kB"),
        Unit::Nanoseconds if value >= 1e9 => (1e9, "s"),
        Unit::Nanoseconds if value >= 1e6 => (1e6, "ms"),
        Unit::Nanoseconds => (1e3, "µs"),
    };
    format!("{} {name}", short(value / divisor))
}

/// Three digits that count, and commas between thousands.
pub(crate) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    let unit = 10_f64.powi(magnitude - 2);
    let rounded = (value / unit).round() * unit;
    // What rounds up to the next power of ten has a digit more.
    let magnitude = (rounded.abs() * (1.0 + 1e-9)).log10().floor() as i32;
    let digits = usize::try_from(2 - magnitude).unwrap_or(0);
    grouped(&format!("{rounded:.digits$}"))
}

/// Commas between thousands.
pub(crate) fn grouped(number: &str) -> String {
    let whole = number.split('.').next().unwrap_or_default().len();
    let mut text = String::new();
    for (index, digit) in number.chars().enumerate() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_count() {
        for (value, text) in [
            (0.0421234, "0.0421"),
            (0.5, "0.500"),
            (0.9996, "1.00"),
            (1.484, "1.48"),
            (12.34, "12.3"),
            (99.96, "100"),
            (277.4, "277"),
            (11_285.0, "11,300"),
            (1_234_567.0, "1,230,000"),
            (0.0, "0"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn units_fit_the_size() {
        assert_eq!(quantity(2.5e9, Unit::Nanoseconds), "2.50 s");
        assert_eq!(quantity(17_900.0, Unit::Nanoseconds), "17.9 µs");
        assert_eq!(quantity(840e3, Unit::Bytes), "840 kB");
        assert_eq!(quantity(11_285.0, Unit::CallsPerSecond), "11,300/s");
    }
}
