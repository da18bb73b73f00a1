//! What the documents say of the code is true.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// All files below `directory` with one of the extensions, build output apart.
fn files(directory: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                files(&path, extensions, found);
            }
        } else if path
            .extension()
            .is_some_and(|one| extensions.iter().any(|known| one == *known))
        {
            found.push(path);
        }
    }
}

/// The names of all functions in the Rust sources.
fn functions() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(&root(), &["rs"], &mut sources);
    let mut names = BTreeSet::new();
    for source in sources {
        for line in fs::read_to_string(source).unwrap().lines() {
            if let Some((_, rest)) = line.split_once("fn ")
                && let Some((name, _)) = rest.split_once('(')
            {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

#[test]
fn documents_name_tests_that_exist() {
    let parity = fs::read_to_string(root().join("docs/parity.md")).unwrap();
    let functions = functions();
    let mut named = 0;
    for row in parity.lines().filter(|line| line.starts_with("| `")) {
        let tests = row.trim_end_matches('|').rsplit(" | ").next().unwrap();
        for test in tests.split('`').skip(1).step_by(2) {
            assert!(
                functions.contains(test),
                "docs/parity.md names `{test}`, which is no function"
            );
            named += 1;
        }
    }
    assert!(named > 25, "only {named} tests are named");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut documents = Vec::new();
    files(&root(), &["md"], &mut documents);
    let mut broken = Vec::new();
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = target.split('#').next().unwrap();
            if path.is_empty() || path.contains("://") || path.contains(char::is_whitespace) {
                continue;
            }
            if !document.parent().unwrap().join(path).exists() {
                broken.push(format!("{} → {target}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
