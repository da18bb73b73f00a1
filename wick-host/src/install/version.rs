//! Which of two versions is older.

use semver::Version;

/// Whether both name one version, with or without a `v`.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.strip_prefix('v').unwrap_or(one) == other.strip_prefix('v').unwrap_or(other)
}

/// Whether `offered` is certainly older than `installed`: both are semantic versions, with or without
/// a `v`. Of other texts nobody knows.
pub(super) fn is_older(offered: &str, installed: &str) -> bool {
    let parse = |text: &str| Version::parse(text.strip_prefix('v').unwrap_or(text)).ok();
    match (parse(offered), parse(installed)) {
        (Some(offered), Some(installed)) => offered.cmp_precedence(&installed).is_lt(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantic_versions_are_ordered_and_others_are_not() {
        for (offered, installed) in [
            ("1.2.3", "1.2.4"),
            ("v1.9.0", "1.10.0"),
            ("2.0.0-rc.1", "v2.0.0"),
        ] {
            assert!(is_older(offered, installed), "{offered} {installed}");
            assert!(!is_older(installed, offered), "{installed} {offered}");
        }
        for (offered, installed) in [
            ("1.0.0", "1.0.0"),
            ("1.0.0+a", "1.0.0+b"),
            ("dev", "9.0.0"),
            ("1", ""),
        ] {
            assert!(!is_older(offered, installed), "{offered} {installed}");
        }
    }
}
