//! Arrows between the crates only point down.
//!
//! `tests, fuzz, examples, bench → wick-host, wick-runtime → wick-proto`, and `wick-runtime → wick-macros`.

use std::collections::BTreeSet;

use cargo_metadata::MetadataCommand;

/// All edges between members that may exist, dev-dependencies included.
const ALLOWED: [(&str, &str); 5] = [
    ("wick-bench", "wick-bench-compile"),
    ("wick-host", "wick-proto"),
    ("wick-runtime", "wick-macros"),
    ("wick-runtime", "wick-proto"),
    ("wick-tests-renamed", "wick-tests-facade"),
];

/// The crates below `examples/`, `fuzz/`, `tests/` and `bench/`, which may use both sides.
fn stands_above(directory: &str) -> bool {
    let of_benchmarks = directory.ends_with("/bench") || directory.contains("/bench/");
    let of_tests = ["/tests", "/fuzz"]
        .iter()
        .any(|end| directory.ends_with(end))
        || directory.contains("/tests/");
    directory.contains("/examples/") || of_tests || of_benchmarks
}

#[test]
fn arrows_point_down() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let members: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert!(
        members.contains("wick-proto") && members.len() >= 8,
        "{members:?}"
    );

    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let directory = package.manifest_path.parent().unwrap().as_str();
        for dependency in &package.dependencies {
            let on = dependency.name.as_str();
            // A crate may name itself for its own tests, to have a feature on in them.
            if !members.contains(on) || on == name {
                continue;
            }
            let to_a_side = matches!(on, "wick-host" | "wick-runtime" | "wick-proto");
            let allowed = ALLOWED.contains(&(name, on)) || (stands_above(directory) && to_a_side);
            if !allowed {
                wrong.push(format!("{name} → {on}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these dependencies point up or sideways: {wrong:?}"
    );
}
