//! Directories of many connectors, signed, that are looked at and never started.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use wick_proto::Digest;
use wick_proto::Platform;
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;

use crate::Failure;

/// A directory that grows.
pub(crate) struct Connectors {
    directory: PathBuf,
    manifest: Manifest,
    key: SigningKey,
    binary: Vec<u8>,
    digest: Digest,
    count: usize,
}

impl Connectors {
    /// None yet; all will be described by `manifest`, but for their key, and have a binary of so many bytes.
    pub(crate) fn new(
        directory: PathBuf,
        manifest: Manifest,
        bytes: usize,
    ) -> Result<Self, Failure> {
        fs::create_dir(&directory)?;
        let binary = vec![0x5a; bytes];
        let digest = Digest::of(&binary);
        let manifest = Manifest {
            os_arch: vec![Platform::current().to_string()],
            sha256: digest.to_string(),
            ..manifest
        };
        Ok(Self {
            directory,
            manifest,
            key: SigningKey::generate()?,
            binary,
            digest,
            count: 0,
        })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The key that signs them.
    pub(crate) fn public_key(&self) -> String {
        self.key.verifying_key().to_base64()
    }

    /// Adds connectors until there are so many.
    pub(crate) fn grow(&mut self, count: usize) -> Result<(), Failure> {
        for number in self.count..count {
            let key = format!("bench_{number:05}");
            let directory = self.directory.join(&key);
            fs::create_dir(&directory)?;
            fs::File::create_new(directory.join(&key))?.write_all(&self.binary)?;
            let mut manifest = self.manifest.clone();
            manifest.entry.clone_from(&key);
            manifest.module.meta.key = key;
            manifest.sign(&self.digest, &self.key)?;
            fs::write(directory.join("plugin.json"), manifest.to_json_pretty())?;
        }
        self.count = self.count.max(count);
        Ok(())
    }
}
