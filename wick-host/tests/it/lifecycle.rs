//! Processes end when they should, whatever happens.

use std::process::{Command, Stdio};
use std::time::Duration;

use wick_host::{CallError, Encryption, Host};

use crate::support::{KEY, Plugin, pause, timely, until_gone};

/// Notes its process id and that of a child, and never says anything.
const SILENT: &str = r#"
sleep 3600 &
echo $! > "$NOTES/child"
echo $$ > "$NOTES/pid"
exec sleep 3600
"#;

#[tokio::test]
async fn a_host_that_is_dropped_while_starting_leaves_nothing() {
    let plugin = Plugin::script(SILENT);
    let host = plugin.open(Host::builder()).await;
    let start = tokio::spawn({
        let host = host.clone();
        async move { host.start(KEY).await }
    });
    let (process, child) = (plugin.noted("pid").await, plugin.noted("child").await);
    start.abort();
    let _ = start.await;
    drop(host);
    until_gone(&process).await;
    until_gone(&child).await;
}

#[tokio::test]
async fn a_caller_that_gives_up_takes_nothing_from_the_others() {
    let plugin = Plugin::script(SILENT);
    let host = plugin.open(Host::builder()).await;
    let [first, second] = [(); 2].map(|()| {
        let host = host.clone();
        tokio::spawn(async move { host.start(KEY).await })
    });
    let process = plugin.noted("pid").await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert!(!second.is_finished());
    timely(host.shutdown()).await;
    let error = timely(second).await.unwrap().unwrap_err();
    assert!(matches!(error, CallError::ShuttingDown), "{error}");
    until_gone(&process).await;
}

#[tokio::test]
async fn shutting_down_again_or_at_once_or_before_anything_started_is_fine() {
    let plugin = Plugin::script(SILENT);
    let host = plugin.open(Host::builder()).await;
    timely(async { tokio::join!(host.shutdown(), host.shutdown()) }).await;
    timely(host.shutdown()).await;
    let error = host.start(KEY).await.unwrap_err();
    assert!(matches!(error, CallError::ShuttingDown), "{error}");
    plugin.assert_nothing_left();
}

#[tokio::test]
async fn a_slow_start_holds_up_nobody_else() {
    let slow = Plugin::script(SILENT);
    let host = slow.open(Host::builder()).await;
    let waiting = tokio::spawn({
        let host = host.clone();
        async move { host.start(KEY).await }
    });
    slow.noted("pid").await;
    // Anything that took the slot's lock across the start would hang here.
    assert_eq!(host.process_id(KEY), None);
    assert_eq!(host.connectors().count(), 1);
    let plugin = Plugin::script("exit 1");
    plugin
        .refusal(Host::builder().encryption(Encryption::None))
        .await;
    timely(host.shutdown()).await;
    assert!(timely(waiting).await.unwrap().is_err());
}

#[tokio::test]
async fn a_plugin_inherits_no_descriptor_but_its_own_three() {
    let plugin = Plugin::script(r#"ls /proc/self/fd > "$NOTES/descriptors"; exit 0"#);
    // One that is not closed by itself on exec, as a C library may have opened it.
    let inheritable = rustix::io::dup(std::io::stderr()).unwrap();
    plugin.refusal(Host::builder()).await;
    drop(inheritable);
    // The fourth is the listed directory.
    assert_eq!(plugin.noted("descriptors").await, "0\n1\n2\n3");
}

#[tokio::test]
async fn a_host_that_is_killed_leaves_no_plugin_no_descendant_and_no_socket() {
    let plugin = Plugin::script(SILENT);
    let mut host = host_of(&plugin).spawn().unwrap();
    let (process, child) = (plugin.noted("pid").await, plugin.noted("child").await);
    let sockets = || std::fs::read_dir(plugin.sockets()).unwrap().count();
    assert_eq!(sockets(), 1, "it has not connected yet");
    host.kill().unwrap();
    host.wait().unwrap();
    until_gone(&process).await;
    until_gone(&child).await;
    timely(async {
        while sockets() > 0 {
            pause().await;
        }
    })
    .await;
}

#[tokio::test]
async fn standard_input_of_a_plugin_is_empty() {
    let script = r#"readlink /proc/self/fd/0 > "$NOTES/input"; exec sleep 3600"#;
    let plugin = Plugin::script(script);
    // What a host that is itself spoken to over its input must not share.
    let mut host = host_of(&plugin).stdin(Stdio::piped()).spawn().unwrap();
    let input = plugin.noted("input").await;
    host.kill().unwrap();
    host.wait().unwrap();
    assert_eq!(input, "/dev/null");
}

/// A process of its own that starts the plugin.
fn host_of(plugin: &Plugin) -> Command {
    let mut host = Command::new(std::env::current_exe().unwrap());
    host.args(["--exact", "lifecycle::helper_that_is_a_host", "--nocapture"])
        .env("HOST_OF", plugin.binary.parent().unwrap().parent().unwrap())
        .env("HOST_NOTES", plugin.note("").as_os_str())
        .env("HOST_SOCKETS", plugin.sockets())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    host
}

/// No test of its own: what the tests above start and kill.
#[tokio::test]
async fn helper_that_is_a_host() {
    let (Some(plugins), Some(notes)) =
        (std::env::var_os("HOST_OF"), std::env::var_os("HOST_NOTES"))
    else {
        return;
    };
    let environment = wick_host::Environment::standard(std::env::vars_os()).with("NOTES", notes);
    let host = Host::builder()
        .environment(environment)
        .socket_directory(std::env::var_os("HOST_SOCKETS").unwrap())
        .open(plugins)
        .await
        .unwrap();
    let started = host.start(KEY).await;
    panic!("it never says anything: {started:?}");
}

#[test]
fn a_start_whose_runtime_is_gone_is_made_again() {
    let plugin = Plugin::script(SILENT);
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let first = runtime();
    let host = first.block_on(async {
        let host = plugin.open(Host::builder()).await;
        tokio::spawn({
            let host = host.clone();
            async move { host.start(KEY).await }
        });
        plugin.noted("pid").await;
        host
    });
    drop(first);
    std::fs::remove_file(plugin.note("pid")).unwrap();
    runtime().block_on(async {
        let start = tokio::spawn({
            let host = host.clone();
            async move { host.start(KEY).await }
        });
        plugin.noted("pid").await;
        timely(host.shutdown()).await;
        assert!(timely(start).await.unwrap().is_err());
    });
}

#[tokio::test]
async fn a_start_that_takes_too_long_ends_the_whole_group() {
    let plugin = Plugin::script(SILENT);
    let limit = Duration::from_secs(1);
    plugin.refusal(Host::builder().start_timeout(limit)).await;
    until_gone(&plugin.noted("pid").await).await;
    until_gone(&plugin.noted("child").await).await;
}
