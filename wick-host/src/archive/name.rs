//! Names of files in an archive.

use std::fmt;
use std::path::PathBuf;

use super::refusal::Refusal;

/// Longest name in bytes, with its directories. That of a release is its key.
const LONGEST: usize = 200;

/// Names of devices on Windows, whatever their ending.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];

/// The reason why a name does not mean one file on every system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameProblem {
    /// It names no file.
    Empty,
    /// Beyond ASCII, one name has several spellings, and systems differ in which of them are equal.
    NotAscii,
    /// A separator on Windows, a letter elsewhere.
    Backslash,
    /// A line feed, a NUL and the like.
    Control,
    /// A character that Windows reserves.
    Reserved,
    /// Longer than any name of a release.
    TooLong,
    /// A device on Windows.
    Device,
    /// Windows drops a dot or a space at the end.
    End,
}

impl NameProblem {
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Backslash => {
                "pack it again with `/` between directories, as `wick pack`, `zip` and `tar` do"
            }
            Self::TooLong => "pack it again with a shorter name",
            _ => "name the file with ASCII letters, digits, `-`, `_` and `.`, and pack it again",
        }
    }
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::NotAscii => f.write_str("has a character that is not ASCII"),
            Self::Backslash => f.write_str("has a backslash"),
            Self::Control => f.write_str("has a control character"),
            Self::Reserved => f.write_str("has one of the characters :*?\"<>|"),
            Self::TooLong => write!(f, "is longer than {LONGEST} bytes"),
            Self::Device => f.write_str("is that of a device on Windows"),
            Self::End => f.write_str("has a part that ends with a dot or a space"),
        }
    }
}

/// Returns the relative path that a name means on every system, or nothing for the root itself.
pub(super) fn parse(raw: &[u8]) -> Result<Option<PathBuf>, Refusal> {
    let shown = || {
        let text = String::from_utf8_lossy(raw);
        text.chars().take(LONGEST).collect::<String>()
    };
    let unusable = |problem| Refusal::Name {
        name: shown(),
        problem,
    };
    let Ok(name) = std::str::from_utf8(raw) else {
        return Err(unusable(NameProblem::NotAscii));
    };
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with(['/', '\\']) || has_drive {
        return Err(Refusal::Escape(shown()));
    }
    let mut path = PathBuf::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err(Refusal::Escape(shown())),
            part if part.split('\\').any(|part| part == "..") => {
                return Err(Refusal::Escape(shown()));
            }
            part => path.push(part),
        }
    }
    match problem(name) {
        Some(problem) => Err(unusable(problem)),
        None => Ok((!path.as_os_str().is_empty()).then_some(path)),
    }
}

fn problem(name: &str) -> Option<NameProblem> {
    if name.len() > LONGEST {
        return Some(NameProblem::TooLong);
    }
    let of_character = |c: char| match c {
        '\\' => Some(NameProblem::Backslash),
        ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some(NameProblem::Reserved),
        c if c.is_control() => Some(NameProblem::Control),
        c if !c.is_ascii() => Some(NameProblem::NotAscii),
        _ => None,
    };
    name.chars()
        .find_map(of_character)
        .or_else(|| name.split('/').find_map(of_part))
}

/// Finds out whether a part of a name means another file on Windows, or a device.
fn of_part(part: &str) -> Option<NameProblem> {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_lowercase();
    let is_port = |name: &str| {
        let number = stem.strip_prefix(name);
        number.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
    };
    if DEVICES.contains(&stem.as_str()) || is_port("com") || is_port("lpt") {
        return Some(NameProblem::Device);
    }
    let is_dots = matches!(part, "" | ".");
    (!is_dots && part.ends_with(['.', ' '])).then_some(NameProblem::End)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_paths_below_the_root() {
        for (name, path) in [
            ("desk", "desk"),
            ("./desk/plugin.json", "desk/plugin.json"),
            ("desk//bin/", "desk/bin"),
            ("..data", "..data"),
            ("console/command.com", "console/command.com"),
        ] {
            assert_eq!(
                parse(name.as_bytes()).unwrap().unwrap(),
                PathBuf::from(path)
            );
        }
        assert!(parse(b"./").unwrap().is_none());
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in [
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a/..",
            "C:x",
            "\\\\host\\x",
            "a\\..\\x",
        ] {
            let refusal = parse(name.as_bytes()).unwrap_err();
            assert!(matches!(refusal, Refusal::Escape(_)), "{name}: {refusal}");
        }
    }

    #[test]
    fn names_that_systems_read_differently_are_refused() {
        let long = "x".repeat(LONGEST + 1);
        for (name, expected) in [
            (b"a\0b".as_slice(), NameProblem::Control),
            (b"a\\b", NameProblem::Backslash),
            (b"ab:c", NameProblem::Reserved),
            (b"a\nb", NameProblem::Control),
            (b"\xff", NameProblem::NotAscii),
            ("gr\u{f6}\u{df}e".as_bytes(), NameProblem::NotAscii),
            (b"desk.", NameProblem::End),
            (b"desk /plugin.json", NameProblem::End),
            (b"con", NameProblem::Device),
            (b"a/NUL.txt", NameProblem::Device),
            (b"com1.exe", NameProblem::Device),
            (long.as_bytes(), NameProblem::TooLong),
        ] {
            let refusal = parse(name).unwrap_err();
            let is_expected =
                matches!(refusal, Refusal::Name { problem, .. } if problem == expected);
            assert!(is_expected, "{refusal}");
        }
    }
}
