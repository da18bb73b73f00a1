use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::output::Format;
use crate::scaffold::{self, Content, Name, Source};
use crate::session::Session;

/// Make the crate of a new connector.
///
/// It builds, tests and runs at once: a small connector with two operations, tests of it, and the
/// settings that make a small release. Nothing that is there is overwritten.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick new help-desk
  wick new help-desk --path work/connectors/help-desk
  wick new help-desk --wick-path ~/src/wick")]
pub(crate) struct New {
    /// The name of the crate: small letters, digits, `-` and `_`.
    name: Name,

    /// Where to make it [default: a directory of that name here].
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,

    /// A checkout of wick to take `wick-runtime` from [default: the one that this command was
    /// built from, while it is there, else the registry].
    #[arg(long, value_name = "DIR")]
    wick_path: Option<PathBuf>,
}

impl New {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let directory = self
            .path
            .unwrap_or_else(|| PathBuf::from(self.name.package()));
        let source = scaffold::source(self.wick_path.as_deref())?;
        let content = Content {
            name: &self.name,
            source: &source,
            is_within_another: is_within_another(&directory),
        };
        let files = content.files();
        scaffold::write(&directory, &files)?;
        let shown = directory.display();
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "directory": directory,
                "name": self.name.package(),
                "key": self.name.key(),
                "files": files.iter().map(|(path, _)| path).collect::<Vec<_>>(),
            })),
            Format::Text => {
                let origin = match &source {
                    Source::Checkout(checkout) => format!("the checkout {}", checkout.display()),
                    Source::Registry => "the registry".to_owned(),
                };
                let note = format!("wick-runtime comes from {origin}");
                session.talk.note(&note);
                session.output.text(&format!(
                    "Made the connector {shown}. Next:\n  \
                     cd {shown}\n  \
                     cargo test\n  \
                     cargo run -- list"
                ))
            }
        }
    }
}

/// Whether cargo would look for a workspace above the new crate and find one.
fn is_within_another(directory: &Path) -> bool {
    let here = std::path::absolute(directory);
    here.is_ok_and(|directory| {
        let mut above = directory.ancestors().skip(1);
        above.any(|above| above.join("Cargo.toml").is_file())
    })
}
