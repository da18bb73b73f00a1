use anstyle::{AnsiColor, Style};
use clap::Args;
use serde_json::json;
use wick_host::scan::Candidate;
use wick_proto::manifest::{Kind, Manifest};
use wick_proto::verify::{Policy, SignatureRequirement, VerifyError};
use wick_proto::{Digest, Platform, verify, version};

use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Format, line};
use crate::session::Session;
use crate::signed::{Recorded, Signed};
use crate::target::{FileKind, HELP, Origin, Place, Plugin, Target};

/// Check a plugin as a host would, check by check.
///
/// Starts nothing. Exits with 0 when every check holds, and with 3 when one does not.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick verify github
  wick verify dist/github-1.2.0-linux-amd64.zip
  wick verify ./dist/github --trust \"$PUBLIC_KEY\" --require-signature
  wick verify ./dist/github --json | jq '.checks[] | select(.ok | not)'")]
pub(crate) struct Verify {
    #[arg(help = HELP, add = completion::plugins())]
    plugin: Target,
}

impl Verify {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        // Packed now, it would always be what its manifest says.
        if let Place::File(FileKind::Binary, path) = self.plugin.place(session)? {
            let path = path.display();
            let message =
                format!("{path} is a built binary, without a plugin.json to check it against");
            return Err(Failure::usage(message)
                .hint("pack it (`wick pack BINARY`), and verify what that makes"));
        }
        let Plugin {
            candidate,
            origin,
            held: _held,
        } = self.plugin.plugin(session).await?;
        let policy = Policy {
            signature: session.policy.signature(),
            trusted: session.policy.trusted().to_vec(),
        };
        let unread = |error| Failure::file("read", &candidate.binary, &error);
        let digest = candidate.digest().map_err(unread)?;
        let signed = match origin {
            Origin::Installed => Recorded::read(session).signed(&candidate, &policy.trusted),
            Origin::Path => Signed::of(&candidate, &policy.trusted),
        };
        let checks = checks(&candidate, &signed, &digest, &policy);
        match session.output.format {
            Format::Json => session.output.json(&json!({
                "plugin": self.plugin.to_string(),
                "ok": checks.iter().all(Check::holds),
                "checks": checks.iter().map(Check::json).collect::<Vec<_>>(),
            }))?,
            Format::Text => {
                let lines: Vec<_> = checks.iter().map(Check::text).collect();
                session.output.text(&lines.join("\n"))?;
            }
        }
        let failed = checks.iter().filter(|check| !check.holds()).count();
        if failed == 0 {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Refused,
            format!(
                "{failed} of {} checks failed: no host should run {}",
                checks.len(),
                candidate.key
            ),
        ))
    }
}

/// One check and what it found.
struct Check {
    name: &'static str,
    found: Result<String, String>,
}

impl Check {
    fn holds(&self) -> bool {
        self.found.is_ok()
    }

    fn text(&self) -> String {
        const OK: Style = AnsiColor::Green.on_default();
        const FAILED: Style = AnsiColor::Red.on_default().bold();
        match &self.found {
            Ok(found) => format!("{OK}ok{OK:#}      {:<18}  {}", self.name, line(found)),
            Err(wrong) => format!(
                "{FAILED}FAILED{FAILED:#}  {:<18}  {}",
                self.name,
                line(wrong)
            ),
        }
    }

    fn json(&self) -> serde_json::Value {
        let (Ok(message) | Err(message)) = &self.found;
        json!({"check": self.name, "ok": self.holds(), "message": message})
    }
}

fn checks(candidate: &Candidate, signed: &Signed, digest: &Digest, policy: &Policy) -> Vec<Check> {
    let manifest = &candidate.manifest;
    let mut refusals = refusals(manifest, &candidate.document, digest, policy);
    let mut check = |name, holds: String, is_this: fn(&VerifyError) -> bool| Check {
        name,
        found: match refusals.iter().position(is_this) {
            Some(index) => Err(refusals.swap_remove(index).to_string()),
            None => Ok(holds),
        },
    };
    vec![
        check(
            "manifest",
            format!("{} {}", manifest.module.meta.name, manifest.version),
            |_| false,
        ),
        check("key", candidate.key.to_string(), |_| false),
        kind(manifest.kind, candidate.unknown_kind.clone()),
        check("platform", manifest.os_arch.join(" "), |refusal| {
            matches!(refusal, VerifyError::Platform { .. })
        }),
        check(
            "protocol",
            format!("version {}", manifest.proto_version),
            |refusal| matches!(refusal, VerifyError::ProtocolVersion { .. }),
        ),
        check("digest", format!("sha256 {digest}"), |refusal| {
            matches!(refusal, VerifyError::Digest { .. })
        }),
        check("signature", signed.text(signed.binary), is_of_binary),
        // The last, so that whatever else there is to refuse is told here and not lost.
        check("manifest_signature", signed.text(signed.manifest), |_| true),
    ]
}

fn is_of_binary(refusal: &VerifyError) -> bool {
    matches!(
        refusal,
        VerifyError::SignatureMissing
            | VerifyError::SignatureMismatch
            | VerifyError::SignatureUntrusted { .. }
    )
}

/// A host runs connectors only, whatever else holds.
fn kind(kind: Kind, unknown: Option<String>) -> Check {
    let found = match (kind, unknown) {
        (Kind::Connector, None) => Ok(kind.to_string()),
        (kind, unknown) => Err(format!(
            "a plugin of kind {:?}, and hosts run connectors only",
            unknown.as_deref().unwrap_or(kind.as_str())
        )),
    };
    Check {
        name: "kind",
        found,
    }
}

/// All refusals: each is put right in a copy of the manifest to hear the next one.
fn refusals(
    manifest: &Manifest,
    document: &[u8],
    digest: &Digest,
    policy: &Policy,
) -> Vec<VerifyError> {
    let platform = Platform::current();
    let (mut manifest, mut policy) = (manifest.clone(), policy.clone());
    let mut refusals = Vec::new();
    while let Err(refusal) = verify::check(&manifest, document, &platform, digest, &policy) {
        match refusal {
            ref refusal if is_of_binary(refusal) => {
                manifest.signature.clear();
                if policy.signature == SignatureRequirement::Required {
                    policy.signature = SignatureRequirement::Optional;
                }
            }
            VerifyError::Platform { .. } => manifest.os_arch.push(platform.to_string()),
            VerifyError::ProtocolVersion { .. } => {
                manifest.proto_version = i64::from(version::CURRENT);
            }
            VerifyError::Digest { .. } => manifest.sha256 = digest.to_string(),
            _ => {
                refusals.push(refusal);
                break;
            }
        }
        refusals.push(refusal);
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_host_can_call_fails() {
        assert!(kind(Kind::Connector, None).holds());
        assert!(!kind(Kind::Tool, None).holds() && !kind(Kind::Job, None).holds());
        assert!(!kind(Kind::Connector, Some("wizard".to_owned())).holds());
    }

    #[test]
    fn every_refusal_is_heard_not_only_the_first() {
        let policy = Policy {
            signature: SignatureRequirement::Required,
            ..Policy::default()
        };
        let refusals = refusals(&Manifest::default(), b"{}", &Digest::of(b"binary"), &policy);
        assert!(
            matches!(
                refusals.as_slice(),
                [
                    VerifyError::Platform { .. },
                    VerifyError::ProtocolVersion { .. },
                    VerifyError::Digest { .. },
                    VerifyError::SignatureMissing,
                ]
            ),
            "{refusals:?}"
        );
    }
}
