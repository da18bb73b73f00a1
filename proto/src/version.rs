//! Protocol versions, and how host and plugin pick one.

use std::ops::RangeInclusive;

/// Version of go-plugin's own protocol, the first field of the handshake line. It has always been 1.
pub const CORE: u32 = 1;

/// Versions of the connector protocol that this crate speaks.
pub const SUPPORTED: RangeInclusive<u32> = MIN..=CURRENT;

/// Oldest version of the connector protocol that is still spoken.
pub const MIN: u32 = 1;

/// Newest version of the connector protocol.
pub const CURRENT: u32 = 1;

/// Whether `version` is spoken here.
pub fn is_supported(version: u32) -> bool {
    SUPPORTED.contains(&version)
}

/// Versions spoken here, newest first.
pub fn supported() -> impl Iterator<Item = u32> {
    SUPPORTED.rev()
}

/// The value of `PLUGIN_PROTOCOL_VERSIONS` that offers all versions spoken here.
pub fn offer() -> String {
    supported()
        .map(|version| version.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

/// The version that a plugin speaking `own` advertises to a host that offered `offered` (the value
/// of `PLUGIN_PROTOCOL_VERSIONS`).
///
/// The highest common one; without any, the plugin's lowest, and the host then refuses with a
/// message that names both sides (go-plugin's `server.go`). Items that are not plain decimal
/// integers are passed over.
pub fn negotiate(own: RangeInclusive<u32>, offered: &str) -> u32 {
    let lowest = *own.start();
    offered
        .split(',')
        .filter_map(|item| item.parse::<u32>().ok())
        .filter(|version| own.contains(version))
        .max()
        .unwrap_or(lowest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_is_offered_first() {
        assert_eq!(supported().next(), Some(CURRENT));
        assert_eq!(offer(), "1");
    }

    #[test]
    fn range_includes_both_ends_only() {
        assert!(is_supported(MIN) && is_supported(CURRENT));
        assert!(!is_supported(MIN - 1) && !is_supported(CURRENT + 1));
    }

    #[test]
    fn highest_common_version_wins_else_the_lowest_own() {
        for (own, offered, advertised) in [
            (2..=3, "3,2", 3),
            (2..=3, "4,2", 2),
            (1..=4, "3,2", 3),
            (2..=3, "9", 2),
            (3..=5, "", 3),
            (3..=5, "x, 5,3", 3),
            (1..=3, "-2,99999999999999999999,2,2", 2),
        ] {
            assert_eq!(
                negotiate(own.clone(), offered),
                advertised,
                "{own:?} offered {offered:?}"
            );
        }
    }
}
