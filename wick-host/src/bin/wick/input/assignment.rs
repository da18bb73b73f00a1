//! `NAME=VALUE`, `NAME=@FILE` and `NAME=-`.

use std::path::Path;

use super::document;
use crate::failure::Failure;

/// A name and its value, read from wherever the command line says. `option` is named in errors; the
/// value never is, because it may be a secret.
pub(crate) fn read(option: &str, text: &str) -> Result<(String, String), Failure> {
    let (name, value) = split(text).ok_or_else(|| {
        Failure::usage(format!("a value of {option} is not of the form NAME=VALUE"))
            .hint(format!("write {option} name=value, name=@file or name=-"))
    })?;
    let value = match value {
        "-" => document::standard_input(option)?,
        file if file.starts_with('@') => document::file(Path::new(&file[1..]))?,
        value => return Ok((name.to_owned(), value.to_owned())),
    };
    // Editors and `echo` end a file with a line feed that nobody means.
    let value = value.strip_suffix('\n').unwrap_or(&value);
    let value = value.strip_suffix('\r').unwrap_or(value);
    Ok((name.to_owned(), value.to_owned()))
}

/// The name and the text after the first `=`.
pub(crate) fn split(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim();
    (!name.is_empty()).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_may_hold_anything() {
        assert_eq!(
            read("--arg", "q=a=b c").unwrap(),
            ("q".into(), "a=b c".into())
        );
        assert_eq!(read("--arg", "q=").unwrap(), ("q".into(), String::new()));
    }

    #[test]
    fn a_file_is_read_without_its_last_line_feed() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, b"two\nlines\r\n").unwrap();
        let text = format!("q=@{}", file.path().display());
        assert_eq!(read("--arg", &text).unwrap().1, "two\nlines");
    }

    #[test]
    fn what_is_no_assignment_is_not_repeated() {
        for text in ["hunter2", "=hunter2"] {
            let failure = read("--setting", text).unwrap_err();
            assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
        }
    }
}
