use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::Platform;

use super::error::BuildError;
use super::name::{platform, split_tag};

/// What is called like a release.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// From the directory on, with `/`.
    pub(super) place: String,
    /// The directory that it lies in, from there on.
    pub(super) tag: Option<String>,
    pub(super) platform: Platform,
}

/// Releases in the order of their places, and zips that are none.
pub(super) fn find(directory: &Path) -> Result<(Vec<Found>, Vec<PathBuf>), BuildError> {
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    walk(directory, &mut Vec::new(), &mut found, &mut skipped)?;
    Ok((found, skipped))
}

fn walk(
    directory: &Path,
    parents: &mut Vec<String>,
    found: &mut Vec<Found>,
    skipped: &mut Vec<PathBuf>,
) -> Result<(), BuildError> {
    /// Of a tag.
    const DEPTH: usize = 2;

    for path in children(directory)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if parents.len() < DEPTH {
                parents.push(name.into_owned());
                walk(&path, parents, found, skipped)?;
                parents.pop();
            }
            continue;
        }
        if !name.ends_with(".zip") {
            continue;
        }
        let tag = (!parents.is_empty()).then(|| parents.join("/"));
        let is_released = tag.as_deref().is_none_or(|tag| split_tag(tag).is_some());
        match platform(&name).filter(|_| is_released) {
            Some(platform) => found.push(Found {
                place: tag
                    .iter()
                    .map(|tag| format!("{tag}/"))
                    .chain([name.to_string()])
                    .collect(),
                name: name.into_owned(),
                tag,
                platform,
                path,
            }),
            None => skipped.push(path),
        }
    }
    Ok(())
}

fn children(directory: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let read = || -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(directory)?;
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect()
    };
    let mut children = read().map_err(BuildError::read(directory))?;
    children.sort();
    Ok(children)
}
