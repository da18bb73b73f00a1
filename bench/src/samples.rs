//! Samples of one quantity, and what they come to.

/// What one pair, or one other contender, showed in the rounds of one measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(pub(crate) Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The middle one; `None` where nothing was measured.
    pub(crate) fn median(&self) -> Option<f64> {
        self.at(0.5)
    }

    /// The values that a quarter of all are below, and above.
    pub(crate) fn quartiles(&self) -> Option<(f64, f64)> {
        Some((self.at(0.25)?, self.at(0.75)?))
    }

    /// Half of the distance between the quartiles, as a part of the median.
    pub(crate) fn spread(&self) -> Option<f64> {
        let (low, high) = self.quartiles()?;
        Some((high - low) / 2.0 / self.median()?)
    }

    fn at(&self, fraction: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let place = last as f64 * fraction;
        let (below, part) = (place as usize, place.fract());
        let above = (below + 1).min(last);
        Some(sorted[below] * (1.0 - part) + sorted[above] * part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_lie_between_an_even_number() {
        assert_eq!(Samples(vec![4.0, 1.0, 3.0, 2.0]).median(), Some(2.5));
        assert_eq!(Samples(vec![3.0, 1.0, 2.0]).median(), Some(2.0));
        assert_eq!(Samples::default().median(), None);
    }

    #[test]
    fn the_spread_is_relative() {
        assert_eq!(Samples(vec![1.0, 2.0, 3.0]).spread(), Some(0.25));
        assert_eq!(Samples::default().spread(), None);
    }
}
