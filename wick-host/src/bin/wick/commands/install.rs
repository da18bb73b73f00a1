use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wick_host::install::{Conditions, Plugins, Switched};

use crate::failure::Failure;
use crate::output::Format;
use crate::refusal;
use crate::session::Session;
use crate::target;

/// Install a release, or replace the version that is installed.
///
/// The release is unpacked and verified in a private directory, and then changes places with the
/// installed version in one step. That version stays for `wick rollback`. Nothing is started.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick install github-1.2.0-linux-amd64.zip
  wick install ./dist/github --trust \"$PUBLIC_KEY\" --require-signature
  wick install github-1.1.0-linux-amd64.tar.gz --allow-downgrade")]
pub(crate) struct Install {
    /// A release (.zip or .tar.gz), or a plugin directory.
    #[arg(value_name = "RELEASE")]
    source: PathBuf,

    /// Take an older version than is installed, too.
    #[arg(long)]
    allow_downgrade: bool,
}

impl Install {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        if !self.source.exists() {
            let missing = std::io::ErrorKind::NotFound.into();
            return Err(Failure::file("read", &self.source, &missing));
        }
        let plugins = Plugins::at(session.plugins()?);
        let policy = session.policy.clone();
        let publishers = session.publishers()?;
        let switched = session
            .blocking("installing", move || {
                let conditions = Conditions::of(&policy)
                    .downgrade(self.allow_downgrade)
                    .publishers(publishers);
                plugins.install(&self.source, &conditions)
            })
            .await?
            .map_err(|error| refusal::uninstalled(&error))?;
        tell(session, &switched)
    }
}

/// What an installation or a rollback did.
pub(crate) fn tell(session: &Session, switched: &Switched) -> Result<(), Failure> {
    let Switched {
        key,
        directory,
        manifest,
        replaced,
        changes,
        is_new,
        is_enabled,
        ..
    } = switched;
    if session.output.format == Format::Json {
        return session.output.json(&json!({
            "key": key,
            "version": manifest.version,
            "directory": directory,
            "replaced": replaced.as_ref().map(|old| &old.version),
            "installed": is_new,
            "enabled": is_enabled,
            "changes": changes,
        }));
    }
    let text = match replaced {
        _ if !is_new => format!("{key} {} is installed already", manifest.version),
        None => format!("installed {key} {}", manifest.version),
        Some(old) => format!(
            "installed {key} {}, before {}",
            manifest.version, old.version
        ),
    };
    session.output.text(&text)?;
    if !is_enabled {
        session.talk.note(&target::disabled_note(key.as_str()));
    }
    if !changes.changes().is_empty() {
        session
            .output
            .text(&format!("\nWhat changed:\n{changes}"))?;
    }
    Ok(())
}
