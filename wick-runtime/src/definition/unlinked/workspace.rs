//! The packages that lie on this machine, as `cargo metadata` tells them. No registry is asked, and nothing
//! is locked or written.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// The packages that were asked for, by directory.
pub(super) struct Workspace {
    cargo: OsString,
    packages: BTreeMap<PathBuf, Option<Package>>,
}

#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) directory: PathBuf,
    /// The name of the library in sources; empty when there is none.
    pub(super) library: String,
    /// The directories of its targets' sources, and the one of the library.
    pub(super) roots: Vec<PathBuf>,
    pub(super) library_root: Option<PathBuf>,
    has_program: bool,
    pub(super) dependencies: Vec<Dependency>,
}

/// A dependency on a package that lies in a directory.
#[derive(Clone, Debug)]
pub(super) struct Dependency {
    rename: Option<String>,
    pub(super) directory: PathBuf,
}

impl Dependency {
    /// What the crate is called in the sources of the package that depends on it.
    pub(super) fn name_in_source(&self, package: &Package) -> String {
        match &self.rename {
            Some(name) => name.replace('-', "_"),
            None => package.library.clone(),
        }
    }
}

impl Workspace {
    pub(super) fn new(cargo: OsString) -> Self {
        Self {
            cargo,
            packages: BTreeMap::new(),
        }
    }

    /// The package in a directory. `None` when cargo does not tell.
    pub(super) fn package_in(&mut self, directory: &Path) -> Option<Package> {
        if !self.packages.contains_key(directory) {
            // A command tells all members of a workspace at once.
            for package in ask(&self.cargo, directory).unwrap_or_default() {
                self.packages
                    .entry(package.directory.clone())
                    .or_insert(Some(package));
            }
            self.packages.entry(directory.to_owned()).or_insert(None);
        }
        self.packages.get(directory).cloned().flatten()
    }

    /// Like [`package_in`](Self::package_in), but only a package that others can link.
    pub(super) fn library_in(&mut self, directory: &Path) -> Option<Package> {
        let package = self.package_in(directory)?;
        (!package.library.is_empty()).then_some(package)
    }

    /// The package in a directory, and the members of its workspace that have programs and depend on it.
    pub(super) fn programs_over(&mut self, directory: &Path) -> Vec<Package> {
        let Some(own) = self.package_in(directory) else {
            return Vec::new();
        };
        let members: Vec<Package> = self.packages.values().flatten().cloned().collect();
        let depends = |package: &Package| {
            let mut dependencies = package.dependencies.iter();
            dependencies.any(|dependency| dependency.directory == own.directory)
        };
        let others = members
            .into_iter()
            .filter(|package| package.has_program && depends(package));
        let others: Vec<Package> = others.collect();
        std::iter::once(own).chain(others).collect()
    }
}

fn ask(cargo: &OsString, directory: &Path) -> Option<Vec<Package>> {
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .arg("--manifest-path")
        .arg(directory.join("Cargo.toml"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let told: Told = serde_json::from_slice(&output.stdout).ok()?;
    Some(told.packages.into_iter().map(Package::from).collect())
}

#[derive(Deserialize)]
struct Told {
    packages: Vec<ToldPackage>,
}

#[derive(Deserialize)]
struct ToldPackage {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<ToldDependency>,
    targets: Vec<ToldTarget>,
}

#[derive(Deserialize)]
struct ToldDependency {
    kind: Option<String>,
    rename: Option<String>,
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
struct ToldTarget {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

impl From<ToldPackage> for Package {
    fn from(told: ToldPackage) -> Self {
        let is = |target: &ToldTarget, kinds: &[&str]| {
            let mut own = target.kind.iter();
            own.any(|kind| kinds.contains(&kind.as_str()))
        };
        let root = |target: &ToldTarget| target.src_path.parent().map(Path::to_owned);
        let library = told
            .targets
            .iter()
            .find(|target| is(target, &["lib", "rlib"]));
        let programs = told.targets.iter().filter(|target| is(target, &["bin"]));
        Self {
            library: library.map_or_else(String::new, |target| target.name.replace('-', "_")),
            library_root: library.and_then(root),
            has_program: programs.clone().next().is_some(),
            roots: library
                .into_iter()
                .chain(programs)
                .filter_map(root)
                .collect(),
            dependencies: told
                .dependencies
                .into_iter()
                .filter(|dependency| dependency.kind.is_none())
                .filter_map(|dependency| {
                    Some(Dependency {
                        rename: dependency.rename,
                        directory: dependency.path?,
                    })
                })
                .collect(),
            directory: told
                .manifest_path
                .parent()
                .map_or_else(PathBuf::new, Path::to_owned),
            name: told.name,
        }
    }
}
