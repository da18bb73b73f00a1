//! Opening a plugin, whatever its form.

use std::path::{Path, PathBuf};

use wick_host::archive::{self, Limits};
use wick_host::scan::{self, Candidate, MAX_MANIFEST_BYTES, ScanProblem};
use wick_proto::files::Scratch;
use wick_proto::manifest::Manifest;
use wick_proto::module::Module;

use super::{FileKind, Origin, Place, Target, directory_candidate};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{packing, refusal};

/// A plugin that can be verified and started.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) candidate: Candidate,
    pub(crate) origin: Origin,
    /// To be kept as long as the plugin is used.
    pub(crate) held: Held,
}

/// The directory in which a plugin was unpacked or packed, gone when this is.
#[derive(Debug, Default)]
pub(crate) struct Held(Option<(Scratch, PathBuf)>);

impl Target {
    /// Opens the plugin. A release is unpacked, and a built binary packed, into a temporary directory.
    pub(crate) async fn plugin(&self, session: &Session) -> Result<Plugin, Failure> {
        match self.place(session)? {
            Place::Installed(candidate) => Ok(Plugin::installed(*candidate)),
            Place::Directory(directory) => Plugin::in_directory(&directory),
            Place::File(FileKind::Manifest, path) => {
                Plugin::in_directory(&manifest_directory(&path)?)
            }
            Place::File(FileKind::Archive, path) => Plugin::unpacked(session, path).await,
            Place::File(FileKind::Binary, path) => {
                session.unless_interrupted(Plugin::packed(&path)).await
            }
        }
    }

    /// Reads the plugin's manifest; of a built binary, which is run to ask for it. The binary of a
    /// plugin directory need not be there.
    pub(crate) async fn manifest(&self, session: &Session) -> Result<(Manifest, Origin), Failure> {
        let manifest = match self.place(session)? {
            Place::Installed(candidate) => return Ok((candidate.manifest, Origin::Installed)),
            Place::Directory(directory) => {
                let path = directory.join(scan::MANIFEST_FILE);
                if !path.exists() {
                    let problem = ScanProblem::MissingManifest { directory };
                    return Err(refusal::unusable_path(&problem));
                }
                read(&path)?
            }
            Place::File(FileKind::Manifest, path) => read(&path)?,
            Place::File(FileKind::Archive, path) => {
                Plugin::unpacked(session, path).await?.candidate.manifest
            }
            Place::File(FileKind::Binary, path) => {
                session.unless_interrupted(packing::manifest(&path)).await?
            }
        };
        Ok((manifest, Origin::Path))
    }
}

impl Target {
    /// What an installed plugin, a plugin directory or a manifest says, without unpacking or running anything.
    pub(crate) fn module_at_rest(&self, session: &Session) -> Option<Module> {
        let manifest = match self.place(session).ok()? {
            Place::Installed(candidate) => candidate.manifest,
            Place::Directory(directory) => read(&directory.join(scan::MANIFEST_FILE)).ok()?,
            Place::File(FileKind::Manifest, path) => read(&path).ok()?,
            Place::File(FileKind::Archive | FileKind::Binary, _) => return None,
        };
        Some(manifest.module)
    }
}

impl Plugin {
    pub(crate) fn installed(candidate: Candidate) -> Self {
        Self {
            candidate,
            origin: Origin::Installed,
            held: Held::default(),
        }
    }

    /// Packs a built binary, which is run to ask for its manifest.
    pub(crate) async fn packed(binary: &Path) -> Result<Self, Failure> {
        let root = temporary("wick-run-")?;
        // The reference's layout, in which a plugin finds its data directory beside `connectors`.
        let out = root.path().join("connectors");
        let packed = packing::pack(binary, &out, None, None).await?;
        Ok(Self {
            candidate: directory_candidate(&packed.directory)?,
            origin: Origin::Path,
            held: Held(Some((root, binary.to_owned()))),
        })
    }

    fn in_directory(directory: &Path) -> Result<Self, Failure> {
        Ok(Self {
            candidate: directory_candidate(directory)?,
            origin: Origin::Path,
            held: Held::default(),
        })
    }

    async fn unpacked(session: &Session, archive: PathBuf) -> Result<Self, Failure> {
        let root = temporary("wick-unpacked-")?;
        let (into, from) = (root.path().to_owned(), archive.clone());
        let unpack = move || archive::unpack(&from, &into, &Limits::default());
        let directory = session.blocking("unpacking", unpack).await?;
        let directory = directory.map_err(|error| refusal::bad_archive(&error))?;
        let held = Held(Some((root, archive)));
        match directory_candidate(&directory) {
            Ok(candidate) => Ok(Self {
                candidate,
                origin: Origin::Path,
                held,
            }),
            Err(failure) => Err(held.named(failure)),
        }
    }
}

impl Held {
    /// Names what was given in place of the temporary directory.
    pub(crate) fn named(&self, failure: Failure) -> Failure {
        match &self.0 {
            Some((directory, given)) => {
                let lay = directory.path().display().to_string();
                let given = given.display().to_string();
                failure.edited(|text| text.replace(&lay, &given))
            }
            None => failure,
        }
    }
}

/// The plugin directory that a manifest lies in.
///
/// # Errors
///
/// A manifest of another name: it may be of another plugin than the `plugin.json` beside it.
pub(crate) fn manifest_directory(path: &Path) -> Result<PathBuf, Failure> {
    if path
        .file_name()
        .is_none_or(|name| name != scan::MANIFEST_FILE)
    {
        let message = format!("{} is a manifest without its plugin", path.display());
        return Err(
            Failure::usage(message).hint("give the plugin directory, or the plugin.json in it")
        );
    }
    Ok(match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    })
}

fn read(path: &Path) -> Result<Manifest, Failure> {
    let unread = |error| Failure::file("read", path, &error);
    let metadata = path.metadata().map_err(unread)?;
    let manifest = path.to_owned();
    if !metadata.is_file() {
        return Err(refusal::unusable_path(&ScanProblem::NotAFile {
            path: manifest,
        }));
    }
    if metadata.len() > MAX_MANIFEST_BYTES {
        return Err(refusal::unusable_path(&ScanProblem::TooLarge { manifest }));
    }
    let bytes = std::fs::read(path).map_err(unread)?;
    Manifest::from_json(&bytes).map_err(|error| {
        Failure::new(Exit::Refused, format!("cannot use {}", path.display())).because(&error)
    })
}

fn temporary(prefix: &str) -> Result<Scratch, Failure> {
    Scratch::below(&std::env::temp_dir(), prefix).map_err(|error| {
        Failure::new(Exit::InputOutput, "cannot make a temporary directory").because(&error)
    })
}
