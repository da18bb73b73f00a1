/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes that are there.
    pub received: u64,
    /// Bytes that there will be, if the server says it.
    pub total: Option<u64>,
}

impl Progress {
    pub(super) fn new(received: u64, total: Option<u64>) -> Self {
        Self { received, total }
    }

    /// Whole percents, if it is known of what.
    pub fn percent(&self) -> Option<u8> {
        let total = self.total.filter(|total| *total > 0)?;
        let percent = u128::from(self.received) * 100 / u128::from(total);
        Some(percent.min(100) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_whole_and_known_only_with_a_total() {
        for (received, total, percent) in [
            (0, Some(3), Some(0)),
            (2, Some(3), Some(66)),
            (3, Some(3), Some(100)),
            (9, Some(3), Some(100)),
            (u64::MAX, Some(u64::MAX), Some(100)),
            (0, Some(0), None),
            (5, None, None),
        ] {
            assert_eq!(Progress::new(received, total).percent(), percent);
        }
    }
}
