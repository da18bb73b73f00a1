use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wick_proto::files::Scratch;
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;
use wick_proto::{ConnectorKey, Platform};

use super::PackError;
use crate::binary;
use crate::exchange::exchange;
use crate::scan::MANIFEST_FILE;

/// What is packed.
#[derive(Clone, Debug)]
#[must_use]
pub struct Package<'a> {
    binary: &'a Path,
    manifest: Manifest,
    platform: Platform,
    signing_key: Option<&'a SigningKey>,
}

/// A plugin directory that was written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Packed {
    /// The connector's key.
    pub key: ConnectorKey,
    /// The plugin's directory, named after the key.
    pub directory: PathBuf,
    /// What was written as `plugin.json`.
    pub manifest: Manifest,
    /// Where the binary runs.
    pub platform: Platform,
}

impl<'a> Package<'a> {
    /// A binary for this platform, with the manifest that it dumped.
    pub fn new(binary: &'a Path, manifest: Manifest) -> Self {
        Self {
            binary,
            manifest,
            platform: Platform::current(),
            signing_key: None,
        }
    }

    /// Says that the binary is for another platform.
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// Signs the binary and the manifest.
    pub fn sign(mut self, key: &'a SigningKey) -> Self {
        self.signing_key = Some(key);
        self
    }

    /// The version, in place of that in the manifest.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.manifest.version = version.into();
        self
    }
}

/// Writes `<out>/<key>/` with the binary, named after the key, and its `plugin.json`. A directory that
/// is there is replaced as a whole; a failure leaves it as it was.
///
/// # Errors
///
/// A manifest without a usable key, or files that cannot be read or written.
pub fn directory(package: &Package<'_>, out: &Path) -> Result<Packed, PackError> {
    let key: ConnectorKey = package.manifest.module.meta.key.parse()?;
    let target = out.join(key.as_str());
    let cannot_write = |source| PackError::Write {
        path: target.clone(),
        source,
    };
    fs::create_dir_all(out).map_err(cannot_write)?;
    // On the same file system as the target, and passed over by a scan.
    let draft = Scratch::below(out, ".wick-pack-").map_err(cannot_write)?;
    let content = draft.path().join("plugin");
    let manifest = write_content(package, &key, &content)?;
    replace(&content, &target, draft.path()).map_err(cannot_write)?;
    Ok(Packed {
        key,
        directory: target,
        manifest,
        platform: package.platform.clone(),
    })
}

fn write_content(
    package: &Package<'_>,
    key: &ConnectorKey,
    directory: &Path,
) -> Result<Manifest, PackError> {
    let cannot_write = |path: &Path| {
        let path = path.to_owned();
        |source| PackError::Write { path, source }
    };
    let suffix = if package.platform.os() == "windows" {
        ".exe"
    } else {
        ""
    };
    let entry = format!("{key}{suffix}");
    let binary = directory.join(&entry);
    fs::create_dir(directory).map_err(cannot_write(directory))?;
    copy_executable(package.binary, &binary)?;
    // Of the copy: that is what will run.
    let digest = binary::digest(&binary).map_err(cannot_write(&binary))?;
    let mut manifest = Manifest {
        schema_version: Manifest::SCHEMA_VERSION,
        entry,
        os_arch: vec![package.platform.to_string()],
        sha256: digest.to_string(),
        // What the binary said of itself is not what is packed.
        signature: String::new(),
        manifest_signature: String::new(),
        ..package.manifest.clone()
    };
    if let Some(key) = package.signing_key {
        manifest.sign(&digest, key)?;
    }
    let path = directory.join(MANIFEST_FILE);
    write_manifest(&path, &manifest).map_err(cannot_write(&path))?;
    Ok(manifest)
}

fn write_manifest(path: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(manifest.to_json_pretty().as_bytes())?;
    // Before the directory takes the place of another: that must not lead to an empty file.
    file.sync_all()
}

fn copy_executable(from: &Path, to: &Path) -> Result<(), PackError> {
    let source = binary::open_named(from).map_err(|source| PackError::Read {
        path: from.to_owned(),
        source,
    })?;
    let write = || -> io::Result<()> {
        let mut target = File::create_new(to)?;
        binary::copy(source, &mut target)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            target.set_permissions(fs::Permissions::from_mode(0o755))?;
        }
        target.sync_all()
    };
    write().map_err(|source| PackError::Write {
        path: to.to_owned(),
        source,
    })
}

/// Puts `content` in the place of `target`; what was there goes to the draft directory, which is
/// removed.
fn replace(content: &Path, target: &Path, draft: &Path) -> io::Result<()> {
    if exchange(content, target).is_ok() {
        return Ok(());
    }
    let old = draft.join("old");
    match fs::rename(target, &old) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return fs::rename(content, target);
        }
        other => other?,
    }
    fs::rename(content, target).inspect_err(|_| {
        // Nothing better can be done if even this fails.
        let _ = fs::rename(&old, target);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TrustPolicy, scan, verify};
    use wick_proto::verify::SignatureRequirement;

    fn manifest(key: &str) -> Manifest {
        let mut manifest = Manifest {
            version: "1.2.3".to_owned(),
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = key.to_owned();
        manifest
    }

    #[test]
    fn what_is_packed_passes_a_strict_policy() {
        let root = tempfile::tempdir().unwrap();
        let binary = root.path().join("some-binary");
        fs::write(&binary, "binary").unwrap();
        let key = SigningKey::generate().unwrap();
        let out = root.path().join("out");
        let package = Package::new(&binary, manifest("desk"))
            .sign(&key)
            .version("v2.0.0");
        let packed = directory(&package, &out).unwrap();
        assert_eq!(packed.directory, out.join("desk"));

        let mut scan = scan::scan(&out).unwrap();
        assert!(scan.problems.is_empty(), "{:?}", scan.problems);
        let policy = TrustPolicy::default()
            .with_signature(SignatureRequirement::Manifest)
            .trusting(key.verifying_key());
        let verified = verify::verify(scan.candidates.remove(0), &policy).unwrap();
        assert_eq!(verified.manifest().version, "v2.0.0");
        assert_eq!(verified.path().file_stem().unwrap(), "desk");
    }

    #[test]
    fn packing_again_replaces_the_directory_as_a_whole() {
        let root = tempfile::tempdir().unwrap();
        let binary = root.path().join("binary");
        let out = root.path().join("out");
        for content in ["old", "new"] {
            fs::write(&binary, content).unwrap();
            let packed = directory(&Package::new(&binary, manifest("desk")), &out).unwrap();
            fs::write(packed.directory.join("stale"), "").unwrap();
        }
        fs::remove_file(out.join("desk/stale")).unwrap();
        let mut names: Vec<_> = fs::read_dir(out.join("desk"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.len(), 2, "{names:?}");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let root = tempfile::tempdir().unwrap();
        let binary = root.path().join("binary");
        fs::write(&binary, "binary").unwrap();
        let out = root.path().join("out");
        directory(&Package::new(&binary, manifest("desk")), &out).unwrap();
        let missing = root.path().join("missing");
        let error = directory(&Package::new(&missing, manifest("desk")), &out).unwrap_err();
        assert!(matches!(error, PackError::Read { .. }), "{error}");
        assert_eq!(scan::scan(&out).unwrap().candidates.len(), 1);
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
        let bad = directory(&Package::new(&binary, manifest("Not-A-Key")), &out);
        assert!(matches!(bad, Err(PackError::Key(_))));
    }
}
