use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wick_host::keys::{self, Overwrite};
use wick_proto::files;
use wick_proto::signing::SigningKey;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::refusal;
use crate::session::{self, Session};

/// Make a key for signing plugins.
///
/// Writes the private key to a file that only you can read, and prints the public key. Whoever has
/// the private key can make plugins that hosts trust: keep it off build machines that run code of
/// others.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick keygen
  wick keygen release.key > release.pub
  wick list --trust \"$(cat release.pub)\"")]
pub(crate) struct Keygen {
    /// Where the private key is written [default: ~/.wick/plugin-signing.key, or
    /// plugin-signing.key in $WICK_DATA_DIR].
    path: Option<PathBuf>,

    /// Overwrite a key that is there. What it signed is then no longer trusted by hosts that get the
    /// new public key only.
    #[arg(long)]
    force: bool,
}

impl Keygen {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let path = self.path.or_else(default_path).ok_or_else(|| {
            Failure::usage("there is no home directory for the key").hint("name a file")
        })?;
        let key = SigningKey::generate().map_err(|error| Failure::of(Exit::InputOutput, &error))?;
        if let Some(directory) = path.parent() {
            files::make_private(directory)
                .map_err(|error| Failure::file("make", directory, &error))?;
        }
        let overwrite = match self.force {
            true => Overwrite::Allow,
            false => Overwrite::Refuse,
        };
        keys::write(&path, &key, overwrite).map_err(|error| refusal::key_file(&error))?;
        let public = key.verifying_key().to_base64();
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "private_key_file": path,
                "public_key": public,
            })),
            Format::Text => {
                session
                    .talk
                    .note(&format!("the private key is in {}", path.display()));
                session.output.text(&public)
            }
        }
    }
}

fn default_path() -> Option<PathBuf> {
    Some(session::data()?.join("plugin-signing.key"))
}
