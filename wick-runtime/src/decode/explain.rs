//! The words for a field that could not be decoded.

use super::fault::{Fault, FaultKind};
use super::given::Given;
use crate::number::Bounds;

/// Longest value that is shown, in characters.
const SHOWN: usize = 80;

/// What an input accepts beyond what its type does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Accepts {
    /// Bounds of a number.
    pub(crate) bounds: Bounds,
    /// How much of the value must not be shown.
    pub(crate) secrecy: Secrecy,
}

/// How much of a value is secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Secrecy {
    /// Nothing.
    #[default]
    Nothing,
    /// Some part of a list or object.
    Parts,
    /// All of it.
    Whole,
}

/// Says what was wrong with a value and what is accepted instead.
pub(crate) fn explain(accepts: Accepts, given: Given<'_>, fault: &Fault) -> String {
    if fault.kind == FaultKind::Missing {
        return fault.to_string();
    }
    match (accepts.secrecy, &fault.kind) {
        (Secrecy::Whole, kind) => return secret(kind),
        // A type's own message may quote any part of it.
        (Secrecy::Parts, FaultKind::Custom(_)) => return "the value is not accepted".to_owned(),
        (Secrecy::Parts, FaultKind::Inside { path, .. }) => {
            return format!("the value at {path} is not accepted");
        }
        _ => {}
    }
    let value = shown(given);
    let accepted = |of_type: &str| {
        if accepts.bounds.are_set() {
            accepts.bounds.to_string()
        } else {
            of_type.to_owned()
        }
    };
    match &fault.kind {
        FaultKind::Missing => fault.to_string(),
        FaultKind::Choice(choices) => {
            format!("{value} is none of the choices; accepted: {choices}")
        }
        FaultKind::Custom(message) if given.as_text().is_none() => message.clone(),
        FaultKind::Custom(message) => format!("{value}: {message}"),
        FaultKind::Inside { .. } => fault.to_string(),
        FaultKind::Json { wanted, reason } => format!("not {wanted}: {reason}"),
        FaultKind::Length { .. } | FaultKind::Pattern { .. } => format!("{value} {fault}"),
        FaultKind::Not {
            wanted,
            accepted: of_type,
        } if wanted == of_type => format!("{value} is not {wanted}"),
        FaultKind::Not {
            wanted,
            accepted: of_type,
        } => {
            format!("{value} is not {wanted}; accepted: {}", accepted(of_type))
        }
        FaultKind::OutOfRange { accepted: of_type } => {
            format!("{value} is out of range; accepted: {}", accepted(of_type))
        }
    }
}

/// Of a secret nothing is told but what was expected: a type's own message may quote the value.
fn secret(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Choice(accepted) => {
            format!("the secret is none of the choices; accepted: {accepted}")
        }
        FaultKind::Not { wanted, .. } | FaultKind::Json { wanted, .. } => {
            format!("the secret is not {wanted}")
        }
        FaultKind::Length { unit, accepted, .. } => {
            format!("the secret has not as many {unit} as accepted: {accepted}")
        }
        FaultKind::Pattern { pattern } => format!("the secret does not match `{pattern}`"),
        FaultKind::OutOfRange { .. } => "the secret is out of range".to_owned(),
        FaultKind::Custom(_) | FaultKind::Inside { .. } | FaultKind::Missing => {
            "the secret is not accepted".to_owned()
        }
    }
}

/// The value in quotes, shortened. Lists and objects are left out: a secret may be among their parts.
fn shown(given: Given<'_>) -> String {
    let Some(text) = given.as_text() else {
        return "the value".to_owned();
    };
    if text.trim_start().starts_with(['{', '[']) {
        return "the value".to_owned();
    }
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        format!("{:?}", format!("{start}…"))
    } else {
        format!("{start:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    #[test]
    fn the_value_is_shown_and_shortened() {
        let bounds = Bounds {
            lowest: Some(Number::Int(1)),
            highest: Some(Number::Int(100)),
        };
        let accepts = Accepts {
            bounds,
            secrecy: Secrecy::Nothing,
        };
        let fault = Fault::not("a whole number", "0 to 255");
        assert_eq!(
            explain(accepts, Given::Text("abc"), &fault),
            "\"abc\" is not a whole number; accepted: 1 to 100"
        );
        assert_eq!(
            explain(Accepts::default(), Given::Json("true"), &fault),
            "\"true\" is not a whole number; accepted: 0 to 255"
        );
        let long = "ü".repeat(200);
        let text = explain(accepts, Given::Text(&long), &fault);
        assert!(
            text.starts_with(&format!("\"{}…\" is", "ü".repeat(80))),
            "{text}"
        );
    }

    #[test]
    fn a_secret_is_never_shown() {
        let accepts = Accepts {
            secrecy: Secrecy::Whole,
            ..Accepts::default()
        };
        for kind in [
            FaultKind::Choice("a, b".to_owned()),
            FaultKind::Custom("hunter2 is not".to_owned()),
            FaultKind::Inside {
                path: ".".to_owned(),
                reason: "hunter2 is not".to_owned(),
            },
            FaultKind::Json {
                wanted: "a JSON list",
                reason: "at hunter2".to_owned(),
            },
            FaultKind::Not {
                wanted: "a number",
                accepted: "1".to_owned(),
            },
            FaultKind::OutOfRange {
                accepted: "1".to_owned(),
            },
            FaultKind::Length {
                found: 7,
                unit: "characters",
                accepted: "1".to_owned(),
            },
            FaultKind::Pattern {
                pattern: "x".to_owned(),
            },
            FaultKind::Missing,
        ] {
            let text = explain(accepts, Given::Text("hunter2"), &kind.into());
            assert!(!text.contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn of_a_list_with_secrets_only_the_place_is_told() {
        let accepts = Accepts {
            secrecy: Secrecy::Parts,
            ..Accepts::default()
        };
        let inside = FaultKind::Inside {
            path: "[1].user".to_owned(),
            reason: "hunter2 is not".to_owned(),
        };
        let told = |kind: FaultKind| explain(accepts, Given::Json("[\"hunter2\"]"), &kind.into());
        assert_eq!(
            told(inside.clone()),
            "the value at [1].user is not accepted"
        );
        assert_eq!(
            told(FaultKind::Custom("hunter2".to_owned())),
            "the value is not accepted"
        );
        let open = explain(Accepts::default(), Given::Json("[1]"), &inside.into());
        assert_eq!(open, "at [1].user: hunter2 is not");
    }
}
