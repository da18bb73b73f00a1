//! What a host does with what is installed, before anything is started.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use wick_host::scan::{Candidate, scan};
use wick_host::verify::verify_with;
use wick_host::{DigestCache, SignatureRequirement, TrustPolicy, schema};
use wick_proto::Digest;
use wick_proto::signing::VerifyingKey;

use super::{Command, Measured, nanoseconds};
use crate::Failure;

/// As `wick list --json` does it.
pub(super) fn list(directory: &Path) -> Result<Measured, Failure> {
    each(directory, |candidate| {
        let operations = candidate.manifest.module.all_operations();
        Ok(json!({
            "key": candidate.key,
            "version": candidate.manifest.version,
            "operations": operations.map(|operation| &operation.key).collect::<Vec<_>>(),
        }))
    })
}

/// As `wick describe --json` does it, of all.
pub(super) fn describe(directory: &Path) -> Result<Measured, Failure> {
    each(directory, |candidate| {
        let module = &candidate.manifest.module;
        let operations = module.all_operations().map(|operation| {
            json!({
                "key": operation.key,
                "name": operation.name,
                "description": operation.description,
                "input_schema": schema::of_input(operation),
            })
        });
        Ok(json!({
            "meta": module.meta,
            "settings": schema::of_fields(&module.configs),
            "operations": operations.collect::<Vec<_>>(),
        }))
    })
}

/// As a host does it when it opens the directory.
pub(super) fn verify(command: &Command, digests: &DigestCache) -> Result<Measured, Failure> {
    let policy = TrustPolicy::default()
        .with_signature(SignatureRequirement::Required)
        .trusting(VerifyingKey::from_base64(&command.key)?);
    each(&command.path, |candidate| {
        let verified = verify_with(candidate, &policy, digests)?;
        Ok(json!({"key": verified.key(), "digest": verified.digest().to_string()}))
    })
}

pub(super) fn hash(path: &Path) -> Result<Measured, Failure> {
    let begun = Instant::now();
    let digest = Digest::of_reader(File::open(path)?)?;
    let wall_ns = nanoseconds(begun.elapsed());
    std::hint::black_box(digest);
    Ok(Measured {
        calls: usize::try_from(path.metadata()?.len())?,
        wall_ns,
        ..Measured::default()
    })
}

/// Does it to all that is found, and writes what comes of it.
fn each(
    directory: &Path,
    told: impl Fn(Candidate) -> Result<Value, Failure>,
) -> Result<Measured, Failure> {
    let begun = Instant::now();
    let found = scan(directory)?;
    if let Some(problem) = found.problems.first() {
        return Err(problem.to_string().into());
    }
    let all: Result<Vec<_>, _> = found.candidates.into_iter().map(told).collect();
    let all = all?;
    std::hint::black_box(serde_json::to_vec(&all)?);
    Ok(Measured {
        calls: all.len(),
        wall_ns: nanoseconds(begun.elapsed()),
        ..Measured::default()
    })
}
