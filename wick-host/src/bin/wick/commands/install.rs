use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use wick_host::diff::{Class, Diff};
use wick_host::download::Address;
use wick_host::install::Switched;
use wick_proto::ConnectorKey;

use crate::catalogs::{self, CatalogOptions};
use crate::downloading;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installing::{self, Wish};
use crate::output::{Format, line};
use crate::session::Session;
use crate::signed::Recorded;
use crate::talk::WARNING;
use crate::target;

/// Install a release, or replace the version that is installed.
///
/// The release is unpacked and verified in a private directory, and then changes places with the
/// installed version in one step. That version stays for `wick rollback`. Nothing is started. What comes
/// from a catalogue has to be what that says: connector, version, and, where it tells them, size and digest.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick install github-1.2.0-linux-amd64.zip
  wick install https://example.com/github-1.2.0-linux-amd64.zip --trust \"$PUBLIC_KEY\" --require-signature
  wick install github --catalog https://example.com/plugins.json --catalog-key \"$CATALOG_KEY\"
  wick install github@1.1.0 --allow-downgrade")]
pub(crate) struct Install {
    /// A release (.zip or .tar.gz), a plugin directory, the https address of a release, or the key of a
    /// connector in the catalogue, also with a version: KEY@VERSION.
    #[arg(value_name = "RELEASE")]
    source: String,

    /// Take an older version than is installed, too.
    #[arg(long)]
    allow_downgrade: bool,

    #[command(flatten)]
    catalog: CatalogOptions,
}

/// What the text on the command line means.
enum Source {
    File(PathBuf),
    Address(Address),
    Named(ConnectorKey, Option<String>),
}

impl Install {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let wish = Wish {
            downgrade: self.allow_downgrade,
            ..Wish::default()
        };
        let downloader = self.catalog.download.downloader(session);
        let switched = match self.source()? {
            Source::File(path) => installing::file(session, path, wish).await?,
            Source::Address(address) => {
                let release = downloading::release(session, &downloader, &address).await?;
                installing::release(session, &release, wish).await?
            }
            Source::Named(key, version) => {
                let listing = self.catalog.read(session, &downloader).await?;
                let plaintext = self.catalog.download.plaintext();
                let offer = installing::offered(&listing, &key, version.as_deref(), plaintext)?;
                installing::offer(session, &downloader, &offer, wish.downgrade).await?
            }
        };
        tell(session, &switched)
    }

    /// As the reference has it: what is there is a file, and what is no address else a name.
    fn source(&self) -> Result<Source, Failure> {
        let text = &self.source;
        if text.contains("://") {
            let address = Address::parse(text, self.catalog.download.plaintext());
            let address = address.map_err(|error| catalogs::no_address(&error))?;
            return Ok(Source::Address(address));
        }
        let path = Path::new(text);
        if path.is_file()
            && path
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            return Ok(Source::File(target::manifest_directory(path)?));
        }
        if path.exists() {
            return Ok(Source::File(path.to_owned()));
        }
        let (key, version) = match text.split_once('@') {
            Some((key, version)) => (key, Some(version.to_owned())),
            None => (text.as_str(), None),
        };
        match key.parse() {
            Ok(key) if self.catalog.is_named() => Ok(Source::Named(key, version)),
            Ok(key) => Err(no_catalog(&key)),
            Err(_) => Err(Failure::file(
                "read",
                path,
                &std::io::ErrorKind::NotFound.into(),
            )),
        }
    }
}

fn no_catalog(key: &ConnectorKey) -> Failure {
    let message =
        format!("there is no file `{key}`, and no catalogue to find a connector {key} in");
    Failure::new(Exit::NotFound, message).hint(format!(
        "name the catalogue with --catalog URL|FILE, or once for all in {}",
        wick_proto::environment::CATALOG
    ))
}

/// What an installation or a rollback did.
pub(crate) fn tell(session: &Session, switched: &Switched) -> Result<(), Failure> {
    match session.output.format {
        Format::Json => session.output.json(&object(session, switched)),
        Format::Text => tell_people(session, switched),
    }
}

/// The same for programs.
pub(crate) fn object(session: &Session, switched: &Switched) -> Value {
    let publisher = Recorded::read(session).publisher(&switched.key);
    json!({
        "key": switched.key,
        "version": switched.manifest.version,
        "directory": switched.directory,
        "replaced": switched.replaced.as_ref().map(|old| &old.version),
        "installed": switched.is_new,
        "enabled": switched.is_enabled,
        "changes": switched.changes,
        "publisher": publisher.map(|key| key.to_base64()),
    })
}

/// The same for people.
pub(crate) fn tell_people(session: &Session, switched: &Switched) -> Result<(), Failure> {
    let Switched {
        key,
        manifest,
        replaced,
        changes,
        is_new,
        is_enabled,
        ..
    } = switched;
    let version = line(&manifest.version);
    let text = match replaced {
        _ if !is_new => format!("{key} {version} is installed already"),
        None => format!("installed {key} {version}"),
        Some(old) => format!("installed {key} {version}, before {}", line(&old.version)),
    };
    session.output.text(&text)?;
    if !is_enabled {
        session.talk.note(&target::disabled_note(key.as_str()));
    }
    warn_if_unchecked(session, switched);
    match changes.changes() {
        [] => Ok(()),
        _ => session
            .output
            .text(&format!("\nWhat changed:\n{}", listed(changes))),
    }
}

/// Says that a signature was not checked: then the connector belongs to no publisher, and a release that another key
/// signed replaces it as well.
fn warn_if_unchecked(session: &Session, switched: &Switched) {
    let Switched { key, manifest, .. } = switched;
    let is_signed = !manifest.signature.is_empty() || !manifest.manifest_signature.is_empty();
    if !is_signed || Recorded::read(session).publisher(key).is_some() {
        return;
    }
    session.talk.warn(&format!(
        "the signature of {key} {} was not checked, as no key is trusted: a release of {key} that another \
         key signed could replace it. `wick trust accept {key} --trust KEY` trusts its publisher",
        manifest.version
    ));
}

/// One line per change; what an operator should decide about stands out.
fn listed(changes: &Diff) -> String {
    let lines = changes.changes().iter().map(|change| {
        let rest = format!("{}: {}", change.subject, change.text);
        let rest = line(&rest);
        match change.class {
            class @ (Class::Security | Class::Uncompared) => {
                format!("{WARNING}{class}{WARNING:#}: {rest}\n")
            }
            class => format!("{class}: {rest}\n"),
        }
    });
    lines.collect()
}
