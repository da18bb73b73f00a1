//! Samples of one quantity, and what they come to.

use serde::Serialize;

/// What one pair, or one other contender, showed in the rounds of one measure.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Samples(pub(crate) Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Half of the distance between the quartiles, as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        (self.at(0.75) - self.at(0.25)) / 2.0 / self.median()
    }

    fn at(&self, fraction: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else {
            return f64::NAN;
        };
        let place = last as f64 * fraction;
        let (below, part) = (place as usize, place.fract());
        let above = (below + 1).min(last);
        sorted[below] * (1.0 - part) + sorted[above] * part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_lie_between_an_even_number() {
        assert_eq!(Samples(vec![4.0, 1.0, 3.0, 2.0]).median(), 2.5);
        assert_eq!(Samples(vec![3.0, 1.0, 2.0]).median(), 2.0);
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn the_spread_is_relative() {
        assert_eq!(Samples(vec![1.0, 2.0, 3.0]).spread(), 0.25);
    }
}
