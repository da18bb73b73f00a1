use clap::{Args, ValueEnum};
use serde_json::json;
use wick_host::diff::{Class, Diff as Changes};

use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Format, table};
use crate::session::Session;
use crate::target::{self, Target};

/// Show what changed between two versions of a plugin, and whom it concerns.
///
/// Compares the manifests: settings, operations, what they take and return, OAuth, access. Each change
/// is `security` (an operator should decide), `uncompared` (too entangled to compare), `breaking`
/// (callers may fail), `additive` or `wording`. Nothing is started, but for a built binary, which is
/// asked for its manifest.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick diff github ./dist/github                      # installed, and about to be
  wick diff github-1.1.0-linux-amd64.zip github-1.2.0-linux-amd64.zip
  wick diff old/plugin.json new/plugin.json --json | jq '.changes[].change'
  wick diff released/plugin.json dist/github/plugin.json --fail-on breaking   # in CI: exits with 9")]
pub(crate) struct Diff {
    /// The older version.
    #[arg(long_help = format!("The older version. {}", target::HELP), add = completion::plugins())]
    old: Target,

    /// The newer version, given in the same ways.
    #[arg(add = completion::plugins())]
    new: Target,

    /// Exit with 9 if a change is of this class or of one that matters more.
    #[arg(long, value_name = "CLASS", default_value = "breaking")]
    fail_on: Threshold,
}

/// From which class on changes are a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Threshold {
    /// What an operator should decide about.
    Security,
    /// And what may fail for callers.
    Breaking,
    /// And what is new.
    Additive,
    /// Any change.
    Wording,
    /// Nothing: only show.
    Never,
}

impl Diff {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        let (old, _) = self.old.manifest(session).await?;
        let (new, _) = self.new.manifest(session).await?;
        let changes = Changes::between(&old, &new);
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "old": {"key": old.module.meta.key, "version": old.version},
                "new": {"key": new.module.meta.key, "version": new.version},
                "worst": changes.worst(),
                "changes": changes,
            }))?,
            Format::Text => session
                .output
                .text(&text(&changes, session.output.width()))?,
        }
        match changes.worst() {
            Some(worst) if self.fail_on.includes(worst) => {
                Err(different(&changes, worst, self.fail_on))
            }
            _ => Ok(()),
        }
    }
}

impl Threshold {
    fn includes(self, class: Class) -> bool {
        match self {
            Self::Security => class <= Class::Security,
            Self::Breaking => class <= Class::Breaking,
            Self::Additive => class <= Class::Additive,
            Self::Wording => true,
            Self::Never => false,
        }
    }
}

fn text(changes: &Changes, width: Option<u16>) -> String {
    if changes.changes().is_empty() {
        return "no change".to_owned();
    }
    let rows = changes.changes().iter().map(|change| {
        vec![
            change.class.to_string(),
            change.subject.to_string(),
            change.text.clone(),
        ]
    });
    table(&["CLASS", "WHAT", "CHANGE"], rows, width)
}

fn different(changes: &Changes, worst: Class, threshold: Threshold) -> Failure {
    let count = |class| {
        let same = changes
            .changes()
            .iter()
            .filter(|change| change.class == class);
        same.count()
    };
    let told: Vec<String> = [
        Class::Security,
        Class::Uncompared,
        Class::Breaking,
        Class::Additive,
        Class::Wording,
    ]
    .into_iter()
    .filter(|class| threshold.includes(*class) && count(*class) > 0)
    .map(|class| format!("{} {class}", count(class)))
    .collect();
    let message = format!("the versions differ: {}", told.join(", "));
    let hint = match worst {
        Class::Security => "look at each before you install it; --fail-on never only shows them",
        _ => "raise the major version, or accept them with another --fail-on",
    };
    Failure::new(Exit::Differs, message).hint(hint)
}
