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

/// The names in backticks in the last column of the rows that begin so.
fn named_tests(document: &str, begin: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join(document)).unwrap();
    let rows = text.lines().filter(|line| line.starts_with(begin));
    rows.map(|row| {
        let tests = row.trim_end_matches('|').rsplit(" | ").next().unwrap();
        tests
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    })
    .collect()
}

#[test]
fn documents_name_tests_that_exist() {
    let functions = functions();
    for (document, begin, least) in [
        ("docs/parity.md", "| `", 25),
        ("docs/reference-defects.md", "| S", 14),
        ("docs/reference-defects.md", "| B", 9),
        ("docs/own-defects.md", "| V", 10),
        ("docs/own-defects.md", "| S", 15),
        ("docs/own-defects.md", "| A", 10),
        ("docs/own-defects.md", "| F", 15),
        ("docs/own-defects.md", "| R", 15),
        ("docs/own-defects.md", "| N", 30),
    ] {
        let tests = named_tests(document, begin).concat();
        for test in &tests {
            assert!(
                functions.contains(test) || is_ui_case(test),
                "{document} names `{test}`, which is no test"
            );
        }
        let named = tests.len();
        assert!(named >= least, "only {named} tests are named in {document}");
    }
}

/// Whether it is a program whose compile errors are compared with a golden file.
fn is_ui_case(name: &str) -> bool {
    let cases = root().join("wick-runtime/tests/ui");
    let mut kinds = ["fail", "pass"].iter();
    kinds.any(|kind| cases.join(kind).join(name).with_extension("rs").is_file())
}

#[test]
fn every_defect_of_our_own_has_a_row_that_names_a_test() {
    let kinds = [
        ("V", 8),
        ("S", 9),
        ("A", 6),
        ("F", 10),
        ("R", 11),
        ("N", 16),
    ];
    for (kind, last) in kinds {
        for number in 1..=last {
            let begin = format!("| {kind}{number} |");
            let tests = named_tests("docs/own-defects.md", &begin).concat();
            assert!(!tests.is_empty(), "{kind}{number}");
        }
    }
}

#[test]
fn every_defect_of_the_reference_has_a_row_that_names_a_test_or_says_planned() {
    let text = fs::read_to_string(root().join("docs/reference-defects.md")).unwrap();
    let defects = (1..=14).map(|number| format!("S{number}"));
    for defect in defects.chain((1..=17).map(|number| format!("B{number}"))) {
        let begin = format!("| {defect} |");
        let rows: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with(&begin))
            .collect();
        assert_eq!(rows.len(), 1, "{defect}");
        let is_planned = rows[0].ends_with("| planned |");
        let is_tested = !named_tests("docs/reference-defects.md", &begin)
            .concat()
            .is_empty();
        assert!(is_planned != is_tested, "{}", rows[0]);
    }
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
