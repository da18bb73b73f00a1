//! Whether a result can be shown in another form without a change of its numbers.

/// Whether the numbers of a JSON text have all their digits as whole numbers of 64 bits or floats, which
/// the values have that are shown.
pub(super) fn are_kept(json: &str) -> bool {
    let mut rest = json;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        rest = &rest[at..];
        rest = match rest.strip_prefix('"') {
            Some(inside) => behind_string(inside),
            None => {
                let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
                let (number, behind) =
                    rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
                if !is_kept(number) {
                    return false;
                }
                behind
            }
        };
    }
    true
}

fn behind_string(inside: &str) -> &str {
    let mut is_escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'"' if !is_escaped => return &inside[at + 1..],
            _ => is_escaped = byte == b'\\' && !is_escaped,
        }
    }
    ""
}

fn is_kept(number: &str) -> bool {
    number.parse::<i64>().is_ok()
        || number.parse::<u64>().is_ok()
        || number
            .parse::<f64>()
            .is_ok_and(|float| float.is_finite() && digits(&format!("{float:e}")) == digits(number))
}

/// The digits that count, whatever their place.
fn digits(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.replace(['-', '+', '.'], "");
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V6.
    #[test]
    fn numbers_of_more_digits_are_told_from_others() {
        for kept in [
            r#"{"a\"9999999999999999999999": [1, -2.50, 1e-7, 18446744073709551615], "b": "1.23456789012345678901"}"#,
            "0.1",
            "100000000000000000000",
            "null",
        ] {
            assert!(are_kept(kept), "{kept}");
        }
        for changed in [
            "340282366920938463463374607431768211455",
            r#"[{"a": -12345678901234567.89}]"#,
            "1e400",
        ] {
            assert!(!are_kept(changed), "{changed}");
        }
    }
}
