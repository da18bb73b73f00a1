//! From a release to what hosts find.

use std::path::PathBuf;

use wick_host::catalog::{Listing, Offer};
use wick_host::download::{Downloader, Plaintext, Release};
use wick_host::install::{Conditions, Plugins, Switched};
use wick_proto::{ConnectorKey, Platform};

use crate::failure::Failure;
use crate::session::Session;
use crate::{catalogs, downloading, refusal};

/// What it has to be, beside what the policy says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) key: Option<ConnectorKey>,
    pub(crate) version: Option<String>,
    pub(crate) downgrade: bool,
}

/// Installs a file or directory of this machine.
pub(crate) async fn file(
    session: &Session,
    source: PathBuf,
    wish: Wish,
) -> Result<Switched, Failure> {
    let plugins = Plugins::at(session.plugins()?);
    let policy = session.policy.clone();
    let publishers = session.publishers()?;
    session
        .blocking("installing", move || {
            let mut conditions = Conditions::of(&policy)
                .downgrade(wish.downgrade)
                .publishers(publishers);
            if let Some(key) = wish.key {
                conditions = conditions.key(key);
            }
            if let Some(version) = wish.version {
                conditions = conditions.version(version);
            }
            plugins.install(&source, &conditions)
        })
        .await?
        .map_err(|error| refusal::uninstalled(&error))
}

/// Installs what was downloaded. Messages name where it came from, not where it lay for a moment.
pub(crate) async fn release(
    session: &Session,
    release: &Release,
    wish: Wish,
) -> Result<Switched, Failure> {
    downloading::phase(session, "verifying");
    let path = release.path().to_owned();
    let lay = path.display().to_string();
    let installed = file(session, path, wish).await;
    let installed =
        installed.map_err(|failure| failure.edited(|text| text.replace(&lay, release.origin())))?;
    downloading::phase(session, "done");
    Ok(installed)
}

/// What the catalogue offers for this machine: the version that is named, else the newest.
pub(crate) fn offered(
    listing: &Listing,
    key: &ConnectorKey,
    version: Option<&str>,
    plaintext: Plaintext,
) -> Result<Offer, Failure> {
    let newest = listing.newest(key.as_str());
    let newest = newest
        .map_err(|error| catalogs::unknown(listing, key.as_str(), refusal::uncatalogued(&error)))?;
    let entry = match version {
        Some(version) => listing.version(key.as_str(), version),
        None => Ok(newest),
    };
    entry
        .and_then(|entry| listing.offer(entry, &Platform::current(), plaintext))
        .map_err(|error| refusal::uncatalogued(&error))
}

/// Downloads and installs what a catalogue offers: it has to be that connector in that version.
pub(crate) async fn offer(
    session: &Session,
    downloader: &Downloader,
    offer: &Offer,
    downgrade: bool,
) -> Result<Switched, Failure> {
    let had = downloading::offer(session, downloader, offer).await?;
    let wish = Wish {
        key: Some(offer.key.clone()),
        version: Some(offer.version.clone()),
        downgrade,
    };
    release(session, &had, wish).await
}
