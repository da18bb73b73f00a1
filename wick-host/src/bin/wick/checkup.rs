//! One plugin looked over, from its directory to its first answers.

use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use wick_host::diagnose::{Diagnosis, Finding, diagnose};
use wick_host::diff::Diff;
use wick_host::{CallError, Candidate, ConnectorStatus, Host, State, Verified};
use wick_proto::module::Module;

use crate::calling;
use crate::failure::Failure;
use crate::output::line;
use crate::session::Session;
use crate::target::Origin;

/// What was looked at, in order; the last is what failed, if something did.
#[derive(Debug, Default)]
pub(crate) struct Checkup {
    checks: Vec<Check>,
}

#[derive(Debug)]
struct Check {
    name: &'static str,
    found: Result<String, Fault>,
}

/// What is wrong, and what to do.
#[derive(Debug)]
struct Fault {
    finding: &'static str,
    message: String,
    remedy: Option<String>,
}

impl Checkup {
    /// Verifies and starts the plugin, asks it what it is, and stops it.
    pub(crate) async fn of(
        session: &Session,
        candidate: Candidate,
        origin: Origin,
        limit: Duration,
    ) -> Result<Self, Failure> {
        let mut checkup = Self::default();
        checkup.holds("found", candidate.binary.display().to_string());
        let verified = calling::verified(session, candidate, origin);
        let Some(verified) = checkup.verified(verified) else {
            return Ok(checkup);
        };
        let host = session.host()?.start_timeout(limit).of([verified.clone()]);
        if checkup.start(&host, &verified).await {
            checkup.answers(&host, &verified).await;
        }
        host.shutdown().await;
        Ok(checkup)
    }

    /// Verifies the plugin and starts nothing, as hosts must not either.
    pub(crate) fn of_disabled(session: &Session, candidate: Candidate) -> Self {
        let mut checkup = Self::default();
        checkup.holds("found", candidate.binary.display().to_string());
        let key = candidate.key.clone();
        let verified = calling::verified(session, candidate, Origin::Path);
        if checkup.verified(verified).is_some() {
            let state = format!("disabled: hosts do not start it until `wick enable {key}`");
            checkup.holds("state", state);
        }
        checkup
    }

    fn verified(&mut self, verified: Result<Verified, Failure>) -> Option<Verified> {
        match verified {
            Ok(verified) => {
                self.holds("verified", format!("sha256 {}", verified.digest()));
                Some(verified)
            }
            Err(failure) => {
                let finding = failure.finding.map_or("refused", Finding::name);
                let message = [std::slice::from_ref(&failure.message), &failure.causes];
                let message = message.concat().join(": ");
                self.fails("verified", finding, message, failure.hint.clone());
                None
            }
        }
    }

    async fn start(&mut self, host: &Host, verified: &Verified) -> bool {
        let begun = Instant::now();
        match host.start(verified.key().as_str()).await {
            Ok(process) => {
                let time = begun.elapsed();
                match is_attached(host) {
                    true => self.holds(
                        "attached",
                        format!("process {process}, under a debugger: nothing was started"),
                    ),
                    false => self.holds("starts", format!("process {process}, in {time:.0?}")),
                }
                true
            }
            Err(CallError::Start(error)) => {
                // It reads the binary, which is short work.
                let Diagnosis {
                    finding,
                    explanation,
                    remedy,
                    ..
                } = diagnose(&error);
                self.fails("starts", finding.name(), explanation, Some(remedy));
                false
            }
            Err(error @ CallError::Attach { .. }) => {
                let hint = error.hint();
                self.fails("attached", "attach", chain(&error), hint);
                false
            }
            Err(error) => {
                let hint = error.hint();
                self.fails("starts", "unknown", chain(&error), hint);
                false
            }
        }
    }

    async fn answers(&mut self, host: &Host, verified: &Verified) {
        let key = verified.key().as_str();
        let told = match host.schema(key).await {
            Ok(told) => told,
            Err(error) => {
                let hint = error.hint();
                return self.fails("answers", "no-answer", chain(&error), hint);
            }
        };
        let operations = told.all_operations().count();
        self.holds("answers", format!("{operations} operations"));
        self.describes_itself(verified, &told);
    }

    /// What runs should be what the manifest says, by which people and models choose.
    fn describes_itself(&mut self, verified: &Verified, told: &Module) {
        let manifest = verified.manifest();
        let running = wick_proto::manifest::Manifest {
            module: told.clone(),
            ..(**manifest).clone()
        };
        let diff = Diff::between(manifest, &running);
        match diff.changes().first() {
            None => self.holds("manifest", "is what the plugin says of itself".to_owned()),
            Some(first) => {
                let message = format!(
                    "the running plugin describes itself differently: {}: {}",
                    first.subject, first.text
                );
                let remedy = "pack it again: its plugin.json is of another build";
                self.fails(
                    "manifest",
                    "manifest-differs",
                    message,
                    Some(remedy.to_owned()),
                );
            }
        }
    }

    pub(crate) fn is_well(&self) -> bool {
        self.checks.iter().all(|check| check.found.is_ok())
    }

    fn holds(&mut self, name: &'static str, found: String) {
        let found = Ok(found);
        self.checks.push(Check { name, found });
    }

    fn fails(
        &mut self,
        name: &'static str,
        finding: &'static str,
        message: String,
        remedy: Option<String>,
    ) {
        let found = Err(Fault {
            finding,
            message,
            remedy,
        });
        self.checks.push(Check { name, found });
    }

    pub(crate) fn text(&self) -> String {
        let lines: Vec<String> = self.checks.iter().map(Check::text).collect();
        lines.join("\n")
    }

    pub(crate) fn json(&self, key: &str) -> Value {
        let checks: Vec<Value> = self.checks.iter().map(Check::json).collect();
        json!({"key": key, "ok": self.is_well(), "checks": checks})
    }
}

impl Check {
    fn text(&self) -> String {
        const OK: Style = AnsiColor::Green.on_default();
        const FAILED: Style = AnsiColor::Red.on_default().bold();
        let name = self.name;
        match &self.found {
            Ok(found) => format!("  {OK}ok{OK:#}      {name:<9} {}", line(found)),
            Err(fault) => {
                let mut text = format!(
                    "  {FAILED}FAILED{FAILED:#}  {name:<9} {} [{}]",
                    line(&fault.message),
                    fault.finding
                );
                if let Some(remedy) = &fault.remedy {
                    text += &format!("\n          {:<9} {}", "do this", line(remedy));
                }
                text
            }
        }
    }

    fn json(&self) -> Value {
        match &self.found {
            Ok(found) => json!({"check": self.name, "ok": true, "message": found}),
            Err(fault) => json!({
                "check": self.name,
                "ok": false,
                "finding": fault.finding,
                "message": fault.message,
                "remedy": fault.remedy,
            }),
        }
    }
}

/// Whether a process that somebody started takes the calls.
fn is_attached(host: &Host) -> bool {
    let status = host.status();
    let is_attached =
        |connector: &ConnectorStatus| matches!(connector.state, State::Attached { .. });
    status.connectors.iter().any(is_attached)
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    text
}
