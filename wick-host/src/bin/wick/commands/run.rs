use std::path::PathBuf;

use clap::Args;

use super::describe;
use crate::build::{self, Profile};
use crate::calling::{self, CallOptions};
use crate::failure::Failure;
use crate::packing::Temporary;
use crate::session::Session;
use crate::target::Origin;

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
  wick run . import --arg rows=@rows.json --release --timeout 10m -v")]
pub(crate) struct Run {
    /// Directory of the cargo package.
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,

    /// Key of the operation; without it the plugin is described.
    operation: Option<String>,

    #[command(flatten)]
    options: CallOptions,

    /// Build with optimisations.
    #[arg(long)]
    release: bool,

    /// The binary to run, where the package has several.
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
}

impl Run {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let profile = if self.release {
            Profile::Release
        } else {
            Profile::Dev
        };
        let binary = session
            .unless_interrupted(build::build(&self.package, self.bin.as_deref(), profile))
            .await?;
        let packed = session.unless_interrupted(Temporary::pack(&binary)).await?;
        match &self.operation {
            Some(operation) => {
                let candidate = packed.candidate()?;
                calling::call(session, candidate, Origin::Path, operation, &self.options).await
            }
            None => {
                let package = self.package.display().to_string();
                let invocation = ["wick", "run", &package];
                describe::all(session, &packed.candidate()?.manifest, &invocation)
            }
        }
    }
}
