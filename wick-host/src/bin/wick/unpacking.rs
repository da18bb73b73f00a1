//! Release zips, unpacked to be looked at.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wick_host::scan::MANIFEST_FILE;
use zip::ZipArchive;

use crate::exit::Exit;
use crate::failure::Failure;

/// Most bytes that come out of a zip: some are made to fill a disk.
const MAX_BYTES: u64 = 1 << 30;

/// Most files in a zip. A release has two, and two more with sidecars.
const MAX_FILES: usize = 64;

/// A release zip's content, gone when this is.
#[derive(Debug)]
pub(crate) struct Unpacked {
    root: TempDir,
}

impl Unpacked {
    /// Unpacks a zip.
    pub(crate) fn from_zip(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
        let refuse = |why: &dyn std::error::Error| {
            Failure::new(
                Exit::Refused,
                format!("{} is not a release", path.display()),
            )
            .because(why)
        };
        let mut archive = ZipArchive::new(file).map_err(|error| refuse(&error))?;
        if archive.len() > MAX_FILES {
            let many = format!("it holds {} files", archive.len());
            return Err(refuse(&io::Error::other(many)));
        }
        let root = tempfile::Builder::new()
            .prefix("wick-verify-")
            .tempdir()
            .map_err(|error| {
                Failure::new(Exit::InputOutput, "cannot make a temporary directory").because(&error)
            })?;
        unpack(&mut archive, root.path()).map_err(|error| refuse(&error))?;
        Ok(Self { root })
    }

    /// The plugin directory: all of it, or the first directory in it that is one.
    pub(crate) fn directory(&self) -> PathBuf {
        let root = self.root.path();
        let is_plugin = |directory: &PathBuf| directory.join(MANIFEST_FILE).is_file();
        let mut directories: Vec<PathBuf> = fs::read_dir(root)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        directories.sort();
        let all = root.to_owned();
        std::iter::once(all.clone())
            .chain(directories)
            .find(is_plugin)
            .unwrap_or(all)
    }
}

fn unpack(archive: &mut ZipArchive<File>, root: &Path) -> io::Result<()> {
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let Some(name) = entry.enclosed_name() else {
            return Err(io::Error::other(format!(
                "file number {} leads out of it",
                index + 1
            )));
        };
        if !entry.is_file() {
            continue;
        }
        let path = root.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // One more than is left, to tell the end of the file from the end of our patience.
        let mut bounded = (&mut entry).take(left + 1);
        let written = io::copy(&mut bounded, &mut File::create_new(&path)?)?;
        left = left.checked_sub(written).ok_or_else(|| {
            io::Error::other(format!("more than {MAX_BYTES} bytes come out of it"))
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(names: &[&str]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(&mut file);
        for name in names {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"{}").unwrap();
        }
        zip.finish().unwrap();
        file
    }

    #[test]
    fn the_plugin_is_at_the_root_or_one_below() {
        let flat = Unpacked::from_zip(archive(&["plugin.json", "desk"]).path()).unwrap();
        assert!(flat.directory().join("desk").is_file());
        let nested = Unpacked::from_zip(archive(&["b/README", "desk/plugin.json"]).path()).unwrap();
        assert!(nested.directory().ends_with("desk"));
    }

    #[test]
    fn a_zip_cannot_write_elsewhere() {
        let failure = Unpacked::from_zip(archive(&["../out"]).path()).unwrap_err();
        assert_eq!(failure.exit, Exit::Refused);
        let many: Vec<_> = (0..=MAX_FILES).map(|index| index.to_string()).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(
            Unpacked::from_zip(archive(&many).path()).unwrap_err().exit,
            Exit::Refused
        );
    }

    #[test]
    fn what_is_no_zip_is_refused() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"text").unwrap();
        assert_eq!(
            Unpacked::from_zip(file.path()).unwrap_err().exit,
            Exit::Refused
        );
        assert_eq!(
            Unpacked::from_zip(Path::new("no/such")).unwrap_err().exit,
            Exit::NotFound
        );
    }
}
