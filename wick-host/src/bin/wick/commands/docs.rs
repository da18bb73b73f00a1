use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::completion;
use crate::failure::Failure;
use crate::output::{Format, whole_file};
use crate::reference;
use crate::session::Session;
use crate::target::{self, Target};

/// Write the reference documentation of a plugin, as a page of Markdown.
///
/// Settings, operations with their arguments and results, examples: all from the manifest. Nothing
/// is started, but for a binary that is not packed yet, which is asked for its manifest.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick docs github > github.md
  wick docs dist/github-1.2.0-linux-amd64.zip -o docs/github.md
  wick docs target/release/github")]
pub(crate) struct Docs {
    #[arg(help = target::HELP, add = completion::plugins())]
    plugin: Target,

    /// Where to write it [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Docs {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let (manifest, _) = self.plugin.manifest(session).await?;
        let page = reference::page(&manifest);
        match (&self.output, session.output.format) {
            (None, Format::Text) => session.output.text(&page),
            (None, Format::Json) => session.output.json(&json!({ "markdown": page })),
            (Some(path), format) => {
                whole_file(path, &page).map_err(|error| Failure::file("write", path, &error))?;
                match format {
                    Format::Json => session.output.json(&json!({ "file": path })),
                    Format::Text => session.output.text(&path.display().to_string()),
                }
            }
        }
    }
}
