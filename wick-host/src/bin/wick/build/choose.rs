//! Which executable of which package is meant. Pure: it goes by what cargo says of the workspace.

use std::collections::BTreeSet;
use std::path::Path;

use cargo_metadata::{Metadata, Package, PackageId, Target, TargetKind};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::suggest;

/// What is asked for by its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Selected<'a> {
    Binary(&'a str),
    Example(&'a str),
    /// The binary that is to run where none is named.
    TheOnly,
}

/// What is to be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) package: PackageId,
    /// `--bin` or `--example`.
    pub(super) option: &'static str,
    pub(super) name: String,
}

/// Chooses as `cargo run` does, of the package whose manifest this is, of the package that is named, or of the default
/// members of a workspace without a package of its own.
pub(super) fn choose(
    metadata: &Metadata,
    manifest: &Path,
    spec: Option<&str>,
    selected: Selected<'_>,
) -> Result<Choice, Failure> {
    let members = metadata.workspace_packages();
    let packages = match spec {
        Some(spec) => vec![named(&members, spec)?],
        None => match members
            .iter()
            .find(|package| package.manifest_path == manifest)
        {
            Some(package) => vec![*package],
            None => metadata.workspace_default_packages(),
        },
    };
    let (option, name) = match selected {
        Selected::Binary(name) => ("--bin", Some(name)),
        Selected::Example(name) => ("--example", Some(name)),
        Selected::TheOnly => ("--bin", None),
    };
    let all: Vec<_> = packages
        .iter()
        .flat_map(|package| targets(package, option).map(|target| (*package, target)))
        .collect();
    let found: Vec<_> = all
        .iter()
        .filter(|(_, target)| name.is_none_or(|name| target.name == name))
        .collect();
    let chosen = match (found.as_slice(), name) {
        ([one], _) => one,
        ([], Some(name)) => return Err(unknown(&packages, &all, option, name)),
        ([], None) => return Err(without(&packages, &members)),
        (several, name) => match default_run(several).filter(|_| name.is_none()) {
            Some(default) => default,
            None => return Err(ambiguous(several)),
        },
    };
    Ok(Choice {
        package: chosen.0.id.clone(),
        option,
        name: chosen.1.name.clone(),
    })
}

/// The member of this name, also with its version: `name@1.2.3`.
fn named<'a>(members: &[&'a Package], spec: &str) -> Result<&'a Package, Failure> {
    let is_meant = |package: &&&Package| {
        let name = package.name.as_str();
        let version = spec
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('@'));
        name == spec
            || package.id.repr == spec
            || version.is_some_and(|version| package.version.to_string() == version)
    };
    members.iter().find(is_meant).copied().ok_or_else(|| {
        let names = || members.iter().map(|package| package.name.as_str());
        let hint = match suggest::nearest(spec, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("packages: {}", suggest::list(names())),
        };
        Failure::usage(format!("the workspace has no package `{spec}`")).hint(hint)
    })
}

/// The executables of a package that an option chooses among.
fn targets<'a>(package: &'a Package, option: &str) -> impl Iterator<Item = &'a Target> + use<'a> {
    let kind = match option {
        "--example" => TargetKind::Example,
        _ => TargetKind::Bin,
    };
    let targets = package.targets.iter();
    targets.filter(move |target| target.kind.contains(&kind))
}

/// The binary that `default-run` of the manifest names, if all are of one package. Cargo takes that of another package,
/// too, if no other one names any; then it is not evident that there are others.
fn default_run<'a>(
    found: &[&'a (&'a Package, &'a Target)],
) -> Option<&'a (&'a Package, &'a Target)> {
    let (package, _) = found.first()?;
    let is_alone = found.iter().all(|(other, _)| other.id == package.id);
    let default = package.default_run.as_ref().filter(|_| is_alone)?;
    found
        .iter()
        .find(|(_, target)| target.name == *default)
        .copied()
}

fn unknown(
    packages: &[&Package],
    all: &[(&Package, &Target)],
    option: &str,
    name: &str,
) -> Failure {
    let what = match option {
        "--example" => "example",
        _ => "binary",
    };
    let names = || all.iter().map(|(_, target)| target.name.as_str());
    let hint = match suggest::nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.is_empty() => format!("there is no {what} at all"),
        None => format!("there is: {}", suggest::list(names())),
    };
    let place = match packages {
        [package] => format!("the package `{}`", package.name),
        _ => "the workspace".to_owned(),
    };
    Failure::usage(format!("{place} has no {what} `{name}`")).hint(hint)
}

/// There is nothing to run where it was looked for.
fn without(packages: &[&Package], members: &[&Package]) -> Failure {
    let message = match packages {
        [package] => format!("the package `{}` has no binary", package.name),
        _ => "no default member of the workspace has a binary".to_owned(),
    };
    let others = members
        .iter()
        .filter(|package| targets(package, "--bin").next().is_some());
    let others: Vec<&str> = others.map(|package| package.name.as_str()).collect();
    let hint = match others.as_slice() {
        [] => "a plugin is a program: it needs src/main.rs with `wick_runtime::serve`".to_owned(),
        others => format!(
            "choose a package of the workspace with -p: {}",
            suggest::list(others.iter().copied())
        ),
    };
    Failure::new(Exit::BuildFailed, message).hint(hint)
}

fn ambiguous(found: &[&(&Package, &Target)]) -> Failure {
    let packages: BTreeSet<&str> = found
        .iter()
        .map(|(package, _)| package.name.as_str())
        .collect();
    let names = || found.iter().map(|(_, target)| target.name.as_str());
    match packages.len() {
        1 => {
            let names = suggest::list(names());
            let package = found
                .first()
                .map_or("", |(package, _)| package.name.as_str());
            Failure::usage(format!(
                "the package `{package}` has several binaries: {names}"
            ))
            .hint("choose one with --bin NAME")
        }
        _ => {
            let packages = suggest::list(packages);
            Failure::usage(format!(
                "several packages of the workspace have a binary: {packages}"
            ))
            .hint("choose one with -p SPEC, or its binary with --bin NAME")
        }
    }
}
