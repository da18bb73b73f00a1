//! Times on the command line.

use std::time::Duration;

/// Reads `30s`, `500ms`, `1m 30s`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "not a time such as 30s, 500ms or 2m".to_owned();
    let signed: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    match Duration::try_from(signed) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("1m30s"), Ok(Duration::from_secs(90)));
        for bad in ["", "30", "0s", "-5s", "soon"] {
            assert!(duration(bad).is_err(), "{bad:?}");
        }
    }
}
