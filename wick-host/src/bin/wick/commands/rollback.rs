use clap::Args;
use wick_host::install::Plugins;
use wick_proto::ConnectorKey;

use super::install::tell;
use crate::completion;
use crate::failure::Failure;
use crate::refusal;
use crate::session::Session;

/// Go back to the version that was installed before.
///
/// The two versions change places, so that another rollback goes forward again. The version before is
/// verified first, as policies may have changed since.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick rollback github
  wick rollback github --json | jq .version")]
pub(crate) struct Rollback {
    /// Key of an installed plugin.
    #[arg(add = completion::keys())]
    key: ConnectorKey,
}

impl Rollback {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let plugins = Plugins::at(session.plugins()?);
        let policy = session.policy.clone();
        let switched = session
            .blocking("rolling back", move || plugins.rollback(&self.key, &policy))
            .await?
            .map_err(|error| refusal::uninstalled(&error))?;
        tell(session, &switched)
    }
}
