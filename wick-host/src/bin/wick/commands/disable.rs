use clap::Args;
use wick_host::install::Plugins;
use wick_proto::ConnectorKey;

use super::enable::{Turned, turn};
use crate::completion;
use crate::failure::Failure;
use crate::session::Session;

/// Keep hosts from running an installed connector.
///
/// It stays installed, and disabled through updates and rollbacks, until `wick enable` or `wick remove`. Hosts
/// that run stop it when they reload, or by themselves if they watch the directory; calls in flight finish.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick disable github
  wick disable github --json | jq .changed")]
pub(crate) struct Disable {
    /// Key of an installed plugin.
    #[arg(add = completion::keys())]
    key: ConnectorKey,
}

impl Disable {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        turn(session, self.key, Plugins::disable, Turned::Disabled).await
    }
}
