//! Which of two versions is newer.

use std::cmp::Ordering;

use semver::Version;

/// Whether `offered` is an update of `installed`.
///
/// Semantic versions, with or without a `v`, have an order. Of others nobody knows it, and then what is
/// offered counts as newer as soon as it is something else, as for the Go reference.
pub fn is_newer(offered: &str, installed: &str) -> bool {
    match (semantic(offered), semantic(installed)) {
        (Some(offered), Some(installed)) => offered.cmp_precedence(&installed).is_gt(),
        _ => !offered.is_empty() && offered != installed,
    }
}

/// Semantic versions in their order, after all other texts in theirs.
pub(super) fn order(one: &str, other: &str) -> Ordering {
    match (semantic(one), semantic(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (None, None) => one.cmp(other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

fn semantic(text: &str) -> Option<Version> {
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_is_what_semantic_versions_say_and_else_anything_different() {
        for (offered, installed, newer) in [
            ("1.0.1", "1.0.0", true),
            ("1.1.0", "1.0.9", true),
            ("2.0.0", "1.9.9", true),
            ("v1.2.0", "1.1.0", true),
            ("1.2.0", "v1.1.0", true),
            ("1.0.0", "v1.0.0", false),
            ("1.0.0", "1.0.1", false),
            ("1.0.0-rc.1", "1.0.0", false),
            ("1.0.0+b", "1.0.0+a", false),
            ("", "1.0.0", false),
            ("", "dev", false),
            ("nightly", "dev", true),
            ("1.0.0", "dev", true),
            ("dev", "dev", false),
        ] {
            assert_eq!(is_newer(offered, installed), newer, "{offered} {installed}");
        }
    }

    #[test]
    fn every_two_versions_have_an_order() {
        let mut versions = [
            "1.0.0",
            "dev",
            "v1.2.0",
            "1.10.0",
            "",
            "1.2.0-rc.1",
            "nightly",
        ];
        versions.sort_by(|one, other| order(one, other));
        let expected = [
            "",
            "dev",
            "nightly",
            "1.0.0",
            "1.2.0-rc.1",
            "v1.2.0",
            "1.10.0",
        ];
        assert_eq!(versions, expected);
    }
}
