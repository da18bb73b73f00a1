use std::path::PathBuf;

use clap::Args;

use super::describe;
use crate::build::{self, BuildOptions};
use crate::calling::{self, CallOptions};
use crate::failure::Failure;
use crate::session::Session;
use crate::target::Plugin;

/// Build the plugin in a cargo package and call it.
///
/// Builds the package, packs it into a temporary plugin directory, verifies it like any host, starts
/// it and calls the operation. Without an operation it says what there is and how to call it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick run .
  wick run examples/sqlite query --arg sql='select 1 as one' --setting database=test.db
  wick run . search_issues --arg query=crash --arg limit=5 --setting-env token=GITHUB_TOKEN
  wick run . -p github search_issues --features preview --arg query=crash
  wick run . import --arg rows=@rows.json --release --timeout 10m -v")]
pub(crate) struct Run {
    /// Directory of the cargo package or workspace.
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,

    /// Key of the operation; without it the plugin is described.
    operation: Option<String>,

    #[command(flatten)]
    options: CallOptions,

    #[command(flatten)]
    build: BuildOptions,

    /// Whether the operation is described in place of being called.
    #[arg(skip)]
    is_about: bool,
}

impl Run {
    /// What describes the operation in place of calling it; `None` without an operation.
    pub(crate) fn about(self) -> Option<Self> {
        self.operation.is_some().then_some(Self {
            is_about: true,
            ..self
        })
    }

    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let building = build::build(&self.package, &self.build);
        let binary = session.unless_interrupted(building).await?;
        let plugin = session.unless_interrupted(Plugin::packed(&binary)).await?;
        let package = self.package.display().to_string();
        let words = ["wick", "run", &package].into_iter();
        let invocation: Vec<&str> = words.chain(self.build.words()).collect();
        let manifest = &plugin.candidate.manifest;
        match &self.operation {
            None => describe::all(session, manifest, &invocation),
            Some(operation) if self.is_about => {
                describe::one(session, manifest, operation, &invocation)
            }
            Some(operation) => calling::call(session, plugin, operation, &self.options).await,
        }
    }
}
