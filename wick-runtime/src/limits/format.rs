//! Forms that a text may have to have, as `format` of JSON Schema names them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use url::Url;

use crate::decode::Fault;

/// A form of texts that is checked. Others that JSON Schema knows are told to callers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Date,
    DateTime,
    Email,
    Uri,
}

impl Format {
    /// The one that the schema of a text names.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "date" => Some(Self::Date),
            "date-time" => Some(Self::DateTime),
            "email" => Some(Self::Email),
            "uri" => Some(Self::Uri),
            _ => None,
        }
    }

    /// The name of the one that a form's widget gives its texts.
    pub(crate) fn of_widget(kind: &str) -> Option<&'static str> {
        match kind {
            "date" => Some("date"),
            "datetime" => Some("date-time"),
            "email" => Some("email"),
            "url" => Some("uri"),
            _ => None,
        }
    }

    pub(crate) fn fault(self, text: &str) -> Option<Fault> {
        let text = text.trim();
        let (is_one, wanted, accepted) = match self {
            Self::Date => (
                text.parse::<Date>().is_ok(),
                "a date",
                "a date such as 2026-01-31",
            ),
            // A form's widget gives the time of the clock, without an offset.
            Self::DateTime => (
                text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok(),
                "a date with a time",
                "a time such as 2026-01-31T12:00:00Z",
            ),
            Self::Email => (is_email(text), "an email address", "an email address"),
            Self::Uri => (
                Url::parse(text).is_ok(),
                "a URL",
                "a URL such as https://example.net/path",
            ),
        };
        (!is_one).then(|| Fault::not(wanted, accepted))
    }
}

/// Something at a domain. What else an address may be, only its mail server knows.
fn is_email(text: &str) -> bool {
    match text.rsplit_once('@') {
        Some((name, domain)) => {
            !name.is_empty()
                && !domain.is_empty()
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_form_pass_and_others_are_told_what_it_is() {
        for (name, good, bad) in [
            ("date", "2026-01-31", "2026-02-31"),
            ("date-time", "2026-01-31T12:00:00Z", "yesterday"),
            ("date-time", "2026-01-31T12:00:00+07:00", "12:00"),
            ("date-time", "2026-01-31T12:00", "x"),
            ("email", "ada@example.net", "ada"),
            ("email", "ada+x@example.net", "ada @example.net"),
            ("uri", "https://example.net/a?b", "example"),
        ] {
            let format = Format::named(name).unwrap();
            assert!(format.fault(good).is_none(), "{name}: {good}");
            let fault = format.fault(bad).unwrap().to_string();
            assert!(fault.starts_with("not a"), "{name}: {fault}");
        }
        assert_eq!(Format::named("color"), None);
    }
}
