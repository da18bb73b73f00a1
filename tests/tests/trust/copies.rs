//! Plugins that are executed as private copies, as on systems that cannot execute a descriptor.

use std::collections::HashMap;
use std::fs;

use serde_json::json;
use wick_host::{Execution, Host, HostBuilder};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;
use wick_tests::timely;

fn copying(root: &tempfile::TempDir) -> HostBuilder {
    Host::builder()
        .execution(Execution::PrivateCopy)
        .copies_directory(root.path().join("copies"))
}

#[tokio::test]
async fn a_plugin_that_runs_as_a_copy_keeps_its_data_where_it_is_installed() {
    let root = tempfile::tempdir().unwrap();
    let program = binary("sqlite");
    let manifest = wick_host::pack::dump_manifest(&program).await.unwrap();
    let package = wick_host::pack::Package::new(&program, manifest);
    let connectors = root.path().join("connectors");
    wick_host::pack::directory(&package, &connectors).unwrap();

    let host = copying(&root).open(&connectors).await.unwrap();
    assert_eq!(host.execution(), Execution::PrivateCopy);
    let (arguments, settings) = (json!({}), HashMap::new());
    let call = host.call("sqlite", "list_tables", &arguments, &settings);
    timely(call).await.unwrap();

    let process = host.process_id("sqlite").unwrap();
    let program = fs::read_link(format!("/proc/{process}/exe")).unwrap();
    let digest = host.connectors().next().unwrap().digest().to_string();
    let copies = root.path().canonicalize().unwrap().join("copies");
    assert_eq!(program, copies.join(digest));
    // Beside `connectors`, as if it were executed there.
    assert!(
        root.path()
            .join("sqlite")
            .read_dir()
            .unwrap()
            .next()
            .is_some()
    );
    host.shutdown().await;

    // The next host finds the copy.
    let again = copying(&root).open(&connectors).await.unwrap();
    timely(again.start("sqlite")).await.unwrap();
    assert_eq!(copies.read_dir().unwrap().count(), 1);
    again.shutdown().await;
}

#[tokio::test]
async fn a_go_plugin_runs_as_a_copy() {
    let Some(peers) = peers() else { return };
    let root = tempfile::tempdir().unwrap();
    let plugins = Plugins::of(&[&peers.program("plugin")]).await;
    let host = plugins.open(copying(&root)).await;
    timely(host.start("gopeer")).await.unwrap();
    assert_eq!(root.path().join("copies").read_dir().unwrap().count(), 1);
    host.shutdown().await;
}

#[tokio::test]
async fn this_system_executes_what_it_verified_without_a_copy() {
    let plugins = Plugins::of(&[&binary("sqlite")]).await;
    let root = tempfile::tempdir().unwrap();
    let copies = root.path().join("copies");
    let host = plugins
        .open(Host::builder().copies_directory(&copies))
        .await;
    assert_eq!(host.execution(), Execution::Descriptor);
    let process = timely(host.start("sqlite")).await.unwrap();
    let program = fs::read_link(format!("/proc/{process}/exe")).unwrap();
    let installed = plugins.path().canonicalize().unwrap().join("sqlite/sqlite");
    assert_eq!(program, installed);
    assert!(!copies.exists());
    host.shutdown().await;
}
