//! When an input is visible.

use std::fmt;

/// `auth_mode:token|key`: visible while another input has one of some values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition<'a> {
    pub(crate) key: &'a str,
    values: &'a str,
}

impl<'a> Condition<'a> {
    /// `None` when the text is empty or no condition, as for hosts.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let (key, values) = text.split_once(':')?;
        Some(Self {
            key: key.trim(),
            values,
        })
    }

    /// Whether it holds when the other input has this value.
    pub(crate) fn holds(&self, value: &str) -> bool {
        self.values().any(|wanted| wanted == value)
    }

    fn values(&self) -> impl Iterator<Item = &'a str> {
        self.values.split('|').map(str::trim)
    }
}

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is ", self.key)?;
        for (index, value) in self.values().enumerate() {
            let or = if index == 0 { "" } else { " or " };
            write!(f, "{or}`{value}`")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_values_is_enough() {
        let condition = Condition::of("auth:token | key").unwrap();
        assert!(condition.holds("token") && condition.holds("key"));
        assert!(!condition.holds("") && !condition.holds("token|key"));
        assert_eq!(condition.to_string(), "`auth` is `token` or `key`");
    }

    #[test]
    fn other_texts_are_no_conditions() {
        assert_eq!(Condition::of(""), None);
        assert_eq!(Condition::of("auth"), None);
    }
}
