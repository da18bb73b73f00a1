//! Another widget than the one of the type.

use syn::LitStr;

use crate::attribute::Words;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::symbol::{OPTIONS, WIDGET};

/// `widget = "kvlist", options = "id|label"`.
pub(crate) struct Widget {
    pub(crate) kind: LitStr,
    pub(crate) options: Option<LitStr>,
}

/// The widgets that hosts draw, and what their options are.
const KINDS: [(&str, Options); 16] = [
    ("bool", Options::None),
    ("boolean", Options::None),
    ("checkbox", Options::None),
    ("color", Options::None),
    ("date", Options::None),
    ("datetime", Options::None),
    ("dropdown", Options::Needed("the values: `a|b`")),
    ("email", Options::None),
    (
        "html",
        Options::Needed("the key of the operation that draws it"),
    ),
    ("kvlist", Options::Possible),
    ("number", Options::None),
    ("picker", Options::Needed("the source of the choices")),
    ("secret", Options::None),
    ("text", Options::None),
    ("textarea", Options::None),
    ("url", Options::None),
];

#[derive(Clone, Copy)]
enum Options {
    None,
    /// The type may say them as well.
    Possible,
    Needed(&'static str),
}

impl Widget {
    pub(crate) fn parse(words: &mut Words, errors: &mut Errors) -> Option<Self> {
        let kind = words.text(WIDGET, errors);
        let options = words.text(OPTIONS, errors);
        let subject = words.subject();
        let Some(kind) = kind else {
            if let Some(options) = options {
                errors.at(
                    options,
                    subject,
                    "`options` are those of a `widget`; name it as well",
                );
            }
            return None;
        };
        let name = kind.value();
        let known = KINDS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, options)| options);
        match (known, &options) {
            (None, _) => {
                let names = KINDS.map(|(name, _)| name);
                let message = match nearest(&name, names) {
                    Some(meant) => format!("there is no widget `{name}`; did you mean `{meant}`?"),
                    None => format!(
                        "there is no widget `{name}`; known are `{}`",
                        names.join("`, `")
                    ),
                };
                errors.at(&kind, subject, message);
            }
            (Some(Options::None), Some(options)) => {
                errors.at(
                    options,
                    subject,
                    format!("the widget `{name}` has no options"),
                );
            }
            (Some(Options::Needed(what)), None) => {
                let message = format!(r#"the widget `{name}` needs {what}; add `options = "…"`"#);
                errors.at(&kind, subject, message);
            }
            _ => {}
        }
        Some(Self { kind, options })
    }
}
