//! Names of files in an archive.

use std::path::PathBuf;

use super::error::Refusal;

/// Longest name in bytes, with its directories. That of a release is its key.
const LONGEST: usize = 200;

/// The relative path that a name means on every system, or none for the root itself.
pub(super) fn parse(raw: &[u8]) -> Result<Option<PathBuf>, Refusal> {
    let shown = || {
        let text = String::from_utf8_lossy(raw);
        text.chars().take(LONGEST).collect::<String>()
    };
    let Ok(name) = std::str::from_utf8(raw) else {
        return Err(Refusal::Name(shown()));
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
    let is_odd =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    if name.len() > LONGEST || name.contains(is_odd) {
        return Err(Refusal::Name(shown()));
    }
    Ok((!path.as_os_str().is_empty()).then_some(path))
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
        for name in [
            b"a\0b".as_slice(),
            b"a\\b",
            b"ab:c",
            b"a\nb",
            b"\xff",
            long.as_bytes(),
        ] {
            let refusal = parse(name).unwrap_err();
            assert!(matches!(refusal, Refusal::Name(_)), "{refusal}");
        }
    }
}
