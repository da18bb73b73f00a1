use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wick_host::pack;

use crate::failure::Failure;
use crate::output::Format;
use crate::session::Session;
use crate::target::{self, FileKind, Place, Target};
use crate::{packing, refusal};

/// Sign a plugin.
///
/// Signs the digest of the binary, as every host knows it, and then all of plugin.json, which hosts of wick check too.
/// Both signatures are written into plugin.json; what else is in it stays.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick sign dist/github --key release.key
  wick sign github --key release.key")]
pub(crate) struct Sign {
    /// Key of an installed plugin, or path of a plugin directory or of the plugin.json in it.
    plugin: Target,

    /// The private key, as `wick keygen` makes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Sign {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let directory = self.directory(session)?;
        let key = packing::signing_key(&self.key)?;
        pack::sign(&directory, &key).map_err(|error| refusal::unsigned(&error))?;
        let public = key.verifying_key().to_base64();
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "directory": directory,
                "public_key": public,
            })),
            Format::Text => {
                let directory = directory.display();
                session.talk.note(&format!(
                    "signed {directory}; it verifies with this public key:"
                ));
                session.output.text(&public)
            }
        }
    }

    /// The directory whose plugin.json is signed.
    fn directory(&self, session: &Session) -> Result<PathBuf, Failure> {
        match self.plugin.place(session)? {
            Place::Installed(candidate) => Ok(candidate.directory),
            Place::Directory(directory) => Ok(directory),
            Place::File(FileKind::Manifest, path) => target::manifest_directory(&path),
            Place::File(FileKind::Archive, path) => Err(Failure::usage(format!(
                "{} is a release archive, which is not changed once it is made",
                path.display()
            ))
            .hint("sign when it is packed: `wick pack BINARY --sign-key FILE`")),
            Place::File(FileKind::Binary, path) => Err(Failure::usage(format!(
                "{} is a built binary, and signatures are written into a plugin.json",
                path.display()
            ))
            .hint("pack and sign it in one step: `wick pack BINARY --sign-key FILE`")),
        }
    }
}
