//! Another widget than the one of the type.

use syn::spanned::Spanned as _;
use syn::{Expr, LitStr};

use crate::attribute::Words;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::setter::text;
use crate::symbol::{OPTIONS, WIDGET};

/// `widget = "kvlist", options = "id|label"`.
pub(crate) struct Widget {
    pub(crate) kind: LitStr,
    pub(crate) options: Option<LitStr>,
}

/// The widgets that hosts draw, what they draw, and what their options are.
const KINDS: [(&str, Draws, Options); 16] = [
    ("bool", Draws::Flags, Options::None),
    ("boolean", Draws::Flags, Options::None),
    ("checkbox", Draws::Flags, Options::None),
    ("color", Draws::Texts, Options::None),
    ("date", Draws::Texts, Options::None),
    ("datetime", Draws::Texts, Options::None),
    ("dropdown", Draws::Anything, CHOICES),
    ("email", Draws::Texts, Options::None),
    ("html", Draws::Anything, OPERATION),
    ("kvlist", Draws::Rows, Options::Possible),
    ("number", Draws::Numbers, Options::None),
    ("picker", Draws::Anything, SOURCE),
    ("secret", Draws::Texts, Options::None),
    ("text", Draws::Anything, Options::None),
    ("textarea", Draws::Documents, Options::None),
    ("url", Draws::Texts, Options::None),
];
const CHOICES: Options = Options::Needed("the values: `a|b`");
const OPERATION: Options = Options::Needed("the key of the operation that draws it");
const SOURCE: Options = Options::Needed("the source of the choices");

/// What people can enter.
#[derive(Clone, Copy)]
pub(super) enum Draws {
    Anything,
    /// Text of several lines, which may be JSON.
    Documents,
    Flags,
    Numbers,
    Rows,
    Texts,
}

/// An unknown widget is reported where it is read.
pub(super) fn draws(kind: &str) -> Draws {
    let known = KINDS.iter().find(|(name, ..)| *name == kind);
    known.map_or(Draws::Anything, |(_, draws, _)| *draws)
}

#[derive(Clone, Copy)]
enum Options {
    None,
    /// The type may say them as well.
    Possible,
    Needed(&'static str),
}

/// `"a|b"`, or `["a", "b"]`.
fn options(words: &mut Words, errors: &mut Errors) -> Option<LitStr> {
    let listed = match words.peek(OPTIONS) {
        Some(Expr::Array(array)) => array.elems.iter().map(text).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let Some(listed) = listed else {
        return words.text(OPTIONS, errors);
    };
    let written = words.value(OPTIONS, "\"a|b\"", errors)?;
    let values: Vec<String> = listed.iter().map(LitStr::value).collect();
    Some(LitStr::new(&values.join("|"), written.span()))
}

impl Widget {
    pub(crate) fn parse(words: &mut Words, errors: &mut Errors) -> Option<Self> {
        let kind = words.text(WIDGET, errors);
        let options = options(words, errors);
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
            .find(|(known, ..)| *known == name)
            .map(|(.., options)| options);
        match (known, &options) {
            (None, _) => {
                let names = KINDS.map(|(name, ..)| name);
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
