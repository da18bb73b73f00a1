use clap::Args;
use serde_json::json;
use wick_host::install::{InstallError, Plugins};
use wick_proto::ConnectorKey;

use crate::completion;
use crate::failure::Failure;
use crate::output::Format;
use crate::refusal;
use crate::session::Session;

/// Let hosts run a connector that was disabled.
///
/// Hosts that run take it up when they reload, or by themselves if they watch the directory.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick enable github
  wick list --json | jq -r '.plugins[] | select(.enabled | not) | .key' | xargs -n 1 wick enable")]
pub(crate) struct Enable {
    /// Key of an installed plugin.
    #[arg(add = completion::keys())]
    key: ConnectorKey,
}

impl Enable {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        turn(session, self.key, Plugins::enable, Turned::Enabled).await
    }
}

/// Which way a connector was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    Enabled,
    Disabled,
}

/// Turns a connector, and tells.
pub(crate) async fn turn(
    session: &Session,
    key: ConnectorKey,
    change: impl FnOnce(&Plugins, &ConnectorKey) -> Result<bool, InstallError> + Send + 'static,
    turned: Turned,
) -> Result<(), Failure> {
    let plugins = Plugins::at(session.plugins()?);
    let turned_key = key.clone();
    let is_changed = session
        .blocking("writing it down", move || change(&plugins, &turned_key))
        .await?
        .map_err(|error| refusal::uninstalled(&error))?;
    if session.output.format == Format::Json {
        return session.output.json(&json!({
            "key": key,
            "enabled": turned == Turned::Enabled,
            "changed": is_changed,
        }));
    }
    let word = match turned {
        Turned::Enabled => "enabled",
        Turned::Disabled => "disabled",
    };
    session.output.text(&match is_changed {
        true => format!("{word} {key}"),
        false => format!("{key} is {word} already"),
    })
}
