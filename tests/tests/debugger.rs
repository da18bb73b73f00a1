//! Plugins that a person started, as under a debugger: our host sends calls to them, and Go's to ours.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;
use wick_host::{AttachError, Call, CallError, Event, Host, HostBuilder, State, TrustPolicy};
use wick_proto::signing::SigningKey;
use wick_tests::cargo::binary;
use wick_tests::command::{Place, ended, piped};
use wick_tests::debugged::{self, Debugged, MARK};
use wick_tests::go::{peers, say_skipped};
use wick_tests::go_host::GoHost;
use wick_tests::plugins::Plugins;
use wick_tests::{timely, until};

const KEY: &str = "rustpeer";
const NOBODY: u32 = 65534;

/// An installed plugin, and the file by which the host finds the same one under a debugger.
struct Bench {
    plugins: Plugins,
    file: PathBuf,
    _directory: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let (directory, file) = debugged::file();
        Self {
            plugins: Plugins::of(&[&binary(KEY)]).await,
            file,
            _directory: directory,
        }
    }

    async fn open(&self, builder: HostBuilder) -> Host {
        self.plugins.open(builder.attach(KEY, &self.file)).await
    }

    async fn debugged(&self) -> Debugged {
        Debugged::start(&binary(KEY), &self.file).await
    }

    fn write(&self, content: &str) {
        fs::write(&self.file, content).unwrap();
        fs::set_permissions(&self.file, Permissions::from_mode(0o600)).unwrap();
    }
}

async fn call(host: &Host, operation: &str) -> Result<Value, CallError> {
    timely(host.call(KEY, operation, &Value::Null, &HashMap::new())).await
}

/// Whether the process that answers was started by hand.
async fn is_by_hand(host: &Host) -> bool {
    let names = call(host, "environment").await.unwrap();
    names.as_array().unwrap().contains(&json!(MARK))
}

fn state(host: &Host) -> State {
    host.status().connectors.remove(0).state
}

fn exists(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

#[tokio::test]
async fn calls_change_between_a_child_and_a_debugged_process_as_that_comes_and_goes() {
    let bench = Bench::new().await;
    let host = bench.open(Host::builder().warm([KEY])).await;
    assert_eq!(host.process_id(KEY), None, "it is not kept warm");
    assert!(!is_by_hand(&host).await);
    let child = host.process_id(KEY).unwrap();

    let mut debugged = bench.debugged().await;
    assert!(is_by_hand(&host).await);
    assert_eq!(host.process_id(KEY), Some(debugged.id()));
    let status = json!(host.status());
    assert_eq!(status["connectors"][0]["state"], "attached", "{status}");
    assert_eq!(status["connectors"][0]["pid"], debugged.id());
    // The child has nothing to do any more.
    until(|| !exists(child)).await;
    assert_eq!(host.status().pool.processes, 0);

    // It dies and leaves its file behind.
    debugged.end_by(Signal::KILL);
    assert!(bench.file.exists());
    assert!(!is_by_hand(&host).await);
    assert!(matches!(state(&host), State::Running { .. }));

    let mut debugged = bench.debugged().await;
    assert!(is_by_hand(&host).await);
    debugged.end_by(Signal::INT);
    assert!(!bench.file.exists());
    assert!(!is_by_hand(&host).await);
    let status = host.status().connectors.remove(0);
    assert_eq!(status.failures, 0, "{:?}", status.last_failure);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn calls_in_flight_end_where_they_began() {
    let bench = Bench::new().await;
    let host = bench.open(Host::builder()).await;
    let count = || Call::new("count", r#"{"to": 2}"#);
    let mut in_child = timely(host.stream(KEY, count())).await.unwrap();
    assert!(matches!(
        timely(in_child.next()).await,
        Ok(Some(Event::Data(_)))
    ));
    let child = host.process_id(KEY).unwrap();

    let debugged = bench.debugged().await;
    let mut in_debugged = timely(host.stream(KEY, count())).await.unwrap();
    assert!(matches!(
        timely(in_debugged.next()).await,
        Ok(Some(Event::Data(_)))
    ));
    assert_eq!(host.process_id(KEY), Some(debugged.id()));
    assert!(matches!(state(&host), State::Attached { in_flight: 1, .. }));

    // Without its file it takes no more calls, and ends what it has begun.
    let file = fs::read_to_string(&bench.file).unwrap();
    fs::remove_file(&bench.file).unwrap();
    assert!(call(&host, "release").await.is_ok());
    assert_eq!(host.process_id(KEY), Some(child));
    timely(in_child.collect(1 << 10)).await.unwrap();
    bench.write(&file);
    assert!(call(&host, "release").await.is_ok());
    timely(in_debugged.collect(1 << 10)).await.unwrap();
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn a_debugged_process_is_never_ended_by_the_host() {
    let bench = Bench::new().await;
    let mut debugged = bench.debugged().await;
    let host = bench.open(Host::builder()).await;
    let process = timely(host.start(KEY)).await.unwrap();
    assert_eq!(process, debugged.id());
    timely(host.stop(KEY)).await.unwrap();
    assert!(is_by_hand(&host).await);
    timely(host.shutdown()).await;
    let after = call(&host, "environment").await;
    assert!(matches!(after, Err(CallError::ShuttingDown)), "{after:?}");
    assert_eq!(host.process_id(KEY), None);
    drop(host);

    // A host that is dropped kills all of its own.
    let host = bench.open(Host::builder()).await;
    assert!(is_by_hand(&host).await);
    drop(host);
    assert!(debugged.is_running());
    let host = bench.open(Host::builder()).await;
    assert!(is_by_hand(&host).await);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn a_process_at_a_breakpoint_is_waited_for() {
    let bench = Bench::new().await;
    let debugged = bench.debugged().await;
    let host = bench.open(Host::builder()).await;
    assert!(is_by_hand(&host).await);
    debugged.signal(Signal::STOP);
    let known = tokio::spawn({
        let host = host.clone();
        async move { is_by_hand(&host).await }
    });
    // One that has to connect first can do so, too.
    let late = bench.open(Host::builder()).await;
    let new = tokio::spawn({
        let late = late.clone();
        async move { is_by_hand(&late).await }
    });
    for host in [&host, &late] {
        until(|| matches!(state(host), State::Attached { in_flight: 1, .. })).await;
    }
    assert!(!known.is_finished() && !new.is_finished());
    debugged.signal(Signal::CONT);
    assert!(timely(known).await.unwrap() && timely(new).await.unwrap());
    assert_eq!(host.status().pool.processes, 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_an_error_that_names_it_and_no_call() {
    let bench = Bench::new().await;
    let host = bench.open(Host::builder()).await;
    let good = r#"{"protocol":"grpc","protocol_version":1,"network":"unix","addr":"/x","pid":7}"#;
    let refusal = async || match call(&host, "environment").await.unwrap_err() {
        error @ CallError::Attach { .. } => {
            assert!(error.hint().is_some(), "{error}");
            let CallError::Attach { source, .. } = error else {
                unreachable!()
            };
            assert!(
                source.to_string().contains(bench.file.to_str().unwrap()),
                "{source}"
            );
            source
        }
        other => panic!("{other}"),
    };
    for (content, expected) in [
        (String::new(), "not what a plugin writes"),
        (good.replace("unix", "pigeon"), "unknown kind of network"),
        (
            good.replace("unix", "tcp").replace("/x", "192.0.2.1:1"),
            "not on this machine",
        ),
    ] {
        bench.write(&content);
        let AttachError::File { source, .. } = refusal().await else {
            panic!("{content}")
        };
        assert!(source.to_string().contains(expected), "{source}");
    }
    bench.write(good);
    fs::set_permissions(&bench.file, Permissions::from_mode(0o620)).unwrap();
    assert!(matches!(refusal().await, AttachError::Unreadable { .. }));
    fs::remove_file(&bench.file).unwrap();
    fs::create_dir(&bench.file).unwrap();
    assert!(matches!(refusal().await, AttachError::Unreadable { .. }));
    assert_eq!(host.process_id(KEY), None, "nothing was started");
}

#[tokio::test]
async fn where_nobody_answers_the_plugin_is_started() {
    let bench = Bench::new().await;
    let mut ended = std::process::Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let own = std::process::id();
    for (network, address, pid) in [
        ("unix", "/nowhere/socket", own),
        ("unixpacket", "/nowhere/socket", own),
        ("tcp4", "127.0.0.1:1", own),
        ("tcp", "127.0.0.1:1", ended.id()),
    ] {
        bench.write(
            &json!({
                "protocol": "grpc", "protocol_version": 1, "network": network, "addr": address, "pid": pid,
            })
            .to_string(),
        );
        let host = bench.open(Host::builder()).await;
        assert!(!is_by_hand(&host).await);
        timely(host.shutdown()).await;
    }
}

#[tokio::test]
async fn what_belongs_to_another_user_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return say_skipped("only root can make files and processes of other users");
    }
    let bench = Bench::new().await;
    let host = bench.open(Host::builder()).await;
    bench.write("{}");
    chown(&bench.file, Some(NOBODY), None).unwrap();
    let error = call(&host, "environment").await.unwrap_err();
    let CallError::Attach { source, .. } = error else {
        panic!("{error}")
    };
    assert!(matches!(source, AttachError::Unreadable { .. }), "{source}");

    // A file of this user's that names another's socket.
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
    let program = place.path().join(KEY);
    fs::copy(binary(KEY), &program).unwrap();
    let own = place.path().join("own");
    fs::create_dir(&own).unwrap();
    chown(&own, Some(NOBODY), None).unwrap();
    let written = own.join("reattach.json");
    let _stranger = Debugged::spawn(&program, &written, |command| {
        command.uid(NOBODY).env("TMPDIR", &own);
    });
    until(|| written.exists()).await;
    fs::remove_file(&bench.file).unwrap();
    bench.write(&fs::read_to_string(&written).unwrap());
    let error = call(&host, "environment").await.unwrap_err();
    let CallError::Attach { source, .. } = error else {
        panic!("{error}")
    };
    let user = NOBODY;
    assert!(
        matches!(&source, AttachError::Stranger { user: found, .. } if *found == user),
        "{source}"
    );
}

#[tokio::test]
async fn a_policy_that_requires_signatures_forbids_it_unless_the_program_says_otherwise() {
    let key = SigningKey::generate().unwrap();
    let bench = Bench {
        plugins: Plugins::of(&[]).await,
        ..Bench::new().await
    };
    bench.plugins.add(&binary(KEY), Some(&key)).await;
    let _debugged = bench.debugged().await;
    let strict = || {
        let policy = TrustPolicy::default().trusting(key.verifying_key());
        Host::builder().trust(policy.with_signature(wick_host::SignatureRequirement::Required))
    };
    let host = bench.open(strict()).await;
    let error = call(&host, "environment").await.unwrap_err();
    assert!(
        error.hint().unwrap().contains("WICK_PLUGIN_REATTACH"),
        "{error}"
    );
    let CallError::Attach { source, .. } = error else {
        panic!("{error}")
    };
    assert!(matches!(source, AttachError::Policy { .. }), "{source}");
    assert_eq!(host.process_id(KEY), None);

    let host = bench.open(strict().attach_despite_policy()).await;
    assert!(is_by_hand(&host).await);
}

#[tokio::test]
async fn the_environment_says_what_to_attach_to() {
    let place = tempfile::tempdir().unwrap();
    let plugins = Plugins::of(&[&binary(KEY)]).await;
    fs::create_dir(place.path().join("bin")).unwrap();
    let usual = place.path().join("bin/plugin-rustpeer.reattach.json");
    let other = place.path().join("other.json");
    let open = async |variables: &[(&str, String)]| {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        plugins
            .open(HostBuilder::from_environment(lookup).unwrap())
            .await
    };
    let root = ("WICK_DEV_REPO_ROOT", place.path().display().to_string());
    let debug = ("WICK_DEBUG_PLUGIN", KEY.to_owned());
    let files = ("WICK_PLUGIN_REATTACH", format!("{KEY}={}", other.display()));
    let one = Debugged::start(&binary(KEY), &usual).await;
    let two = Debugged::start(&binary(KEY), &other).await;
    for (variables, process) in [
        (vec![root.clone(), debug.clone()], one.id()),
        (vec![files.clone()], two.id()),
        // What names a file counts for more, as in the reference.
        (vec![root.clone(), debug, files], two.id()),
    ] {
        let host = open(&variables).await;
        assert_eq!(timely(host.start(KEY)).await.unwrap(), process);
    }
    let host = open(&[root]).await;
    let child = timely(host.start(KEY)).await.unwrap();
    assert!(![one.id(), two.id()].contains(&child));
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn a_go_plugin_under_a_debugger_is_attached_to() {
    let Some(peers) = peers() else { return };
    let plugin = peers.program("plugin");
    let plugins = Plugins::of(&[&plugin]).await;
    let (_directory, file) = debugged::file();
    let host = plugins.open(Host::builder().attach("gopeer", &file)).await;
    let echo = async |host: &Host| {
        let settings = HashMap::new();
        let call = host.call("gopeer", "env", &Value::Null, &settings);
        let names = timely(call).await.unwrap()["names"].clone();
        names.as_array().unwrap().contains(&json!(MARK))
    };
    let mut debugged = Debugged::start(&plugin, &file).await;
    assert!(echo(&host).await);
    assert_eq!(host.process_id("gopeer"), Some(debugged.id()));
    debugged.end_by(Signal::INT);
    assert!(!echo(&host).await);
    let mut debugged = Debugged::start(&plugin, &file).await;
    assert!(echo(&host).await);
    timely(host.shutdown()).await;
    assert!(debugged.is_running());
}

#[tokio::test]
async fn the_go_host_attaches_to_our_plugin_and_leaves_it_alone() {
    let Some(peers) = peers() else { return };
    let (_directory, file) = debugged::file();
    let mut debugged = Debugged::start(&binary(KEY), &file).await;
    for _ in 0..2 {
        let mut host = GoHost::with(peers, &file, |command| {
            command.arg("-reattach");
        });
        host.expect(json!({"do": "start"}));
        let reply = host.call("environment", json!({}), json!({}));
        assert!(reply["data"].as_str().unwrap().contains(MARK), "{reply}");
        host.expect(json!({"do": "kill"}));
    }
    assert!(debugged.is_running());
    debugged.end_by(Signal::TERM);
    assert!(!file.exists());
}

#[tokio::test]
async fn the_command_talks_to_a_debugged_process_and_says_so() {
    let place = Place::new();
    place.install(KEY);
    let (_directory, file) = debugged::file();
    let mut debugged = Debugged::start(&binary(KEY), &file).await;
    let files = format!("{KEY}={}", file.display());
    let wick = |arguments: &[&str]| {
        let mut command = place.wick();
        command.env("WICK_PLUGIN_REATTACH", &files).args(arguments);
        ended(&mut command)
    };
    let called = wick(&["call", KEY, "environment", "--json"]);
    assert!(called.output().contains(MARK), "{called:#?}");
    assert!(
        called.stderr.contains("attached to a process"),
        "{called:#?}"
    );
    assert!(
        called.stderr.contains(&debugged.id().to_string()),
        "{called:#?}"
    );

    let doctor = wick(&["doctor", KEY]);
    let process = format!("process {}", debugged.id());
    assert!(doctor.output().contains("ok      attached"), "{doctor:#?}");
    assert!(doctor.output().contains(&process), "{doctor:#?}");

    // A host that is killed ends all of its own, too.
    let mut killed = place.wick();
    killed.env("WICK_PLUGIN_REATTACH", &files);
    let mut killed = piped(killed.args(["call", KEY, "slow"])).spawn().unwrap();
    let mut said = String::new();
    let mut stderr = BufReader::new(killed.stderr.take().unwrap());
    stderr.read_line(&mut said).unwrap();
    assert!(said.contains("attached to a process"), "{said}");
    killed.kill().unwrap();
    killed.wait().unwrap();
    wick(&["call", KEY, "wait_for_dropped", "--arg", "calls=0"]).output();
    assert!(debugged.is_running());

    let key = place.path("key");
    let public = place.run(["keygen".as_ref(), key.as_os_str()]);
    let directory = place.path("data/plugins/connectors").join(KEY);
    let signed = place.run([
        "sign".as_ref(),
        directory.as_os_str(),
        "--key".as_ref(),
        key.as_os_str(),
    ]);
    signed.output();
    let trusted = public.output().trim();
    let strict = wick(&[
        "call",
        KEY,
        "environment",
        "--require-signature",
        "--trust",
        trusted,
    ]);
    assert!(
        strict.error(3).contains("policy requires signatures"),
        "{strict:#?}"
    );
    assert!(debugged.is_running());

    debugged.end_by(Signal::KILL);
    let called = wick(&["call", KEY, "environment", "--json"]);
    assert!(!called.output().contains(MARK), "{called:#?}");
    assert!(
        called.stderr.contains("nothing to attach to"),
        "{called:#?}"
    );
    let doctor = wick(&["doctor", KEY]);
    assert!(doctor.output().contains("ok      starts"), "{doctor:#?}");

    fs::write(&file, "{}").unwrap();
    let called = wick(&["call", KEY, "environment", "--json"]);
    let error = called.json_error(3);
    assert!(error["hint"].is_string(), "{error}");
    let doctor = wick(&["doctor", KEY]);
    doctor.error(4);
    assert!(doctor.stdout.contains("[attach]"), "{doctor:#?}");
}
