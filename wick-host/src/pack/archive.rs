use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};

use super::{PackError, Packed};
use crate::scan::MANIFEST_FILE;

/// Writes `<out>/<key>-<version>-<os>-<arch>.zip`, a release as the reference installs it: the files
/// at the root, sorted by name. The same files give the same bytes, as all times in it are fixed.
///
/// # Errors
///
/// A version that cannot be part of a file name, or files that cannot be read or written.
pub fn zip(packed: &Packed, out: &Path) -> Result<PathBuf, PackError> {
    let path = out.join(file_name(packed)?);
    write(packed, out, &path).map_err(|source| PackError::Write {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}

fn file_name(packed: &Packed) -> Result<String, PackError> {
    let Packed { key, platform, .. } = packed;
    let version = &packed.manifest.version;
    let version = version.strip_prefix('v').unwrap_or(version);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    if version.is_empty() || !version.chars().all(allowed) {
        return Err(PackError::Version(packed.manifest.version.clone()));
    }
    let (os, arch) = (platform.os(), platform.arch());
    Ok(format!("{key}-{version}-{os}-{arch}.zip"))
}

fn write(packed: &Packed, out: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(out)?;
    let draft = tempfile::NamedTempFile::new_in(out)?;
    let mut entries = [(&*packed.manifest.entry, 0o755), (MANIFEST_FILE, 0o644)];
    entries.sort_unstable();
    let mut archive = ZipWriter::new(draft);
    for (name, mode) in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        archive.start_file(name, options)?;
        io::copy(&mut File::open(packed.directory.join(name))?, &mut archive)?;
    }
    let mut draft = archive.finish()?;
    draft.flush()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A draft is its owner's only, and a release is for all.
        draft
            .as_file()
            .set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    draft.as_file().sync_all()?;
    draft.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use wick_proto::manifest::Manifest;

    use super::*;
    use crate::pack::{Package, directory};

    fn packed(root: &Path, version: &str) -> Packed {
        let binary = root.join("binary");
        fs::write(&binary, "binary".repeat(1000)).unwrap();
        let mut manifest = Manifest::default();
        manifest.module.meta.key = "my_desk".to_owned();
        let platform = "windows/arm64".parse().unwrap();
        let package = Package::new(&binary, manifest)
            .version(version)
            .platform(platform);
        directory(&package, &root.join("plugins")).unwrap()
    }

    #[test]
    fn a_release_is_named_and_laid_out_as_the_reference_expects() {
        let root = tempfile::tempdir().unwrap();
        let path = zip(&packed(root.path(), "v1.2.3-rc.1"), root.path()).unwrap();
        assert_eq!(
            path.file_name().unwrap(),
            "my_desk-1.2.3-rc.1-windows-arm64.zip"
        );
        let mut archive = ::zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let entries: Vec<_> = (0..archive.len())
            .map(|index| {
                let entry = archive.by_index(index).unwrap();
                (
                    entry.name().unwrap().into_owned(),
                    entry.unix_mode().unwrap() & 0o777,
                )
            })
            .collect();
        let expected = [("my_desk.exe", 0o755), ("plugin.json", 0o644)];
        assert_eq!(
            entries,
            expected.map(|(name, mode)| (name.to_owned(), mode))
        );
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let root = tempfile::tempdir().unwrap();
        let first = fs::read(zip(&packed(root.path(), "1"), root.path()).unwrap()).unwrap();
        let again = fs::read(zip(&packed(root.path(), "1"), root.path()).unwrap()).unwrap();
        assert_eq!(first, again);
    }

    #[test]
    fn a_version_cannot_lead_elsewhere() {
        let root = tempfile::tempdir().unwrap();
        for version in ["", "v", "../1", "1/2", "1 2"] {
            let error = zip(&packed(root.path(), version), root.path()).unwrap_err();
            assert!(matches!(error, PackError::Version(_)), "{error}");
        }
    }
}
