use std::collections::BTreeSet;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::checkup::Checkup;
use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::Format;
use crate::session::Session;
use crate::target::{self, Origin, Plugin, Target};

/// Find out why a plugin does not start, and say what to do.
///
/// Verifies each plugin, starts it, asks it what it is and stops it: every step that a host takes, with what
/// was found. Without a plugin, all installed ones are looked at. One that is disabled is not started.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick doctor
  wick doctor github
  wick doctor ./dist/github --json | jq '.plugins[].checks[] | select(.ok | not)'")]
pub(crate) struct Doctor {
    /// The plugins [default: all installed ones].
    #[arg(value_name = "PLUGIN", long_help = target::HELP, add = completion::plugins())]
    plugins: Vec<Target>,

    /// How long a plugin may take to start.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = input::duration)]
    timeout: Duration,
}

impl Doctor {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let (plugins, problems) = match self.plugins.as_slice() {
            [] => {
                let scan = target::installed(session)?;
                let installed = scan.candidates.into_iter().map(Plugin::installed);
                (installed.collect::<Vec<_>>(), scan.problems)
            }
            given => {
                let mut plugins = Vec::new();
                for plugin in given {
                    plugins.push(plugin.plugin(session).await?);
                }
                (plugins, Vec::new())
            }
        };
        let is_installed = |plugin: &Plugin| plugin.origin == Origin::Installed;
        let disabled = match plugins.iter().any(is_installed) {
            true => target::disabled(session)?,
            false => BTreeSet::new(),
        };
        let mut told = Vec::new();
        let mut ill = 0;
        for problem in &problems {
            ill += usize::from(!problem.is_warning());
            let failure = crate::refusal::unusable(problem);
            session.talk.warn(&failure.message);
        }
        for plugin in plugins {
            let is_disabled = is_installed(&plugin) && disabled.contains(&plugin.candidate.key);
            let Plugin {
                candidate,
                origin,
                held: _held,
            } = plugin;
            let key = candidate.key.to_string();
            let looking = async {
                match is_disabled {
                    true => Ok(Checkup::of_disabled(session, candidate)),
                    false => Checkup::of(session, candidate, origin, self.timeout).await,
                }
            };
            let what = format!("looking at {key}");
            let looking = session.unless_interrupted(looking);
            let checkup = session.talk.while_waiting(&what, looking).await?;
            ill += usize::from(!checkup.is_well());
            match session.output.format {
                Format::Json => told.push(checkup.json(&key)),
                Format::Text => session.output.text(&format!("{key}\n{}", checkup.text()))?,
            }
        }
        if session.output.format == Format::Json {
            let problems: Vec<Value> = problems
                .iter()
                .map(|problem| json!(problem.to_string()))
                .collect();
            session
                .output
                .json(&json!({"ok": ill == 0, "plugins": told, "problems": problems}))?;
        }
        match ill {
            0 => Ok(()),
            _ => Err(Failure::new(
                Exit::PluginFailed,
                format!("{ill} of the plugins cannot be used as they are"),
            )),
        }
    }
}
