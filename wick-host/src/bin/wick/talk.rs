//! Talk on standard error: notes, warnings, logs and progress.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};

use crate::input::Secrets;
use crate::output::line;

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Waits shorter than this are not worth a spinner.
const PATIENCE: Duration = Duration::from_secs(1);

/// Standard error, shared by everything that talks, so that a line never runs into a spinner.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    bar: ProgressBar,
    is_quiet: bool,
    /// What no log and no progress of a plugin may show.
    secrets: Arc<OnceLock<Secrets>>,
}

impl Talk {
    pub(crate) fn new(is_quiet: bool) -> Self {
        Self {
            bar: ProgressBar::hidden(),
            is_quiet,
            secrets: Arc::default(),
        }
    }

    /// Strikes these out of all that plugins log and report from now on. Once: a command calls one plugin.
    pub(crate) fn conceal(&self, secrets: Secrets) {
        // Another call would be a mistake of this program, and shows no less than before.
        let _ = self.secrets.set(secrets);
    }

    /// A text of a plugin without secrets.
    fn without_secrets<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.secrets.get() {
            Some(secrets) => secrets.strike_out(text).into(),
            None => text.into(),
        }
    }

    /// Says something that is good to know.
    pub(crate) fn note(&self, text: &str) {
        if !self.is_quiet {
            self.line(&line(text));
        }
    }

    /// Says what the caller should mind.
    pub(crate) fn warn(&self, text: &str) {
        if !self.is_quiet {
            self.line(&format!("{WARNING}warning:{WARNING:#} {}", line(text)));
        }
    }

    /// Prints a line, which may be styled.
    pub(crate) fn line(&self, text: &str) {
        self.bar.suspend(|| {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        });
    }

    /// Shows `what` with a spinner until the future is done, if that takes over a second and
    /// somebody looks.
    pub(crate) async fn while_waiting<F: Future>(&self, what: &str, future: F) -> F::Output {
        if !self.is_watched() {
            return future.await;
        }
        let mut future = std::pin::pin!(future);
        if let Ok(output) = tokio::time::timeout(PATIENCE, &mut future).await {
            return output;
        }
        let _finish = self.spin(what);
        future.await
    }

    /// Says how far the running call is.
    pub(crate) fn progress(&self, done: u64, total: u64, message: &str) {
        if total > 0 {
            self.bar
                .set_style(style("{spinner} {prefix} [{bar:24}] {pos}/{len} {msg}"));
            self.bar.set_length(total);
            self.bar.set_position(done);
        }
        self.bar.set_message(line(&self.without_secrets(message)));
        tracing::info!(done, total, message, "progress");
    }

    /// Whether somebody looks at bars and spinners.
    pub(crate) fn is_watched(&self) -> bool {
        !self.is_quiet && io::stderr().is_terminal()
    }

    /// Shows a bar of bytes until what is returned is dropped, if somebody looks.
    pub(crate) fn transfer(&self, what: &str) -> Option<impl Drop + use<>> {
        self.is_watched().then(|| self.spin(what))
    }

    /// Says how much of a transfer is there.
    pub(crate) fn bytes(&self, received: u64, total: Option<u64>) {
        let template = match total {
            Some(_) => "{spinner} {prefix} [{bar:24}] {bytes}/{total_bytes} {bytes_per_sec}",
            None => "{spinner} {prefix} {bytes} {bytes_per_sec}",
        };
        self.bar.set_style(style(template));
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(received);
    }

    fn spin(&self, what: &str) -> impl Drop + use<> {
        self.bar
            .set_draw_target(indicatif::ProgressDrawTarget::stderr());
        self.bar.set_style(style("{spinner} {prefix} {msg}"));
        self.bar.set_prefix(line(what));
        self.bar.enable_steady_tick(Duration::from_millis(100));
        Finish(self.bar.clone())
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// Takes the spinner away.
struct Finish(ProgressBar);

impl Drop for Finish {
    fn drop(&mut self) {
        self.0.finish_and_clear();
        self.0
            .set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
}

/// Log lines on standard error.
#[derive(Clone, Debug)]
pub(crate) struct LogWriter(Talk);

impl LogWriter {
    pub(crate) fn new(talk: Talk) -> Self {
        Self(talk)
    }
}

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self(talk) = self;
        let text = String::from_utf8_lossy(bytes);
        let shown = talk.without_secrets(&text);
        talk.bar
            .suspend(|| anstream::stderr().lock().write_all(shown.as_bytes()))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
