use clap::Args;
use serde_json::json;
use wick_host::catalog::Standing;

use crate::catalogs::CatalogOptions;
use crate::failure::Failure;
use crate::output::{Format, table};
use crate::session::Session;
use crate::target;

/// List installed connectors that the catalogue has a newer version of.
///
/// Semantic versions are compared as such, with or without a `v`. Any other version of the catalogue counts as
/// newer if it is a different one.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick outdated --catalog https://example.com/plugins.json
  wick outdated --json | jq -r '.outdated[].key'")]
pub(crate) struct Outdated {
    #[command(flatten)]
    catalog: CatalogOptions,
}

impl Outdated {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let downloader = self.catalog.download.downloader(session);
        let listing = self.catalog.read(session, &downloader).await?;
        let installed = target::installed(session)?.candidates;
        let (mut outdated, mut current, mut unlisted) = (Vec::new(), Vec::new(), Vec::new());
        for found in &installed {
            let version = &found.manifest.version;
            match listing.standing(&found.key, version) {
                Standing::Outdated(newest) => outdated.push((&found.key, version, &newest.version)),
                Standing::Current(_) => current.push(&found.key),
                _ => unlisted.push(&found.key),
            }
        }
        if session.output.format == Format::Json {
            let outdated = outdated.iter().map(|(key, installed, newest)| {
                json!({"key": key, "installed": installed, "newest": newest})
            });
            return session.output.json(&json!({
                "catalog": listing.source().to_string(),
                "outdated": outdated.collect::<Vec<_>>(),
                "current": current,
                "unlisted": unlisted,
            }));
        }
        for key in unlisted {
            session.talk.note(&format!("{key} is not in the catalogue"));
        }
        if outdated.is_empty() {
            session.talk.note("nothing is outdated");
            return Ok(());
        }
        let rows = outdated.iter().map(|(key, installed, newest)| {
            vec![key.to_string(), (*installed).clone(), (*newest).clone()]
        });
        let headings = ["key", "installed", "newest"];
        session
            .output
            .text(&table(&headings, rows, session.output.width()))
    }
}
