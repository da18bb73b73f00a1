//! What `/proc/PID/stat` tells of a process (`man 5 proc_pid_stat`).

/// Room for a whole line of it.
pub(super) const MAX_BYTES: usize = 1024;

/// When the process was started, in ticks since the system was: with its number, it names one process.
pub(super) fn started(stat: &[u8]) -> Option<u64> {
    number(field(stat, 22)?)
}

/// The process group of the process, and whether it does more than wait to be reaped.
pub(super) fn group(stat: &[u8]) -> Option<(u64, bool)> {
    let is_live = !matches!(field(stat, 3)?, b"Z" | b"X");
    Some((number(field(stat, 5)?)?, is_live))
}

/// A field from the third on, by its number in the manual. Allocates nothing.
fn field(stat: &[u8], place: usize) -> Option<&[u8]> {
    // The second is a name in parentheses, which may hold anything.
    let name = stat.iter().rposition(|byte| *byte == b')')?;
    let mut fields = stat.get(name + 2..)?.split(|byte| *byte == b' ');
    fields.nth(place.checked_sub(3)?)
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_fields_changes_nothing() {
        let stat = b"42 (a) Z 7 7) S 1 42 41 0 -1 4194560 1 0 0 0 2 1 0 0 20 0 1 0 12345 0 0";
        assert_eq!(
            (started(stat), group(stat)),
            (Some(12345), Some((42, true)))
        );
        let ended = b"42 (name) Z 1 42 41 0";
        assert_eq!((started(ended), group(ended)), (None, Some((42, false))));
        for broken in [&b""[..], b"42", b"42 (a)", b"42 (a) ", b")"] {
            assert_eq!((started(broken), group(broken)), (None, None));
        }
    }
}
