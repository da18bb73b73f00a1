use std::time::Duration;

/// Reads a time as Go writes them: `10s`, `1m30s`, `1.5h`, `250ms`, and `0`. No sign.
pub(super) fn parse(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(number);
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.');
        let (unit, after) = after.split_at(unit.unwrap_or(after.len()));
        total = total.checked_add(part(number, unit)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}

fn part(number: &str, unit: &str) -> Option<Duration> {
    let nanoseconds: u64 = match unit {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" | "µs" | "μs" => 1_000,
        "ns" => 1,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = match whole {
        "" => 0,
        digits => digits.parse().ok()?,
    };
    let mut total = whole.checked_mul(nanoseconds)?;
    let mut place = nanoseconds;
    for digit in fraction.chars() {
        place /= 10;
        total = total.checked_add(place * u64::from(digit.to_digit(10)?))?;
    }
    Some(Duration::from_nanos(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_reads_them() {
        let read = |text| parse(text).map(|time| time.as_millis());
        assert_eq!(read("10s"), Some(10_000));
        assert_eq!(read("1m30s"), Some(90_000));
        assert_eq!(read("1.5h"), Some(5_400_000));
        assert_eq!(read("250ms"), Some(250));
        assert_eq!(read("1500us"), Some(1));
        assert_eq!(read(".5s"), Some(500));
        assert_eq!(read("1.s"), Some(1000));
        assert_eq!(read("0"), Some(0));
        for bad in [
            "",
            "10",
            "s",
            "10 s",
            "-1s",
            "+1s",
            "1d",
            "1m30",
            ".s",
            "1..5s",
            "ten",
            "99999999h",
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
