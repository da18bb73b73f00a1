use clap::Args;
use serde_json::{Value, json};
use wick_host::catalog::{Entry, Listing};
use wick_proto::Platform;

use crate::catalogs::CatalogOptions;
use crate::failure::Failure;
use crate::output::{Format, table};
use crate::session::Session;
use crate::target;

/// Search the catalogue for connectors.
///
/// Shows those in whose key, name, description or tags all of the words are found; without words, all of them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick search --catalog https://example.com/plugins.json
  wick search issue tracker
  wick search --json | jq -r '.connectors[] | select(.platform_ok) | .key'")]
pub(crate) struct Search {
    /// Words to look for.
    words: Vec<String>,

    #[command(flatten)]
    catalog: CatalogOptions,
}

impl Search {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let downloader = self.catalog.download.downloader(session);
        let listing = self.catalog.read(session, &downloader).await?;
        let installed = target::installed(session)?;
        let installed = |entry: &Entry| {
            let mut candidates = installed.candidates.iter();
            let found = candidates.find(|found| found.key.as_str() == entry.key);
            found.map(|found| found.manifest.version.clone())
        };
        let mut found = listing.connectors();
        found.retain(|entry| self.words.iter().all(|word| is_in(entry, word)));
        if session.output.format == Format::Json {
            let found = found.iter().map(|entry| object(entry, installed(entry)));
            return session.output.json(&json!({
                "catalog": listing.source().to_string(),
                "connectors": found.collect::<Vec<_>>(),
            }));
        }
        if found.is_empty() {
            session.talk.note(&nothing(&listing, &self.words));
            return Ok(());
        }
        let headings = ["key", "version", "platform", "installed", "description"];
        let rows = found.iter().map(|entry| row(entry, installed(entry)));
        session
            .output
            .text(&table(&headings, rows, session.output.width()))
    }
}

fn is_in(entry: &Entry, word: &str) -> bool {
    let word = word.to_lowercase();
    let tags = entry.default_tags.iter().map(|tag| &tag.name);
    [&entry.key, &entry.name, &entry.description]
        .into_iter()
        .chain(tags)
        .any(|text| text.to_lowercase().contains(&word))
}

fn is_for_us(entry: &Entry) -> bool {
    entry.assets.contains_key(&Platform::current().to_string())
}

fn row(entry: &Entry, installed: Option<String>) -> Vec<String> {
    let platform = match is_for_us(entry) {
        true => "ok".to_owned(),
        false if entry.assets.is_empty() => "none".to_owned(),
        false => {
            let platforms: Vec<&str> = entry.assets.keys().map(String::as_str).collect();
            format!("only {}", platforms.join(" "))
        }
    };
    // The first line says what it is.
    let description = entry.description.lines().next().unwrap_or_default();
    vec![
        entry.key.clone(),
        entry.version.clone(),
        platform,
        installed.unwrap_or_default(),
        description.to_owned(),
    ]
}

fn object(entry: &Entry, installed: Option<String>) -> Value {
    json!({
        "key": entry.key,
        "name": entry.name,
        "description": entry.description,
        "version": entry.version,
        "tags": entry.default_tags.iter().map(|tag| &tag.name).collect::<Vec<_>>(),
        "platforms": entry.assets.keys().collect::<Vec<_>>(),
        "platform_ok": is_for_us(entry),
        "installed": installed,
    })
}

fn nothing(listing: &Listing, words: &[String]) -> String {
    let source = listing.source();
    match words {
        [] => format!("the catalogue {source} is empty"),
        words => format!(
            "nothing in the catalogue {source} is about {}",
            words.join(" ")
        ),
    }
}
