//! Tools and jobs: their runs are operations, and the manifest says what they are.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use wick_host::Host;
use wick_host::pack::{Package, directory, dump_manifest};
use wick_proto::manifest::Kind;

const TOOL: &str = env!("CARGO_BIN_EXE_dicetool");
const JOB: &str = env!("CARGO_BIN_EXE_sweepjob");

#[tokio::test]
async fn the_manifest_of_a_tool_says_so() {
    let manifest = dump_manifest(Path::new(TOOL)).await.unwrap();
    assert_eq!(manifest.kind, Kind::Tool);
    let run = manifest.module.operation("run").unwrap();
    assert!(run.read_only && run.idempotent && run.closed_world);
    assert_eq!(manifest.module.all_operations().count(), 1);
}

#[tokio::test]
async fn the_manifest_of_a_job_says_so() {
    let manifest = dump_manifest(Path::new(JOB)).await.unwrap();
    assert_eq!(manifest.kind, Kind::Job);
    assert!(manifest.to_json().contains(r#""kind":"job""#));
    let run = manifest.module.operation("run").unwrap();
    assert!(run.destructive && run.idempotent);
    assert_eq!(manifest.module.configs.first().unwrap().value, "30");
}

#[tokio::test]
async fn a_host_of_connectors_leaves_them_alone() {
    let root = packed(TOOL, Kind::Tool).await;
    let host = Host::builder().open(root.path()).await.unwrap();
    let [problem] = host.problems() else {
        panic!("{:?}", host.problems())
    };
    assert!(problem.to_string().contains("tool"), "{problem}");
    host.shutdown().await;
}

#[tokio::test]
async fn they_run_like_the_operations_of_a_connector() {
    let tool = run(TOOL, "dice", json!({"shown": [1, 6]}), &[]).await;
    assert_eq!(tool, json!(7));
    let job = run(JOB, "sweep", json!({"ages": [3, 9]}), &[("keep_days", "5")]).await;
    assert_eq!(job, json!([9]));
}

/// Runs it as a host of its kind would, which is as ours runs a connector.
async fn run(binary: &str, key: &str, arguments: Value, settings: &[(&str, &str)]) -> Value {
    let root = packed(binary, Kind::Connector).await;
    let host = Host::builder().open(root.path()).await.unwrap();
    let settings: HashMap<String, String> = settings
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let result = host.call(key, "run", &arguments, &settings).await.unwrap();
    host.shutdown().await;
    result
}

async fn packed(binary: &str, kind: Kind) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let mut manifest = dump_manifest(Path::new(binary)).await.unwrap();
    manifest.kind = kind;
    directory(&Package::new(Path::new(binary), manifest), root.path()).unwrap();
    root
}
