use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::json;
use wick_host::catalog::{Addresses, Built, Seal, Source, Versions, build};

use crate::catalogs::{self, CatalogOptions};
use crate::failure::Failure;
use crate::output::{Format, whole_file};
use crate::packing;
use crate::refusal;
use crate::session::Session;

/// Make and check catalogues.
///
/// A catalogue (plugins.json) says which connectors there are and where their releases lie; `wick search`,
/// `install` and `update` go by it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick catalog build dist --base-url https://example.com/releases --out plugins.json
  wick catalog build dist --sign-key catalog.key --expires 30d --out plugins.json
  wick catalog verify plugins.json --catalog-key \"$CATALOG_KEY\"")]
pub(crate) struct Catalog {
    #[command(subcommand)]
    command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
enum CatalogCommand {
    Build(Box<Build>),
    Verify(Verify),
}

/// Make the catalogue of a directory of release zips.
///
/// Takes the zips in it, and those in directories named after their release's tag, KEY/vVERSION. Each is
/// unpacked and has to be what its name says. The same releases give the same bytes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick catalog build dist --base-url https://example.com/releases --out plugins.json
  wick catalog build dist --sign-key catalog.key --expires 30d --out dist/plugins.json")]
struct Build {
    /// The directory.
    directory: PathBuf,

    /// The address that the directory will have; without it, releases lie beside the catalogue. Hosts in Go
    /// need it.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Where the catalogue is written [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// List every version, not only the newest: `wick install KEY@VERSION` then finds them.
    #[arg(long)]
    every_version: bool,

    /// Sign it with this private key, as `wick keygen` makes it, with digest and size of each release.
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,

    /// When it expires: a time after its issue, such as 30d, or a moment, such as 2026-12-31T00:00:00Z.
    #[arg(
        long,
        value_name = "TIME",
        default_value = "30d",
        requires = "sign_key"
    )]
    expires: String,

    /// The moment of its issue [default: now].
    #[arg(long, value_name = "TIME", requires = "sign_key")]
    issued: Option<Timestamp>,
}

/// Say whether a catalogue is to be used, and until when.
///
/// Checks what `wick install` checks before it goes by a catalogue. An older one than was used before is refused.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick catalog verify plugins.json --catalog-key \"$CATALOG_KEY\"
  wick catalog verify https://example.com/plugins.json --json | jq .expires")]
struct Verify {
    /// Address or file of the catalogue.
    #[arg(value_name = "URL|FILE")]
    source: String,

    #[command(flatten)]
    options: CatalogOptions,
}

impl Catalog {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        match self.command {
            CatalogCommand::Build(build) => build.run(session).await,
            CatalogCommand::Verify(verify) => verify.run(session).await,
        }
    }
}

impl Build {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let key = self
            .sign_key
            .as_deref()
            .map(packing::signing_key)
            .transpose()?;
        let seal = self.seal()?;
        let versions = match self.every_version {
            true => Versions::Every,
            false => Versions::Newest,
        };
        let addresses = addresses(self.base_url.as_deref())?;
        let directory = self.directory.clone();
        let built = session
            .blocking("unpacking releases", move || {
                build(&directory, &addresses, versions)
            })
            .await?;
        let Built {
            mut catalog,
            skipped,
            ..
        } = built.map_err(|error| refusal::unlisted(&error))?;
        for path in skipped {
            let path = path.display();
            session
                .talk
                .warn(&format!("{path} is no release of a connector"));
        }
        let text = match &key {
            Some(key) => catalog.sign(&seal, key),
            None => {
                // The reference's form has neither digests nor sizes.
                catalog
                    .entries
                    .iter_mut()
                    .for_each(|entry| entry.files.clear());
                Ok(catalog.to_json())
            }
        };
        let text = text.map_err(|error| Failure::of(crate::exit::Exit::Refused, &error))?;
        let Some(out) = &self.out else {
            return session.output.text(&text);
        };
        whole_file(out, &text).map_err(|error| Failure::file("write", out, &error))?;
        let count = catalog.entries.len();
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "file": out,
                "entries": count,
                "signed": key.is_some(),
                "issued": key.as_ref().map(|_| seal.issued.to_string()),
                "expires": key.as_ref().map(|_| seal.expires.to_string()),
                "public_key": key.as_ref().map(|key| key.verifying_key().to_base64()),
            })),
            Format::Text => session
                .output
                .text(&format!("{}: {count} entries", out.display())),
        }
    }

    fn seal(&self) -> Result<Seal, Failure> {
        let issued = self.issued.unwrap_or_else(Timestamp::now);
        // Whole seconds are enough, and easier to read.
        let issued = Timestamp::from_second(issued.as_second()).unwrap_or(issued);
        let expires = moment(&self.expires, issued).filter(|expires| *expires > issued);
        let expires = expires.ok_or_else(|| {
            Failure::usage(format!("--expires {:?} is no time to come", self.expires))
                .hint("give a time after its issue, such as 30d, or a moment such as 2026-12-31T00:00:00Z")
        })?;
        Ok(Seal { issued, expires })
    }
}

impl Verify {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let download = &self.options.download;
        let source = Source::parse(&self.source, download.plaintext());
        let source = source.map_err(|error| catalogs::no_address(&error))?;
        let downloader = download.downloader(session);
        let listing = self
            .options
            .read_from(&source, session, &downloader)
            .await?;
        let seal = listing.catalog.seal;
        let signature = match (listing.signer, seal) {
            (Some(_), _) => "valid",
            (None, Some(_)) => "unchecked",
            (None, None) => "none",
        };
        let count = listing.catalog.entries.len();
        if session.output.format == Format::Json {
            return session.output.json(&json!({
                "catalog": source.to_string(),
                "entries": count,
                "signed": signature,
                "public_key": listing.signer.map(|key| key.to_base64()),
                "issued": seal.map(|seal| seal.issued.to_string()),
                "expires": seal.map(|seal| seal.expires.to_string()),
            }));
        }
        let signature = match (listing.signer, seal) {
            (Some(key), _) => format!("signed by {key}"),
            (None, Some(_)) => {
                "signed, and not checked: name the key with --catalog-key".to_owned()
            }
            (None, None) => "not signed".to_owned(),
        };
        let times =
            seal.map(|Seal { issued, expires }| format!("\nissued {issued}, expires {expires}"));
        let times = times.unwrap_or_default();
        session
            .output
            .text(&format!("{source}: {count} entries\n{signature}{times}"))
    }
}

fn addresses(base: Option<&str>) -> Result<Addresses, Failure> {
    let Some(base) = base else {
        return Ok(Addresses::Beside);
    };
    let is_web = base.starts_with("https://") || base.starts_with("http://");
    match is_web && !base.contains(['?', '#']) {
        true => Ok(Addresses::Below(base.to_owned())),
        false => Err(
            Failure::usage(format!("--base-url {base:?} is no address of a directory"))
                .hint("give one such as https://example.com/releases"),
        ),
    }
}

/// A moment, or a time after another one.
fn moment(text: &str, after: Timestamp) -> Option<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let span: Span = text.parse().ok()?;
    let moment = after.to_zoned(TimeZone::UTC).checked_add(span).ok()?;
    Some(moment.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_expires_at_a_moment_or_after_a_time() {
        let issued: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("30d", Some("2026-03-02T12:00:00Z")),
            ("1h", Some("2026-01-31T13:00:00Z")),
            ("1mo", Some("2026-02-28T12:00:00Z")),
            ("2026-12-31T00:00:00Z", Some("2026-12-31T00:00:00Z")),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map(|text| text.parse().unwrap());
            assert_eq!(moment(text, issued), expected, "{text}");
        }
    }
}
