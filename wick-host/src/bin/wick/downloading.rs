//! How far a download is, for whoever looks: a bar on a terminal, lines elsewhere, objects for programs.

use indicatif::HumanBytes;
use serde_json::json;
use wick_host::catalog::{Offer, Place};
use wick_host::download::{Address, Downloader, Progress, Release, Retry};

use crate::failure::Failure;
use crate::output::Format;
use crate::refusal;
use crate::session::Session;
use crate::talk::Talk;

/// Below this, four lines are more than the news.
const WORTH_LINES: u64 = 4 << 20;

/// Downloads a release. Ctrl-C ends that and leaves nothing.
pub(crate) async fn release(
    session: &Session,
    downloader: &Downloader,
    address: &Address,
) -> Result<Release, Failure> {
    let mut told = Told::new(session, &address.to_string());
    let _bar = session.talk.transfer("downloading");
    let download = downloader.release(address, None, |progress| told.progress(progress));
    let download = async {
        download
            .await
            .map_err(|error| refusal::undownloaded(&error))
    };
    session.unless_interrupted(download).await
}

/// Downloads, or copies, what a catalogue offers.
pub(crate) async fn offer(
    session: &Session,
    downloader: &Downloader,
    offer: &Offer,
) -> Result<Release, Failure> {
    let expected = offer.expected.as_ref();
    let had = async {
        match &offer.place {
            Place::Address(address) => {
                let mut told = Told::new(session, &address.to_string());
                let _bar = session.talk.transfer("downloading");
                let progress = |progress| told.progress(progress);
                downloader.release(address, expected, progress).await
            }
            Place::File(path) => downloader.local_release(path, expected).await,
        }
        .map_err(|error| refusal::undownloaded(&error))
    };
    session.unless_interrupted(had).await
}

/// Tells a program of the phases after the download, in the words of the reference.
pub(crate) fn phase(session: &Session, phase: &str) {
    if session.output.format == Format::Json {
        session
            .talk
            .note(&json!({"phase": phase, "pct": 100}).to_string());
    }
}

/// Returns what tells of each wait for another try.
pub(crate) fn waiting(session: &Session) -> impl Fn(&Retry) + Send + Sync + 'static {
    let (talk, format) = (session.talk.clone(), session.output.format);
    move |retry| {
        let seconds = retry.wait.as_secs_f64();
        match format {
            Format::Json => {
                let line = json!({"phase": "waiting", "pct": -1, "seconds": seconds, "reason": retry.reason});
                talk.note(&line.to_string());
            }
            Format::Text => talk.warn(&format!("{}; trying again in {seconds} s", retry.reason)),
        }
    }
}

/// What was told already.
struct Told {
    talk: Talk,
    form: Form,
    what: String,
    /// The last percentage, -1 where it is not known of what.
    percent: Option<i16>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Bar,
    Json,
    Lines,
}

impl Told {
    fn new(session: &Session, what: &str) -> Self {
        let form = match session.output.format {
            Format::Json => Form::Json,
            Format::Text if session.talk.is_watched() => Form::Bar,
            Format::Text => Form::Lines,
        };
        Self {
            talk: session.talk.clone(),
            form,
            what: what.to_owned(),
            percent: None,
        }
    }

    fn progress(&mut self, progress: Progress) {
        let percent = progress.percent().map_or(-1, i16::from);
        match self.form {
            Form::Bar => self.talk.bytes(progress.received, progress.total),
            Form::Json if self.percent != Some(percent) => {
                let line = json!({"phase": "downloading", "pct": percent});
                self.talk.note(&line.to_string());
            }
            Form::Lines => self.line(progress, percent),
            Form::Json => {}
        }
        self.percent = Some(percent);
    }

    /// At the beginning, and at each quarter of what takes long.
    fn line(&self, progress: Progress, percent: i16) {
        let Some(before) = self.percent else {
            let size = progress
                .total
                .map(|total| format!(" ({})", HumanBytes(total)));
            let (what, size) = (&self.what, size.unwrap_or_default());
            return self.talk.note(&format!("downloading {what}{size}"));
        };
        let is_large = progress.total.is_some_and(|total| total >= WORTH_LINES);
        if is_large && percent / 25 > before / 25 {
            self.talk.note(&format!("  {} %", percent / 25 * 25));
        }
    }
}
