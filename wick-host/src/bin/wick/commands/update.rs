use clap::Args;
use serde_json::json;
use wick_host::catalog::{Listing, Standing};
use wick_host::download::Downloader;
use wick_host::install::Switched;
use wick_proto::ConnectorKey;

use super::install;
use crate::catalogs::CatalogOptions;
use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installing;
use crate::output::Format;
use crate::report;
use crate::session::Session;
use crate::target;

/// Install the newest versions of connectors that are installed.
///
/// Each one is downloaded, verified and exchanged as `wick install` does it, and what changed is told. Nothing
/// becomes older. One that fails stays as it is and does not keep the others from being updated.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick update github
  wick update --all --catalog https://example.com/plugins.json --catalog-key \"$CATALOG_KEY\"
  wick update --all --json | jq -r '.updated[] | select(.changes[].class == \"security\") | .key'")]
pub(crate) struct Update {
    /// Keys of installed connectors.
    #[arg(
        value_name = "KEY",
        required_unless_present = "all",
        conflicts_with = "all",
        add = completion::keys()
    )]
    keys: Vec<ConnectorKey>,

    /// Update every installed connector that is in the catalogue.
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    catalog: CatalogOptions,
}

/// What became of one connector.
enum Outcome {
    Updated(Box<Switched>),
    /// There is nothing newer than this.
    Current(String),
    /// Only where all were meant.
    Unlisted,
}

impl Update {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let downloader = self.catalog.download.downloader(session);
        let listing = self.catalog.read(session, &downloader).await?;
        let keys = match self.all {
            true => target::installed(session)?
                .candidates
                .into_iter()
                .map(|found| found.key)
                .collect(),
            false => self.keys.clone(),
        };
        let (mut updated, mut current, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for key in &keys {
            match self.update(session, &listing, &downloader, key).await {
                Ok(Outcome::Updated(switched)) => {
                    if session.output.format == Format::Text {
                        install::tell_people(session, &switched)?;
                    }
                    updated.push(switched);
                }
                Ok(Outcome::Current(version)) => {
                    session.talk.note(&format!("{key} {version} is the newest"));
                    current.push(json!({"key": key, "version": version}));
                }
                Ok(Outcome::Unlisted) => {
                    session.talk.note(&format!("{key} is not in the catalogue"))
                }
                Err(failure) if failure.exit == Exit::Interrupted => return Err(failure),
                Err(failure) => {
                    if session.output.format == Format::Text {
                        report::report(&failure, Format::Text, &session.talk);
                    }
                    failed.push((key, failure));
                }
            }
        }
        if session.output.format == Format::Json {
            let installed = updated
                .iter()
                .map(|switched| install::object(session, switched));
            let failures = failed.iter().map(
                |(key, failure)| json!({"key": key, "error": report::object(failure)["error"]}),
            );
            session.output.json(&json!({
                "catalog": listing.source().to_string(),
                "updated": installed.collect::<Vec<_>>(),
                "current": current,
                "failed": failures.collect::<Vec<_>>(),
            }))?;
        }
        match failed.first() {
            None => Ok(()),
            Some((_, first)) => Err(incomplete(first.exit, &failed, keys.len())),
        }
    }

    async fn update(
        &self,
        session: &Session,
        listing: &Listing,
        downloader: &Downloader,
        key: &ConnectorKey,
    ) -> Result<Outcome, Failure> {
        let installed = target::installed_candidate(session, key)?.manifest.version;
        match listing.standing(key, &installed) {
            Standing::Outdated(_) => {}
            Standing::Current(_) => return Ok(Outcome::Current(installed)),
            _ if self.all => return Ok(Outcome::Unlisted),
            _ => {}
        }
        let plaintext = self.catalog.download.plaintext();
        let offer = installing::offered(listing, key, None, plaintext)?;
        let switched = installing::offer(session, downloader, &offer, false).await?;
        Ok(Outcome::Updated(Box::new(switched)))
    }
}

/// Ends as the first one did.
fn incomplete(exit: Exit, failed: &[(&ConnectorKey, Failure)], count: usize) -> Failure {
    let keys: Vec<&str> = failed.iter().map(|(key, _)| key.as_str()).collect();
    let message = format!("{} of {count} not updated: {}", keys.len(), keys.join(", "));
    let hint = "they are as they were; each `wick update KEY` tells why";
    Failure::new(exit, message).hint(hint)
}
