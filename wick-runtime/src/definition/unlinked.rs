//! Crates with operations that no source names, which the linker therefore leaves out.
//!
//! Their operations are missing without a word, so the test of a connector looks for them among the
//! dependencies that are on this machine as sources: members of the workspace, and other paths. Which crates
//! are linked is told by the operations in this binary, and for other binaries of the package by its sources.

mod sources;
mod workspace;

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use self::sources::Sources;
use self::workspace::{Package, Workspace};
use super::Problem;
use crate::registration;

/// It has operations only in its documentation and tests.
const RUNTIME: &str = "wick_runtime";

/// What is missing from the package whose test this is. Nothing, when no cargo runs the test.
pub(super) fn check() -> Vec<Problem> {
    let (Some(cargo), Some(directory)) = (
        std::env::var_os("CARGO"),
        std::env::var_os("CARGO_MANIFEST_DIR"),
    ) else {
        return Vec::new();
    };
    missing_below(cargo, Path::new(&directory), &registration::linked_crates())
}

fn missing_below(cargo: OsString, directory: &Path, linked: &HashSet<&str>) -> Vec<Problem> {
    let mut workspace = Workspace::new(cargo);
    let is_linked = |package: &Package| linked.contains(package.library.as_str());
    let mut problems: Vec<Problem> = Vec::new();
    for program in workspace.programs_over(directory) {
        let found = missing(&mut workspace, &program, &is_linked);
        problems.extend(
            found
                .into_iter()
                .filter(|problem| !problems.contains(problem))
                .collect::<Vec<_>>(),
        );
    }
    problems
}

/// The crates below a package that have operations and are named by none of those that are linked.
fn missing(
    workspace: &mut Workspace,
    program: &Package,
    is_linked: &dyn Fn(&Package) -> bool,
) -> Vec<Problem> {
    let mut live = BTreeSet::from([program.directory.clone()]);
    let mut open = vec![program.clone()];
    let mut unnamed = Vec::new();
    while let Some(package) = open.pop() {
        let sources = Sources::of_package(&package);
        for dependency in &package.dependencies {
            let Some(found) = workspace.library_in(&dependency.directory) else {
                continue;
            };
            let name = dependency.name_in_source(&found);
            if live.contains(&found.directory) {
                continue;
            }
            if is_linked(&found) || sources.name_crate(&name) {
                live.insert(found.directory.clone());
                open.push(found);
            } else {
                unnamed.push((package.name.clone(), name, found));
            }
        }
    }
    // Another crate may name what the first one does not.
    let mut told = live.clone();
    unnamed.retain(|(_, _, found)| told.insert(found.directory.clone()));
    unnamed
        .into_iter()
        .filter_map(|(package, name, found)| {
            let place = operation_in(workspace, found, live.clone())?;
            Some(Problem::Unlinked {
                name,
                package,
                place,
            })
        })
        .collect()
}

/// The place of an operation in a library or in those that it would bring along; not in what is `seen`.
fn operation_in(
    workspace: &mut Workspace,
    library: Package,
    mut seen: BTreeSet<PathBuf>,
) -> Option<String> {
    let mut open = vec![library];
    while let Some(package) = open.pop() {
        if !seen.insert(package.directory.clone()) || package.library == RUNTIME {
            continue;
        }
        let sources = Sources::of_library(&package);
        if let Some(place) = sources.first_operation() {
            return Some(place);
        }
        for dependency in &package.dependencies {
            if let Some(found) = workspace.library_in(&dependency.directory)
                && sources.name_crate(&dependency.name_in_source(&found))
            {
                open.push(found);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const OPERATION: &str = "use wick_runtime::prelude::*;\n#[operation]\nfn find() {}\n";

    /// A workspace of a program and two libraries, of which the second has operations.
    fn missing_with(program: &str, parts: &str, linked: &[&str]) -> Vec<String> {
        let place = tempfile::tempdir().unwrap();
        let package = |name: &str, dependencies: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\n{dependencies}"
            )
        };
        for (path, text) in [
            (
                "Cargo.toml",
                "[workspace]\nresolver = \"3\"\nmembers = [\"*-*\"]\n".to_owned(),
            ),
            (
                "the-desk/Cargo.toml",
                package(
                    "the-desk",
                    "more-parts = { path = \"../more-parts\" }\n\
                     renamed = { package = \"parts-below\", path = \"../parts-below\" }",
                ),
            ),
            ("the-desk/src/main.rs", program.to_owned()),
            (
                "more-parts/Cargo.toml",
                package("more-parts", "parts-below = { path = \"../parts-below\" }"),
            ),
            ("more-parts/src/lib.rs", parts.to_owned()),
            ("parts-below/Cargo.toml", package("parts-below", "")),
            ("parts-below/src/lib.rs", "mod inner;\n".to_owned()),
            ("parts-below/src/inner.rs", OPERATION.to_owned()),
        ] {
            let path = place.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let directory = place.path().canonicalize().unwrap().join("the-desk");
        let linked = linked.iter().copied().collect();
        let problems = missing_below(cargo, &directory, &linked);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn crate_with_operations_that_is_never_named_is_told() {
        let told = missing_with("fn main() {}", OPERATION, &[]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("the crate `more_parts` has operations ("),
            "{told:?}"
        );
        assert!(told[0].contains("more-parts/src/lib.rs:2), but `the-desk` names it nowhere"));
        assert!(told[0].ends_with("write `use more_parts as _;` beside `main`"));
        assert!(told[1].contains("use renamed as _;"), "{told:?}");
    }

    #[test]
    fn crate_that_would_bring_operations_along_is_told() {
        let told = missing_with("use renamed as _;", "use parts_below as _;", &[]);
        assert_eq!(told, [] as [&str; 0]);
        let told = missing_with("// use renamed as _;", "use parts_below as _;", &[]);
        assert_eq!(told.len(), 2, "{told:?}");
    }

    #[test]
    fn crate_that_is_named_or_linked_is_not_told() {
        for (program, linked) in [
            ("use more_parts as _;\nuse renamed as _;", &[][..]),
            ("fn main() { more_parts::all() }", &["parts_below"]),
            ("fn main() {}", &["more_parts", "parts_below"]),
        ] {
            let told = missing_with(program, OPERATION, linked);
            assert_eq!(told, [] as [&str; 0], "{program}");
        }
    }
}
