//! The words behind `call` and `list`.

use std::ffi::OsString;

use super::{Word, program};

/// What was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) operation: String,
    pub(super) arguments: Vec<Assignment>,
    pub(super) settings: Vec<Assignment>,
    pub(super) is_json: bool,
}

/// `name=value`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: String,
}

/// A mistake on the command line, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Mistake {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }

    fn usage(message: impl Into<String>) -> Self {
        Self::new(message, format!("`{} --help` shows how", program()))
    }
}

impl Arguments {
    pub(super) fn parse(
        word: Word,
        words: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, super::Stop> {
        Ok(Self::read(word, words)?)
    }

    fn read(word: Word, words: impl IntoIterator<Item = OsString>) -> Result<Self, Mistake> {
        let mut parsed = Self::default();
        let mut operation = None;
        let mut words = words.into_iter().map(text);
        while let Some(argument) = words.next() {
            let argument = argument?;
            let (option, value) = match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option, Some(value.into())),
                _ => (argument.as_str(), None),
            };
            let mut assignment = || {
                let value = value
                    .clone()
                    .map_or_else(|| words.next(), |value| Some(Ok(value)));
                assignment(option, value.transpose()?)
            };
            match (word, option) {
                (Word::Call, "--arg" | "-a") => add(&mut parsed.arguments, option, assignment()?)?,
                (Word::Call, "--setting" | "-s") => {
                    add(&mut parsed.settings, option, assignment()?)?
                }
                (_, "--json") if value.is_none() => parsed.is_json = true,
                (Word::Call, key) if operation.is_none() && !key.starts_with('-') => {
                    operation = Some(argument);
                }
                _ => return Err(Mistake::usage(format!("`{argument}` is not understood"))),
            }
        }
        if word == Word::Call {
            let missing = "`call` needs the key of an operation";
            let hint = format!("`{} list` shows them", program());
            parsed.operation = operation.ok_or_else(|| Mistake::new(missing, hint))?;
        }
        Ok(parsed)
    }
}

fn text(argument: OsString) -> Result<String, Mistake> {
    let unreadable =
        |argument: OsString| Mistake::usage(format!("{} is not UTF-8", argument.to_string_lossy()));
    argument.into_string().map_err(unreadable)
}

/// Adds what is given for the first time: of two values, neither is known to be the one that is meant.
fn add(given: &mut Vec<Assignment>, option: &str, new: Assignment) -> Result<(), Mistake> {
    if given.iter().any(|given| given.name == new.name) {
        let message = format!("`{option} {}` is given twice", new.name);
        return Err(Mistake::usage(message));
    }
    given.push(new);
    Ok(())
}

/// The message shows no value: it may be a secret.
fn assignment(option: &str, written: Option<String>) -> Result<Assignment, Mistake> {
    let parts = written.as_deref().and_then(|text| text.split_once('='));
    match parts {
        Some((name, value)) if !name.is_empty() => Ok(Assignment {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err(Mistake::usage(format!("`{option}` needs `NAME=VALUE`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(words: &[&str]) -> Result<Arguments, String> {
        Arguments::read(Word::Call, words.iter().map(OsString::from))
            .map_err(|mistake| mistake.message)
    }

    fn given(name: &str, value: &str) -> Assignment {
        Assignment {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn both_spellings_of_an_option_are_read() {
        let words = [
            "--arg",
            "a=1",
            "find",
            "--arg=b=x=y",
            "-s",
            "token=",
            "--json",
        ];
        let expected = Arguments {
            operation: "find".to_owned(),
            arguments: vec![given("a", "1"), given("b", "x=y")],
            settings: vec![given("token", "")],
            is_json: true,
        };
        assert_eq!(call(&words), Ok(expected));
    }

    #[test]
    fn mistakes_are_told_without_the_value() {
        let cases: [(&[&str], &str); 8] = [
            (&[], "`call` needs the key of an operation"),
            (&["find", "again"], "`again` is not understood"),
            (&["find", "--ag", "a=1"], "`--ag` is not understood"),
            (&["find", "--arg"], "`--arg` needs `NAME=VALUE`"),
            (&["find", "-s", "hunter2"], "`-s` needs `NAME=VALUE`"),
            // N11.
            (
                &["find", "-s", "a=1", "--setting=a=2"],
                "`--setting a` is given twice",
            ),
            (
                &["find", "--arg", "a=1", "-a", "a=2"],
                "`-a a` is given twice",
            ),
            (&["find", "--json=yes"], "`--json=yes` is not understood"),
        ];
        for (words, message) in cases {
            assert_eq!(call(words), Err(message.to_owned()));
        }
        let list = Arguments::read(Word::List, [OsString::from("find")]);
        assert_eq!(list.unwrap_err().message, "`find` is not understood");
    }
}
