use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wick_host::pack;

use crate::failure::Failure;
use crate::output::Format;
use crate::session::Session;
use crate::{packing, refusal};

/// Sign a plugin directory.
///
/// Signs the digest of the binary, as every host knows it, and then all of plugin.json, which hosts of ours
/// check too. Both signatures are written into plugin.json; what else is in it stays.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick sign dist/github --key release.key
  wick sign ~/.wick/plugins/connectors/github --key release.key")]
pub(crate) struct Sign {
    /// The plugin directory.
    directory: PathBuf,

    /// The private key, as `wick keygen` makes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Sign {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let key = packing::signing_key(&self.key)?;
        pack::sign(&self.directory, &key).map_err(|error| refusal::unsigned(&error))?;
        let public = key.verifying_key().to_base64();
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "directory": self.directory,
                "public_key": public,
            })),
            Format::Text => {
                let directory = self.directory.display();
                session.talk.note(&format!(
                    "signed {directory}; it verifies with this public key:"
                ));
                session.output.text(&public)
            }
        }
    }
}
