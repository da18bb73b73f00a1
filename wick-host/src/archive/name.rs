//! Names of files in an archive.

use std::path::PathBuf;

use super::error::Refusal;

/// Longest name in bytes, with its directories. That of a release is its key.
const LONGEST: usize = 200;

/// Names of devices on Windows, whatever their ending.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];

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
    let is_odd = |c: char| {
        // Beyond ASCII, one name has several spellings, and it depends on the system which are the same.
        !c.is_ascii()
            || c.is_control()
            || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    if name.len() > LONGEST || name.contains(is_odd) || name.split('/').any(is_another_on_windows) {
        return Err(Refusal::Name(shown()));
    }
    Ok((!path.as_os_str().is_empty()).then_some(path))
}

/// Whether a part of a name means another file there, or a device.
fn is_another_on_windows(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_lowercase();
    let is_port = |name: &str| {
        let number = stem.strip_prefix(name);
        number.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
    };
    let is_dots = matches!(part, "" | ".");
    (!is_dots && part.ends_with(['.', ' ']))
        || DEVICES.contains(&stem.as_str())
        || is_port("com")
        || is_port("lpt")
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
        for name in [
            b"a\0b".as_slice(),
            b"a\\b",
            b"ab:c",
            b"a\nb",
            b"\xff",
            "gr\u{f6}\u{df}e".as_bytes(),
            b"desk.",
            b"desk /plugin.json",
            b"con",
            b"a/NUL.txt",
            b"com1.exe",
            long.as_bytes(),
        ] {
            let refusal = parse(name).unwrap_err();
            assert!(matches!(refusal, Refusal::Name(_)), "{refusal}");
        }
    }
}
