//! Files that have no end, or none in sight.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use serde_json::json;
use wick_host::{CallError, Host, MAX_BINARY_BYTES, Problem, StartCause, VerifyError};
use wick_tests::cargo::binary;
use wick_tests::plugins::Plugins;
use wick_tests::timely;

/// More than a machine hashes in an hour; as a sparse file, nothing on the disk.
const ENDLESS: u64 = 8 << 40;

fn make_endless(path: &Path) {
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(ENDLESS)
        .unwrap();
}

/// A copy of the plugin of one directory, under another key.
fn copy(plugins: &Plugins, from: &str, to: &str) -> std::path::PathBuf {
    let [from, to] = [from, to].map(|name| plugins.path().join(name));
    let copied = Command::new("cp").arg("-r").arg(&from).arg(&to).status();
    assert!(copied.unwrap().success());
    let manifest = to.join("plugin.json");
    let mut text: serde_json::Value =
        serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    text["module"]["Meta"]["Key"] = json!(to.file_name().unwrap().to_str());
    fs::write(&manifest, text.to_string()).unwrap();
    to
}

/// R7: each costs itself only: the host opens, names it, and serves the others.
#[tokio::test]
async fn a_host_opens_whatever_the_size_and_kind_of_files() {
    let plugins = Plugins::of(&[&binary("rustpeer")]).await;
    make_endless(&copy(&plugins, "rustpeer", "huge_entry").join("rustpeer"));
    make_endless(&copy(&plugins, "rustpeer", "huge_manifest").join("plugin.json"));
    for (key, made) in [
        ("pipe_entry", "rm \"$1\" && mkfifo \"$1\""),
        ("device_entry", "ln -sf /dev/zero \"$1\""),
        ("directory_entry", "rm \"$1\" && mkdir \"$1\""),
    ] {
        let entry = copy(&plugins, "rustpeer", key).join("rustpeer");
        let shell = Command::new("sh")
            .args(["-c", made, "sh"])
            .arg(&entry)
            .status();
        assert!(shell.unwrap().success());
    }
    let host = timely(Host::builder().open(plugins.path())).await.unwrap();
    let problems: Vec<_> = host.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 5, "{problems:#?}");
    let too_large = host.problems().iter().any(|problem| match problem {
        Problem::Verify(VerifyError::Unreadable { source, .. }) => {
            source.to_string().contains(&MAX_BINARY_BYTES.to_string())
        }
        _ => false,
    });
    assert!(too_large, "{problems:#?}");
    let (arguments, settings) = (json!({}), std::collections::HashMap::new());
    let answer = host.call("rustpeer", "made", &arguments, &settings);
    assert_eq!(timely(answer).await.unwrap(), json!(0));
    timely(host.shutdown()).await;
}

/// R7: one that grows after it was verified is not hashed to its end, and not copied.
#[tokio::test]
async fn a_binary_that_grew_without_end_is_refused_at_once() {
    for execution in [
        wick_host::Execution::Descriptor,
        wick_host::Execution::PrivateCopy,
    ] {
        let plugins = Plugins::of(&[&binary("rustpeer")]).await;
        let copies = tempfile::tempdir().unwrap();
        let builder = Host::builder()
            .execution(execution)
            .copies_directory(copies.path().join("copies"));
        let host = plugins.open(builder).await;
        make_endless(&plugins.path().join("rustpeer/rustpeer"));
        let Err(CallError::Start(error)) = timely(host.start("rustpeer")).await else {
            panic!("it runs")
        };
        assert!(matches!(error.cause, StartCause::Changed), "{error:?}");
    }
}

/// R7: so it is for the commands that hash a binary.
#[test]
fn commands_refuse_a_binary_without_end() {
    let place = wick_tests::command::Place::new();
    let directory = place.install("rustpeer");
    make_endless(&directory.join("rustpeer"));
    let directory = directory.to_str().unwrap();
    let key = place.path("key");
    place.run(["keygen", "--out", key.to_str().unwrap()]);
    for arguments in [
        vec!["verify", directory],
        vec!["call", "rustpeer", "made"],
        vec!["doctor", directory],
        vec!["pack", &format!("{directory}/rustpeer")],
        vec!["install", directory],
        vec!["sign", directory, "--key", key.to_str().unwrap()],
    ] {
        let ended = place.run(&arguments);
        assert_ne!(ended.code, 0, "{arguments:?}: {ended:?}");
    }
}
