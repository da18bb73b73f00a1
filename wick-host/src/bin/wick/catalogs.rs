//! The catalogue that is meant, and what there is to say about it.

use std::time::Duration;

use clap::Args;
use wick_host::catalog::{Catalogs, Listing, Origin, Source};
use wick_host::download::{AddressError, Downloader, Limits, Plaintext};
use wick_proto::environment;
use wick_proto::verify::parse_trusted_keys;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::duration;
use crate::session::{self, Session};
use crate::{downloading, refusal, suggest};

/// Which catalogue, and what it has to be.
#[derive(Args, Debug)]
#[command(next_help_heading = "Catalogue and downloads")]
pub(crate) struct CatalogOptions {
    /// The catalogue: address or file of a plugins.json.
    // The address may hold a password.
    #[arg(long, value_name = "URL|FILE", env = environment::CATALOG, hide_env_values = true)]
    catalog: Option<String>,

    /// Use the catalogue only if it is signed by this key, has not expired, and is not older than one that was
    /// used before; may be repeated.
    #[arg(
        long,
        value_name = "KEY",
        env = environment::CATALOG_KEYS,
        value_delimiter = ','
    )]
    catalog_key: Vec<String>,

    /// Ask the server even if the copy is less than 15 minutes old.
    #[arg(long)]
    refresh: bool,

    #[command(flatten)]
    pub(crate) download: DownloadOptions,
}

/// How things are downloaded.
#[derive(Args, Debug)]
#[command(next_help_heading = "Catalogue and downloads")]
pub(crate) struct DownloadOptions {
    /// Download over http from other machines, too. Anybody on the way can then exchange what comes.
    #[arg(long)]
    allow_http: bool,

    /// Give up a download after this time.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    timeout: Duration,
}

impl DownloadOptions {
    pub(crate) fn plaintext(&self) -> Plaintext {
        match self.allow_http {
            true => Plaintext::Allowed,
            false => Plaintext::LoopbackOnly,
        }
    }

    /// A downloader that tells of its waits.
    pub(crate) fn downloader(&self, session: &Session) -> Downloader {
        let mut limits = Limits::default();
        limits.time = self.timeout;
        Downloader::new()
            .limits(limits)
            .plaintext(self.plaintext())
            .on_retry(downloading::waiting(session))
    }
}

impl CatalogOptions {
    /// Whether a catalogue is named anywhere. An empty variable names none.
    pub(crate) fn is_named(&self) -> bool {
        self.catalog.as_deref().is_some_and(|text| !text.is_empty())
    }

    /// Reads the catalogue, and warns if that is an old copy.
    pub(crate) async fn read(
        &self,
        session: &Session,
        downloader: &Downloader,
    ) -> Result<Listing, Failure> {
        let text = self.catalog.as_deref().unwrap_or_default();
        if text.is_empty() {
            return Err(
                Failure::usage("it is not said which catalogue is meant").hint(format!(
                    "name it with --catalog URL|FILE, or once for all in {}",
                    environment::CATALOG
                )),
            );
        }
        let plaintext = self.download.plaintext();
        let source = Source::parse(text, plaintext).map_err(|error| no_address(&error))?;
        self.read_from(&source, session, downloader).await
    }

    pub(crate) async fn read_from(
        &self,
        source: &Source,
        session: &Session,
        downloader: &Downloader,
    ) -> Result<Listing, Failure> {
        let catalogs = self.catalogs()?;
        let reading = async {
            let reading = catalogs.read(source, downloader, jiff::Timestamp::now());
            let reading = session.talk.while_waiting("reading the catalogue", reading);
            reading.await.map_err(|error| refusal::uncatalogued(&error))
        };
        let listing = session.unless_interrupted(reading).await?;
        if let Origin::Fallback { age, because } = &listing.origin {
            let reason = Failure::of(Exit::InputOutput, because);
            let reasons = [reason.message.clone()]
                .into_iter()
                .chain(reason.causes.clone());
            session.talk.warn(&format!(
                "{}; this is the copy of {} ago",
                reasons.collect::<Vec<_>>().join(": "),
                rough(*age)
            ));
        }
        Ok(listing)
    }

    fn catalogs(&self) -> Result<Catalogs, Failure> {
        let data = session::data().ok_or_else(|| {
            Failure::usage("there is no home directory to keep copies of catalogues in")
                .hint("say where wick keeps its data with WICK_DATA_DIR")
        })?;
        let keys = parse_trusted_keys(&self.catalog_key.join(","));
        let keys = keys.map_err(|error| Failure::of(Exit::Usage, &error))?;
        let catalogs = Catalogs::kept_in(data.join("catalogs")).signed_by(keys);
        Ok(match self.refresh {
            true => catalogs.fresh_for(Duration::ZERO),
            false => catalogs,
        })
    }
}

/// A connector that is not in the catalogue.
pub(crate) fn unknown(listing: &Listing, key: &str, failure: Failure) -> Failure {
    let keys = listing
        .connectors()
        .into_iter()
        .map(|entry| entry.key.as_str());
    failure.hint(match suggest::nearest(key, keys) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`wick search` shows what there is".to_owned(),
    })
}

/// An address on the command line that is none.
pub(crate) fn no_address(error: &AddressError) -> Failure {
    let failure = Failure::of(Exit::Usage, error);
    match error {
        AddressError::Plaintext(_) => {
            failure.hint("use https; or, if the network is yours, --allow-http")
        }
        _ => failure.maybe_hint(error.hint()),
    }
}

/// In the largest unit of which there are two.
fn rough(time: Duration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    match count {
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_roughly() {
        for (seconds, text) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (7_199, "119 minutes"),
            (10_000, "2 hours"),
            (1_000_000, "11 days"),
        ] {
            assert_eq!(rough(Duration::from_secs(seconds)), text);
        }
    }
}
