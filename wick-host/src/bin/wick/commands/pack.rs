use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::output::Format;
use crate::packing;
use crate::session::Session;
use crate::target::FileKind;

/// Make a plugin directory and a release zip of a built plugin.
///
/// Runs the binary to ask for its manifest: pack only what you built. The directory is named after
/// the connector's key, the zip KEY-VERSION-OS-ARCH.zip.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick pack target/release/github
  wick pack target/release/github --out dist --sign-key release.key
  wick pack target/debug/github --out ~/.wick/plugins/connectors")]
pub(crate) struct Pack {
    /// The plugin's binary.
    binary: PathBuf,

    /// Where the directory and the zip are written.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,

    /// Sign with this private key, as `wick keygen` makes it.
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,

    /// The version of the release, in place of the one that the binary tells.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
}

impl Pack {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        is_binary(&self.binary)?;
        let key = self
            .sign_key
            .as_deref()
            .map(packing::signing_key)
            .transpose()?;
        let packing = packing::pack(
            &self.binary,
            &self.out,
            key.as_ref(),
            self.version.as_deref(),
        );
        let packed = session.unless_interrupted(packing).await?;
        let zip = packing::zip(&packed, &self.out)?;
        let manifest = &packed.manifest;
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "directory": packed.directory,
                "zip": zip,
                "key": packed.key,
                "version": manifest.version,
                "platform": packed.platform,
                "sha256": manifest.sha256,
                "signed": !manifest.signature.is_empty(),
            })),
            Format::Text => {
                let (directory, zip) = (packed.directory.display(), zip.display());
                session.output.text(&format!("{directory}\n{zip}"))
            }
        }
    }
}

/// Refuses other forms of a plugin: they are packed already.
fn is_binary(path: &Path) -> Result<(), Failure> {
    let (what, hint) = match path.is_dir() {
        true if path.join("Cargo.toml").is_file() => (
            "a cargo package",
            "build it, and pack the binary in target/release",
        ),
        true => (
            "a directory",
            "give the built binary; `wick sign` signs a plugin directory",
        ),
        // What cannot be read is told when it is packed.
        false => match FileKind::of(path) {
            Ok(FileKind::Manifest) => (
                "a manifest",
                "give the built binary, which knows its manifest",
            ),
            Ok(FileKind::Archive) => (
                "an archive",
                "give the built binary; a release is packed already",
            ),
            Ok(FileKind::Binary) | Err(_) => return Ok(()),
        },
    };
    Err(Failure::usage(format!("{} is {what}, not a built binary", path.display())).hint(hint))
}
