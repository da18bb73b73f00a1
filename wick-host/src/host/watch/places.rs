//! Where to look for changes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::install::DISABLED_FILE;

/// The directories in which something can change about the plugins.
///
/// Single ones rather than a whole tree: what an installation does in private is nobody's business, and a link
/// to a build would bring all that lies beside it.
#[derive(Debug)]
pub(super) struct Places {
    /// The directory of plugins as it was named; the way to it may be a link, or missing.
    named: PathBuf,
    /// The nearest directory above it that is there.
    above: PathBuf,
    /// The directory of plugins itself, if it is there.
    root: Option<PathBuf>,
    /// The plugins' directories, and those of binaries that lie elsewhere.
    inside: BTreeSet<PathBuf>,
}

impl Places {
    /// Those of a directory of plugins, of which these binaries are in use.
    pub(super) fn of(directory: &Path, binaries: &[PathBuf]) -> Self {
        let named = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        let (above, rest) = nearest(&named);
        // Some systems tell of real paths whatever they were asked for.
        let named = above.join(rest);
        let root = fs::canonicalize(&named).ok().filter(|root| root.is_dir());
        let below = root.iter().flat_map(|root| plugins(root));
        let beside = binaries.iter().filter_map(|binary| binary.parent());
        let inside = below.chain(beside.map(ToOwned::to_owned));
        let inside = inside.filter_map(|path| fs::canonicalize(path).ok());
        Self {
            inside: inside.filter(|path| path.is_dir()).collect(),
            named,
            above,
            root,
        }
    }

    /// The directories to watch, without what lies below them.
    pub(super) fn watched(&self) -> impl Iterator<Item = &Path> {
        let single = [Some(self.above.as_path()), self.root.as_deref()];
        let single = single.into_iter().flatten();
        single.chain(self.inside.iter().map(PathBuf::as_path))
    }

    /// Whether a change of this path may be one of the plugins.
    pub(super) fn concern(&self, path: &Path) -> bool {
        let parent = path.parent();
        let is_inside =
            self.inside.contains(path) || parent.is_some_and(|parent| self.inside.contains(parent));
        let is_below = self.root.is_some() && parent == self.root.as_deref() && is_visible(path);
        let is_itself = self.root.as_deref() == Some(path);
        is_inside || is_below || is_itself || self.named.starts_with(path)
    }
}

/// The nearest directory above a path that is there, and the rest of the path.
fn nearest(path: &Path) -> (PathBuf, PathBuf) {
    let found = path.ancestors().skip(1).find_map(|above| {
        let real = fs::canonicalize(above).ok().filter(|real| real.is_dir())?;
        Some((real, path.strip_prefix(above).ok()?.to_owned()))
    });
    found.unwrap_or_else(|| (path.to_owned(), PathBuf::new()))
}

/// What scans look at.
fn plugins(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| is_visible(path)).collect()
}

/// Whether it is not one of the names that scans pass over.
fn is_visible(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == DISABLED_FILE || !name.starts_with(['.', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(places: &Places) -> Vec<&Path> {
        places.watched().collect()
    }

    #[test]
    fn the_directory_its_plugins_and_the_one_above_are_watched_and_nothing_hidden() {
        let around = tempfile::tempdir().unwrap();
        let around = around.path().canonicalize().unwrap();
        let root = around.join("plugins");
        for directory in ["desk", ".previous/desk", ".wick-123456", "_draft"] {
            fs::create_dir_all(root.join(directory)).unwrap();
        }
        let places = Places::of(&root, &[root.join("desk/bin/desk"), around.join("no/desk")]);
        assert_eq!(watched(&places), [&around, &root, &root.join("desk")]);
        for (path, concerns) in [
            ("plugins", true),
            ("plugins/desk", true),
            ("plugins/bank", true),
            ("plugins/desk/plugin.json", true),
            ("plugins/.disabled.json", true),
            ("plugins/.lock", false),
            ("plugins/.wick-123456", false),
            ("plugins/_draft", false),
            ("other", false),
            ("other/desk", false),
        ] {
            assert_eq!(places.concern(&around.join(path)), concerns, "{path}");
        }
    }

    #[test]
    fn of_what_is_not_there_yet_the_way_to_it_is_watched() {
        let around = tempfile::tempdir().unwrap();
        let around = around.path().canonicalize().unwrap();
        let places = Places::of(&around.join("a/b/plugins"), &[]);
        assert_eq!(watched(&places), [&around]);
        assert!(places.concern(&around.join("a")));
        assert!(!places.concern(&around.join("b")));
    }

    #[cfg(unix)]
    #[test]
    fn what_links_lead_to_is_watched() {
        use std::os::unix::fs::symlink;

        let around = tempfile::tempdir().unwrap();
        let around = around.path().canonicalize().unwrap();
        for directory in ["versions/1", "build/desk"] {
            fs::create_dir_all(around.join(directory)).unwrap();
        }
        symlink(around.join("versions/1"), around.join("plugins")).unwrap();
        symlink(around.join("build/desk"), around.join("versions/1/desk")).unwrap();
        let places = Places::of(&around.join("plugins"), &[]);
        for path in ["plugins", "versions/1/desk", "build/desk/desk"] {
            assert!(places.concern(&around.join(path)), "{path}");
        }
        assert!(!places.concern(&around.join("build/bank")));
    }
}
