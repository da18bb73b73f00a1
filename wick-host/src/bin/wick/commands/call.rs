use clap::Args;

use crate::calling::{self, CallOptions};
use crate::failure::Failure;
use crate::session::Session;
use crate::target::{self, Target};

/// Call an operation of a plugin.
///
/// The plugin is verified, started, called once and stopped. Names and types of the arguments are
/// checked before it is started.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick call github search_issues --arg query='is:open label:bug' --setting-env token=GITHUB_TOKEN
  wick call sqlite query --arg sql='select * from people' --settings sqlite.json
  wick call ./plugins/sqlite query --arg sql=@report.sql --json
  wick call target/release/sqlite list_tables
  echo '{\"sql\": \"select 1\"}' | wick call sqlite query --args -

`wick describe <PLUGIN>` lists operations, arguments and settings.")]
pub(crate) struct Call {
    #[arg(help = target::HELP)]
    plugin: Target,

    /// Key of the operation.
    operation: String,

    #[command(flatten)]
    options: CallOptions,
}

impl Call {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let plugin = self.plugin.plugin(session).await?;
        calling::call(session, plugin, &self.operation, &self.options).await
    }
}
