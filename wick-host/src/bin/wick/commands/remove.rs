use clap::Args;
use serde_json::json;
use wick_host::install::Plugins;
use wick_proto::ConnectorKey;

use crate::completion;
use crate::failure::Failure;
use crate::output::Format;
use crate::refusal;
use crate::session::Session;

/// Remove an installed plugin, and its version before.
///
/// What the connector itself stores, in its data directory, stays.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick remove github")]
pub(crate) struct Remove {
    /// Key of an installed plugin.
    #[arg(add = completion::keys())]
    key: ConnectorKey,
}

impl Remove {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let plugins = Plugins::at(session.plugins()?);
        let key = self.key.clone();
        let removed = session
            .blocking("removing", move || plugins.remove(&key))
            .await?
            .map_err(|error| refusal::uninstalled(&error))?;
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "key": self.key,
                "removed": removed.directory,
            })),
            Format::Text => session.output.text(&format!("removed {}", self.key)),
        }
    }
}
