//! The arguments that a plugin understands. A host passes none.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::by_hand::Word;

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// Do what a person asks for, with the arguments behind the word.
    ByHand(Word, Vec<OsString>),
    /// Print the manifest, signed with the key in a file if one is named.
    DumpManifest { sign_key: Option<PathBuf> },
    /// Tell a person what this is.
    Help,
    /// Tell a person of the operation with this key.
    HelpOn(String),
    /// Serve a host.
    Serve,
    /// Print name and version.
    Version,
}

impl Arguments {
    /// Reads the arguments after the program's name; those that it does not know it ignores, as
    /// the reference does.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut sign_key = None;
        let mut asked = Arguments::Serve;
        let mut arguments = arguments.into_iter().peekable();
        if let Some(word) = Word::of(arguments.peek()) {
            let rest: Vec<OsString> = arguments.skip(1).collect();
            if !rest.iter().any(|one| one == "--help" || one == "-h") {
                return Arguments::ByHand(word, rest);
            }
            let operation = rest.first().and_then(|first| first.to_str());
            return match operation.filter(|first| !first.starts_with('-')) {
                Some(operation) if word == Word::Call => Arguments::HelpOn(operation.to_owned()),
                _ => Arguments::Help,
            };
        }
        while let Some(argument) = arguments.next() {
            let Some(text) = argument.to_str() else {
                continue;
            };
            match text {
                "--dump-manifest" => asked = Arguments::DumpManifest { sign_key: None },
                "--help" | "-h" => return Arguments::Help,
                "--version" | "-V" => return Arguments::Version,
                // Without a name it is a file that does not exist: what should be signed and is
                // not must not look like a success.
                "--sign-key" => sign_key = Some(arguments.next().unwrap_or_default().into()),
                _ => {
                    if let Some(path) = text.strip_prefix("--sign-key=") {
                        sign_key = Some(PathBuf::from(path));
                    }
                }
            }
        }
        match asked {
            Arguments::DumpManifest { .. } => Arguments::DumpManifest { sign_key },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn a_manifest_may_be_signed() {
        let unsigned = Arguments::DumpManifest { sign_key: None };
        let signed = || Arguments::DumpManifest {
            sign_key: Some("k".into()),
        };
        assert_eq!(parse(&["--dump-manifest"]), unsigned);
        let nameless = Arguments::DumpManifest {
            sign_key: Some(PathBuf::new()),
        };
        assert_eq!(parse(&["--dump-manifest", "--sign-key"]), nameless);
        assert_eq!(parse(&["--dump-manifest", "--sign-key", "k"]), signed());
        assert_eq!(parse(&["--sign-key=k", "--dump-manifest"]), signed());
    }

    #[test]
    fn a_person_may_list_and_call() {
        let rest = || vec![OsString::from("--dump-manifest")];
        let called = Arguments::ByHand(Word::Call, rest());
        assert_eq!(parse(&["call", "--dump-manifest"]), called);
        assert_eq!(parse(&["list"]), Arguments::ByHand(Word::List, Vec::new()));
        let of_x = Arguments::HelpOn("x".to_owned());
        assert_eq!(parse(&["call", "x", "--help"]), of_x);
        assert_eq!(parse(&["call", "--help"]), Arguments::Help);
        assert_eq!(parse(&["x", "list"]), Arguments::Serve);
    }

    #[test]
    fn unknown_arguments_are_ignored() {
        assert_eq!(parse(&[]), Arguments::Serve);
        assert_eq!(
            parse(&["serve", "--verbose", "--sign-key=k"]),
            Arguments::Serve
        );
        assert_eq!(parse(&["x", "-h", "--dump-manifest"]), Arguments::Help);
        assert_eq!(parse(&["--version"]), Arguments::Version);
    }
}
