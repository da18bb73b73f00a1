//! Finds what may be a plugin in a directory. Nothing is trusted yet, and nothing is skipped in
//! silence: what looks like a plugin and is none comes back as a [`ScanProblem`].

mod entry;
mod problem;

pub use problem::ScanProblem;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use wick_proto::ConnectorKey;
use wick_proto::manifest::Manifest;

/// The file that makes a directory a plugin.
pub const MANIFEST_FILE: &str = "plugin.json";

/// Largest manifest that is read, in bytes: 8 MiB. The largest known is below 200 KiB.
pub const MAX_MANIFEST_BYTES: u64 = 8 << 20;

/// A directory with a readable manifest that names a binary inside of the directory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The connector's key, from the manifest.
    pub key: ConnectorKey,
    /// The plugin's directory.
    pub directory: PathBuf,
    /// The binary, inside of the directory, with all symbolic links resolved.
    pub binary: PathBuf,
    /// What `plugin.json` says.
    pub manifest: Manifest,
}

/// All that a directory holds.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Scan {
    /// What may be verified next, sorted by key; no two have the same.
    pub candidates: Vec<Candidate>,
    /// What was found and cannot be used, or is odd, in the order of the file names.
    pub problems: Vec<ScanProblem>,
}

/// Reads all plugin directories directly below `root`.
///
/// Files and directories whose names start with a dot or an underscore are passed over, and so are
/// plain files. A symbolic link to a directory counts as the directory, so that a developer can
/// link a build; where the binary lies is checked after all links are resolved.
///
/// # Errors
///
/// When `root` itself cannot be listed.
pub fn scan(root: &Path) -> io::Result<Scan> {
    let mut scan = Scan::default();
    let mut found: BTreeMap<ConnectorKey, Vec<Candidate>> = BTreeMap::new();
    for directory in plugin_directories(root, &mut scan.problems)? {
        match read_directory(&directory) {
            Ok(candidate) => {
                if directory.file_name() != Some(OsStr::new(candidate.key.as_str())) {
                    scan.problems.push(ScanProblem::DirectoryName {
                        key: candidate.key.clone(),
                        directory,
                    });
                }
                found
                    .entry(candidate.key.clone())
                    .or_default()
                    .push(candidate);
            }
            Err(problem) => scan.problems.push(problem),
        }
    }
    for (key, mut candidates) in found {
        if candidates.len() == 1 {
            scan.candidates.append(&mut candidates);
        } else {
            // Which of them was meant is not ours to guess: one may be there to replace the other.
            let directories = candidates.into_iter().map(|c| c.directory).collect();
            scan.problems
                .push(ScanProblem::Duplicate { key, directories });
        }
    }
    Ok(scan)
}

/// Reads one plugin directory.
///
/// # Errors
///
/// All of [`ScanProblem`] but duplicates.
pub fn read_directory(directory: &Path) -> Result<Candidate, ScanProblem> {
    let path = directory.join(MANIFEST_FILE);
    let manifest = read_manifest(directory, &path)?;
    let key: ConnectorKey =
        manifest
            .module
            .meta
            .key
            .parse()
            .map_err(|source| ScanProblem::Key {
                manifest: path.clone(),
                source,
            })?;
    let binary = entry::resolve(directory, &path, &manifest, &key)?;
    Ok(Candidate {
        key,
        directory: directory.to_owned(),
        binary,
        manifest,
    })
}

fn plugin_directories(root: &Path, problems: &mut Vec<ScanProblem>) -> io::Result<Vec<PathBuf>> {
    let mut directories = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(['.', '_']) {
            continue;
        }
        // Follows links, unlike `entry.file_type`.
        match fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_dir() => directories.push(entry.path()),
            Ok(_) => {}
            Err(source) => problems.push(ScanProblem::Unreadable {
                path: entry.path(),
                source,
            }),
        }
    }
    directories.sort();
    Ok(directories)
}

fn read_manifest(directory: &Path, path: &Path) -> Result<Manifest, ScanProblem> {
    let unreadable = |source| ScanProblem::Unreadable {
        path: path.to_owned(),
        source,
    };
    // Looked at before it is opened: opening a pipe would wait for somebody who writes into it.
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ScanProblem::MissingManifest {
                directory: directory.to_owned(),
            });
        }
        Err(error) => return Err(unreadable(error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(ScanProblem::NotAFile {
                path: path.to_owned(),
            });
        }
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_MANIFEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_MANIFEST_BYTES {
        return Err(ScanProblem::TooLarge {
            manifest: path.to_owned(),
        });
    }
    Manifest::from_json(&bytes).map_err(|source| ScanProblem::Manifest {
        manifest: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plugin(root: &Path, directory: &str, manifest: &str) -> PathBuf {
        let directory = root.join(directory);
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join(MANIFEST_FILE), manifest).unwrap();
        fs::write(directory.join("bin"), "binary").unwrap();
        directory
    }

    fn manifest(key: &str, entry: &str) -> String {
        format!(r#"{{"entry":"{entry}","module":{{"Meta":{{"Key":"{key}"}}}}}}"#)
    }

    #[test]
    fn candidates_are_sorted_and_other_things_are_passed_over() {
        let root = tempfile::tempdir().unwrap();
        plugin(root.path(), "1", &manifest("zulip", "bin"));
        plugin(root.path(), "asana", &manifest("asana", "bin"));
        plugin(root.path(), ".trash", "not json");
        plugin(root.path(), "_template", "not json");
        fs::write(root.path().join("README"), "text").unwrap();
        let scan = scan(root.path()).unwrap();
        let keys: Vec<_> = scan.candidates.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(keys, ["asana", "zulip"]);
        let [ScanProblem::DirectoryName { key, .. }] = scan.problems.as_slice() else {
            panic!("{:?}", scan.problems)
        };
        assert_eq!(key.as_str(), "zulip");
        assert!(scan.problems[0].is_warning());
    }

    #[test]
    fn every_problem_names_its_file() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a_empty")).unwrap();
        plugin(root.path(), "b_malformed", "{");
        plugin(root.path(), "c_no_key", "null");
        plugin(root.path(), "d_bad_key", &manifest("../Bad", "bin"));
        plugin(root.path(), "e_no_binary", &manifest("e", "nothing"));
        plugin(root.path(), "f_out", &manifest("f", "../e_no_binary/bin"));
        plugin(root.path(), "g_root", &manifest("g", "/bin/sh"));
        let huge = " ".repeat(usize::try_from(MAX_MANIFEST_BYTES).unwrap() + 1);
        plugin(root.path(), "h_huge", &huge);
        fs::create_dir(plugin(root.path(), "i_directory", &manifest("i", "sub")).join("sub"))
            .unwrap();
        let scan = scan(root.path()).unwrap();
        assert!(scan.candidates.is_empty());
        let texts: Vec<_> = scan.problems.iter().map(ToString::to_string).collect();
        let expected = [
            ("a_empty", "without plugin.json"),
            ("b_malformed", "cannot be read"),
            ("c_no_key", "no usable key"),
            ("d_bad_key", "no usable key"),
            ("e_no_binary", "missing"),
            ("f_out", "leads out"),
            ("g_root", "leads out"),
            ("h_huge", "larger than"),
            ("i_directory", "not a regular file"),
        ];
        assert_eq!(texts.len(), expected.len(), "{texts:#?}");
        for (text, (directory, reason)) in texts.iter().zip(expected) {
            assert!(text.contains(directory) && text.contains(reason), "{text}");
        }
        assert!(scan.problems.iter().all(|problem| problem.hint().is_some()));
    }

    #[test]
    fn of_duplicates_none_is_used() {
        let root = tempfile::tempdir().unwrap();
        plugin(root.path(), "one", &manifest("same", "bin"));
        plugin(root.path(), "two", &manifest("same", "bin"));
        let scan = scan(root.path()).unwrap();
        assert!(scan.candidates.is_empty());
        let [.., ScanProblem::Duplicate { key, directories }] = scan.problems.as_slice() else {
            panic!("{:?}", scan.problems)
        };
        assert_eq!((key.as_str(), directories.len()), ("same", 2));
    }

    #[test]
    fn without_an_entry_the_directory_or_the_key_names_the_binary() {
        let root = tempfile::tempdir().unwrap();
        let suffix = std::env::consts::EXE_SUFFIX;
        for (directory, binary) in [("dir_named", "dir_named"), ("key_named", "the_key")] {
            let path = plugin(root.path(), directory, &manifest("the_key", ""));
            fs::write(path.join(format!("{binary}{suffix}")), "binary").unwrap();
            let candidate = read_directory(&path).unwrap();
            assert_eq!(candidate.binary.file_stem().unwrap(), binary);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_place_of_a_manifest_holds_nobody_up() {
        let root = tempfile::tempdir().unwrap();
        let pipe = root.path().join(MANIFEST_FILE);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let problem = read_directory(root.path()).unwrap_err();
        assert!(
            matches!(&problem, ScanProblem::NotAFile { path } if *path == pipe),
            "{problem}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_plugin_counts_and_a_binary_linked_from_outside_does_not() {
        use std::os::unix::fs::symlink;

        let elsewhere = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        let linked = plugin(elsewhere.path(), "linked", &manifest("linked", "bin"));
        symlink(&linked, root.path().join("linked")).unwrap();
        let stray = plugin(root.path(), "stray", &manifest("stray", "sh"));
        symlink(linked.join("bin"), stray.join("sh")).unwrap();
        let scan = scan(root.path()).unwrap();
        assert_eq!(scan.candidates.len(), 1);
        assert!(
            matches!(scan.problems.as_slice(), [ScanProblem::Entry { entry, .. }] if entry == "sh")
        );
    }
}
