use clap::Args;
use serde_json::{Value, json};
use wick_host::scan::{Candidate, ScanProblem};

use crate::failure::Failure;
use crate::output::{Format, table};
use crate::session::Session;
use crate::signed::Recorded;
use crate::target;

/// List installed plugins.
///
/// Reads manifests only: nothing is started, and no binary is hashed (`wick verify` does). What
/// cannot be used is told as a warning.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick list
  wick list --plugins-dir ./plugins --trust \"$PUBLIC_KEY\"
  wick list --json | jq -r '.plugins[] | select(.signed != \"valid\") | .key'")]
pub(crate) struct List {}

impl List {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let scan = target::installed(session)?;
        let disabled = target::disabled(session)?;
        let recorded = Recorded::read(session);
        let state = |found: &Candidate| match disabled.contains(&found.key) {
            true => State::Disabled,
            false => State::Enabled,
        };
        if session.output.format == Format::Json {
            let row = |found| plugin_json(session, found, state(found), &recorded);
            return session.output.json(&json!({
                "directory": session.plugins()?,
                "plugins": scan.candidates.iter().map(row).collect::<Vec<_>>(),
                "problems": scan.problems.iter().map(problem_json).collect::<Vec<_>>(),
            }));
        }
        for problem in &scan.problems {
            let failure = crate::refusal::unusable(problem);
            let causes = failure.causes.iter().map(|cause| format!(": {cause}"));
            session.talk.warn(&format!(
                "{}{}",
                failure.message,
                causes.collect::<String>()
            ));
        }
        if scan.candidates.is_empty() {
            let directory = session.plugins()?.display();
            session.talk.note(&format!("no plugins in {directory}"));
            return Ok(());
        }
        let rows = scan
            .candidates
            .iter()
            .map(|found| row(session, found, state(found), &recorded));
        let headings = [
            "key",
            "version",
            "state",
            "platform",
            "signed",
            "manifest signed",
            "operations",
        ];
        session
            .output
            .text(&table(&headings, rows, session.output.width()))
    }
}

/// Whether hosts may run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Enabled,
    Disabled,
}

fn row(session: &Session, found: &Candidate, state: State, recorded: &Recorded) -> Vec<String> {
    let platform = match is_for_us(found) {
        true => "ok".to_owned(),
        false => format!("only {}", found.manifest.os_arch.join(" ")),
    };
    let signed = recorded.signed(found, session.policy.trusted());
    vec![
        found.key.to_string(),
        found.manifest.version.clone(),
        match state {
            State::Enabled => "enabled".to_owned(),
            State::Disabled => "disabled".to_owned(),
        },
        platform,
        signed.text(signed.binary),
        signed.text(signed.manifest),
        operations(found).join(", "),
    ]
}

fn plugin_json(session: &Session, found: &Candidate, state: State, recorded: &Recorded) -> Value {
    let signed = recorded.signed(found, session.policy.trusted());
    json!({
        "key": found.key,
        "name": found.manifest.module.meta.name,
        "version": found.manifest.version,
        "enabled": state == State::Enabled,
        "directory": found.directory,
        "platforms": found.manifest.os_arch,
        "platform_ok": is_for_us(found),
        "signed": signed.binary,
        "manifest_signed": signed.manifest,
        "publisher": recorded.publisher(&found.key).map(|key| key.to_base64()),
        "operations": operations(found),
    })
}

fn problem_json(problem: &ScanProblem) -> Value {
    let failure = crate::refusal::unusable(problem);
    json!({
        "kind": failure.exit.name(),
        "message": failure.message,
        "causes": failure.causes,
        "hint": failure.hint,
    })
}

fn operations(found: &Candidate) -> Vec<&str> {
    let operations = found.manifest.module.all_operations();
    operations.map(|operation| operation.key.as_str()).collect()
}

fn is_for_us(found: &Candidate) -> bool {
    let ours = wick_proto::Platform::current().to_string();
    found.manifest.os_arch.contains(&ours)
}
