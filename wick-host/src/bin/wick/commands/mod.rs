//! The commands, one file each.

pub(crate) mod call;
pub(crate) mod catalog;
pub(crate) mod completions;
pub(crate) mod describe;
pub(crate) mod diff;
pub(crate) mod disable;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod enable;
pub(crate) mod install;
pub(crate) mod keygen;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod outdated;
pub(crate) mod pack;
pub(crate) mod ps;
pub(crate) mod remove;
pub(crate) mod rollback;
pub(crate) mod run;
pub(crate) mod search;
pub(crate) mod sign;
pub(crate) mod trust;
pub(crate) mod update;
pub(crate) mod verify;

use crate::failure::Failure;
use crate::options::Command;
use crate::session::Session;

impl Command {
    /// Runs the command.
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::New(command) => command.run(session),
            Self::Run(command) => command.run(session).await,
            Self::Call(command) => command.run(session).await,
            Self::Describe(command) => command.run(session).await,
            Self::Diff(command) => command.run(session).await,
            Self::Doctor(command) => command.run(session).await,
            Self::Docs(command) => command.run(session).await,
            Self::Install(command) => command.run(session).await,
            Self::Search(command) => command.run(session).await,
            Self::Outdated(command) => command.run(session).await,
            Self::Update(command) => command.run(session).await,
            Self::Rollback(command) => command.run(session).await,
            Self::Remove(command) => command.run(session).await,
            Self::Enable(command) => command.run(session).await,
            Self::Disable(command) => command.run(session).await,
            Self::List(command) => command.run(session),
            Self::Ps(command) => command.run(session).await,
            Self::Pack(command) => command.run(session).await,
            Self::Keygen(command) => command.run(session),
            Self::Sign(command) => command.run(session),
            Self::Verify(command) => command.run(session).await,
            Self::Trust(command) => command.run(session),
            Self::Catalog(command) => command.run(session).await,
            Self::Completions(command) => command.run(session),
        }
    }
}
