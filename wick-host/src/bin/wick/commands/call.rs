use clap::Args;

use super::describe::Describe;
use crate::calling::{self, CallOptions};
use crate::completion;
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
    #[arg(help = target::HELP, add = completion::plugins())]
    plugin: Target,

    /// Key of the operation.
    #[arg(add = completion::operations())]
    operation: String,

    #[command(flatten)]
    options: CallOptions,
}

impl Call {
    /// What describes the operation in place of calling it.
    pub(crate) fn about(self) -> Describe {
        Describe::operation(self.plugin, self.operation)
    }

    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let plugin = self.plugin.plugin(session).await?;
        calling::call(session, plugin, &self.operation, &self.options).await
    }
}
