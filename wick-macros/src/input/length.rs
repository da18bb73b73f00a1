//! How long a text or list may be.

use syn::Expr;

use crate::number::{Number, Range};

/// `length = 1..=80`: characters of a text or items of a list, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
}

impl Length {
    /// The error is the advice.
    pub(crate) fn of(expression: &Expr) -> Result<Self, &'static str> {
        const ADVICE: &str = "`length` takes a range of whole numbers: `length = 1..=80`";
        let range = Range::of(expression).map_err(|_| ADVICE)?;
        if range.is_empty() {
            return Err("the length is empty; write its lower end first");
        }
        let end = |number: Option<Number>| match number {
            None => Ok(None),
            Some(Number::Int(end)) => u64::try_from(end).map(Some).map_err(|_| ADVICE),
            Some(Number::Float(_)) => Err(ADVICE),
        };
        Ok(Self {
            least: end(range.start)?,
            most: end(range.end)?,
        })
    }

    pub(crate) fn contains(self, length: usize) -> bool {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.least.is_none_or(|least| length >= least)
            && self.most.is_none_or(|most| length <= most)
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn lengths_are_whole_and_include_their_ends() {
        let length = |least, most| Ok(Length { least, most });
        assert_eq!(Length::of(&parse_quote!(1..=80)), length(Some(1), Some(80)));
        assert_eq!(Length::of(&parse_quote!(1..81)), length(Some(1), Some(80)));
        assert_eq!(Length::of(&parse_quote!(..=3)), length(None, Some(3)));
        assert_eq!(Length::of(&parse_quote!(2..)), length(Some(2), None));
        for wrong in [
            parse_quote!(80),
            parse_quote!(..),
            parse_quote!(-1..3),
            parse_quote!(0.5..=2.5),
            parse_quote!(3..=1),
            parse_quote!(0..0),
        ] {
            assert!(Length::of(&wrong).is_err());
        }
    }
}
