use clap::Args;
use wick_proto::manifest::Manifest;

use crate::completion;
use crate::describe::{operation, plugin};
use crate::failure::Failure;
use crate::output::Format;
use crate::session::Session;
use crate::target::{self, Origin, Target};

/// Show what a plugin offers: operations, arguments, settings.
///
/// Reads the manifest only, and does not verify the binary. Nothing is started, but for a built binary, which is asked
/// for its manifest.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick describe github
  wick describe github search_issues
  wick describe ./plugins/sqlite/plugin.json --json | jq '.operations[].input_schema'")]
pub(crate) struct Describe {
    #[arg(help = target::HELP, add = completion::plugins())]
    plugin: Target,

    /// Key of one operation, to see its arguments and result.
    #[arg(add = completion::operations())]
    operation: Option<String>,
}

impl Describe {
    /// Of one operation.
    pub(crate) fn operation(plugin: Target, operation: String) -> Self {
        let operation = Some(operation);
        Self { plugin, operation }
    }

    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let (manifest, origin) = self.plugin.manifest(session).await?;
        let key = manifest.module.meta.key.as_str();
        let is_disabled = match origin {
            Origin::Installed => Some(
                target::disabled(session)?
                    .iter()
                    .any(|one| one.as_str() == key),
            ),
            Origin::Path => None,
        };
        if is_disabled == Some(true) && session.output.format == Format::Text {
            session.talk.note(&target::disabled_note(key));
        }
        let plugin = self.plugin.to_string();
        let invocation = ["wick", "call", &plugin];
        match &self.operation {
            Some(key) => one(session, &manifest, key, &invocation),
            None if session.output.format == Format::Json => {
                let mut described = plugin::json(&manifest);
                described["enabled"] = is_disabled.map(|is_disabled| !is_disabled).into();
                session.output.json(&described)
            }
            None => all(session, &manifest, &invocation),
        }
    }
}

/// Describes a plugin; `invocation` is how it is called, without the operation.
pub(crate) fn all(
    session: &Session,
    manifest: &Manifest,
    invocation: &[&str],
) -> Result<(), Failure> {
    match session.output.format {
        Format::Json => session.output.json(&plugin::json(manifest)),
        Format::Text => {
            let width = session.output.width();
            session
                .output
                .text(&plugin::text(manifest, invocation, width))
        }
    }
}

/// Describes one operation; `invocation` is how the plugin is called, without the operation.
pub(crate) fn one(
    session: &Session,
    manifest: &Manifest,
    key: &str,
    invocation: &[&str],
) -> Result<(), Failure> {
    let found = operation::find(&manifest.module, key)?;
    match session.output.format {
        Format::Json => session.output.json(&operation::json(found, None)),
        Format::Text => {
            let width = session.output.width();
            session
                .output
                .text(&operation::text(&manifest.module, found, invocation, width))
        }
    }
}
