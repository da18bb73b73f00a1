//! What the sources of a crate say, read line by line: whether they name another crate, and where they have
//! an operation.

use std::fs;
use std::path::{Path, PathBuf};

use super::workspace::Package;

/// The source files of a crate.
pub(super) struct Sources(Vec<(PathBuf, String)>);

impl Sources {
    pub(super) fn of_package(package: &Package) -> Self {
        let mut files = Vec::new();
        for root in &package.roots {
            collect(root, &mut files);
        }
        Self(files)
    }

    pub(super) fn of_library(package: &Package) -> Self {
        let mut files = Vec::new();
        if let Some(root) = &package.library_root {
            collect(root, &mut files);
        }
        Self(files)
    }

    /// Whether a path or a `use` begins with the name of the crate.
    pub(super) fn name_crate(&self, name: &str) -> bool {
        let mut files = self.0.iter();
        files.any(|(_, text)| lines(text).any(|line| names_crate(line, name)))
    }

    /// The file and the line of the first operation.
    pub(super) fn first_operation(&self) -> Option<String> {
        self.0.iter().find_map(|(path, text)| {
            let line = text.lines().position(is_operation)?;
            Some(format!("{}:{}", path.display(), line + 1))
        })
    }
}

/// The files of a directory and those below it, in the order of their names.
fn collect(directory: &Path, files: &mut Vec<(PathBuf, String)>) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.push((path, text));
        }
    }
}

/// The lines that are no comments.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim_start);
    lines.filter(|line| !line.starts_with("//"))
}

/// Whether `name` stands there as a crate does: `use name`, `extern crate name`, `name::…`, `{name as …`.
fn names_crate(line: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(name).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + name.len()..]);
        if before.ends_with(is_part) || after.starts_with(is_part) {
            return false;
        }
        let (before, after) = (before.trim_end(), after.trim_start());
        // `crate::parts` is a module.
        let is_global = match before.strip_suffix("::") {
            Some(before) if before.ends_with(is_part) => return false,
            outer => outer.is_some(),
        };
        is_global
            || after.starts_with("::")
            || after.starts_with("as ")
            || before.ends_with("use")
            || before.ends_with("crate")
    })
}

/// `#[operation]` or `#[wick_runtime::operation(…)]`.
fn is_operation(line: &str) -> bool {
    let Some(attribute) = line.trim_start().strip_prefix("#[") else {
        return false;
    };
    let end = attribute.find(['(', ']']).unwrap_or(attribute.len());
    attribute[..end].rsplit("::").next().map(str::trim) == Some("operation")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_is_named_by_paths_and_uses() {
        for line in [
            "use parts as _;",
            "extern crate parts;",
            "pub use ::parts::Part;",
            "let part = parts::make();",
            "use {other, parts as _};",
        ] {
            assert!(names_crate(line, "parts"), "{line}");
        }
        for line in [
            "let parts = 1;",
            "use spare_parts as _;",
            "parts_of::all();",
            "f(parts)",
            "use crate::parts::Part;",
        ] {
            assert!(!names_crate(line, "parts"), "{line}");
        }
        assert_eq!(lines("// use parts as _;\n  /// parts::make").count(), 0);
    }

    #[test]
    fn operation_is_known_by_its_attribute() {
        for line in [
            "#[operation]",
            "  #[wick::operation(read_only)]",
            "#[operation(",
        ] {
            assert!(is_operation(line), "{line}");
        }
        for line in [
            "/// #[operation]",
            "#[operations]",
            "#[doc = \"operation\"]",
            "operation",
        ] {
            assert!(!is_operation(line), "{line}");
        }
    }
}
