//! `wick doctor` on real plugins, well and ill.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use wick_host::diagnose::Finding;
use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place, ended, repository};
use wick_tests::go::say_skipped;

/// Which tests provoke a finding with a real process, here or in `wick-host/tests/it/diagnosis.rs`.
const PROVOKED: [(Finding, &[&str]); 25] = [
    (
        Finding::WrongArchitecture,
        &["a_program_for_another_machine_is_found"],
    ),
    (
        Finding::NotExecutable,
        &["a_binary_that_nobody_may_execute_is_found"],
    ),
    (
        Finding::NoExecMount,
        &[
            "a_file_system_that_executes_nothing_is_found",
            "call_and_doctor_give_one_diagnosis",
        ],
    ),
    (
        Finding::MissingLoader,
        &[
            "a_missing_loader_is_named",
            "what_keeps_a_real_plugin_from_starting_is_said_with_what_to_do",
        ],
    ),
    (
        Finding::MissingInterpreter,
        &["a_missing_interpreter_is_found"],
    ),
    (Finding::MissingLibrary, &["a_missing_library_is_named"]),
    (
        Finding::OldCLibrary,
        &["a_c_library_that_is_too_old_is_found"],
    ),
    (Finding::Busy, &["a_binary_that_is_being_written_is_found"]),
    (Finding::Changed, &["a_binary_that_was_changed_is_found"]),
    (
        Finding::PrintedFirst,
        &[
            "what_was_printed_before_the_handshake_is_shown",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Handshake,
        &[
            "a_handshake_that_lies_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Protocol,
        &[
            "another_version_of_the_protocol_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Cookie,
        &[
            "a_plugin_of_another_kind_of_host_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Exited,
        &[
            "the_exit_code_and_the_last_words_are_told",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Killed,
        &[
            "the_signal_is_told_with_what_it_means",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Silent,
        &[
            "a_plugin_that_says_nothing_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Unreachable,
        &[
            "a_plugin_that_does_not_listen_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::Certificate,
        &[
            "a_plugin_without_a_certificate_is_found",
            "each_fault_of_a_plugin_has_its_finding",
        ],
    ),
    (
        Finding::SocketPath,
        &[
            "a_place_that_is_too_deep_for_sockets_is_found",
            "a_directory_for_sockets_that_is_too_deep_is_found",
        ],
    ),
    (
        Finding::NotServing,
        &["each_fault_of_a_plugin_has_its_finding"],
    ),
    (
        Finding::NoResources,
        &["a_system_without_room_is_found_whatever_it_refuses"],
    ),
    (Finding::NoSpace, &["call_and_doctor_give_one_diagnosis"]),
    (
        Finding::NotWritable,
        &[
            "a_directory_of_copies_that_is_open_to_others_is_found",
            "call_and_doctor_give_one_diagnosis",
        ],
    ),
    (
        Finding::NoNullDevice,
        &["call_and_doctor_give_one_diagnosis"],
    ),
    (Finding::Unknown, &["what_has_no_name_is_told_as_it_is"]),
];

/// Replaces every `from` in a binary, and has the manifest say that this is the one.
fn patch(directory: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let binary = directory.join("echo");
    let mut bytes = fs::read(&binary).unwrap();
    let starts: Vec<usize> = (0..bytes.len() - from.len())
        .filter(|start| bytes[*start..].starts_with(from))
        .collect();
    assert!(!starts.is_empty());
    for start in starts {
        bytes[start..start + to.len()].copy_from_slice(to);
    }
    fs::write(&binary, &bytes).unwrap();
    let path = directory.join("plugin.json");
    let manifest = fs::read_to_string(&path).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    manifest["sha256"] = wick_proto::Digest::of(&bytes).to_string().into();
    fs::write(&path, manifest.to_string()).unwrap();
}

/// Installs the plugin that misbehaves as this script has it do.
fn install_script(place: &Place, body: &str) -> PathBuf {
    let faulty = binary("faultyplugin");
    let script = format!(
        "#!/bin/sh\n[ $# -gt 0 ] && exec '{0}' \"$@\"\nFAULTY='{0}'\n{body}\n",
        faulty.display()
    );
    let script = place.write("faulty", &script);
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    let plugins = place.path("data/plugins/connectors");
    let packed = place.run([
        "pack".as_ref(),
        script.as_os_str(),
        "--out".as_ref(),
        plugins.as_os_str(),
    ]);
    packed.output();
    plugins.join("faulty")
}

/// The checks of the one plugin.
fn checks(ended: &Ended) -> Vec<Value> {
    let told: Value =
        serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:#?}"));
    told["plugins"][0]["checks"].as_array().unwrap().clone()
}

/// What was found wrong, by the last check.
#[track_caller]
fn assert_found(ended: &Ended, finding: Finding) {
    ended.error(4);
    let last = checks(ended).pop().unwrap();
    assert_eq!(last["finding"], finding.name(), "{ended:#?}");
    assert!(!last["message"].as_str().unwrap().is_empty(), "{last}");
    assert!(!last["remedy"].as_str().unwrap().is_empty(), "{last}");
}

#[test]
fn a_plugin_that_is_well_passes_every_step() {
    let place = Place::new();
    place.install("echo");
    let text = place.run(["doctor"]);
    for step in ["found", "verified", "starts", "answers", "manifest"] {
        assert!(
            text.output().contains(&format!("ok      {step}")),
            "{text:#?}"
        );
    }
    let json = place.run(["doctor", "echo", "--json"]).json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["plugins"][0]["checks"].as_array().unwrap().len(), 5);
    assert!(place.plugins_running().is_empty());
}

#[test]
fn what_keeps_a_real_plugin_from_starting_is_said_with_what_to_do() {
    let place = Place::new();
    let directory = place.install("echo");
    patch(
        &directory,
        b"/lib64/ld-linux-x86-64.so.2",
        b"/lib64/ld-nowhere-86-64.so2",
    );
    let ended = place.run(["doctor", "echo"]);
    assert!(ended.error(4).contains("1 of the plugins"), "{ended:#?}");
    assert!(
        ended.stdout.contains("/lib64/ld-nowhere-86-64.so2"),
        "{ended:#?}"
    );
    assert!(ended.stdout.contains("[missing-loader]"), "{ended:#?}");
    assert!(ended.stdout.contains("do this"), "{ended:#?}");

    let json = place.run(["doctor", "echo", "--json"]);
    assert_found(&json, Finding::MissingLoader);
}

#[test]
fn each_fault_of_a_plugin_has_its_finding() {
    let faults = [
        ("garbage", Finding::PrintedFirst),
        ("lie_network", Finding::Handshake),
        ("lie_version", Finding::Protocol),
        ("exit", Finding::Exited),
        ("lie_address", Finding::Unreachable),
        ("no_certificate", Finding::Certificate),
        ("not_serving", Finding::NotServing),
    ];
    let faults = faults.map(|(fault, finding)| {
        let body = format!("FAULT={fault} exec \"$FAULTY\"");
        (body, "10s", finding)
    });
    let others = [
        ("FAULT=hang exec \"$FAULTY\"", "300ms", Finding::Silent),
        // A launcher that drops the environment.
        (
            "exec env -i FAULT=author \"$FAULTY\"",
            "10s",
            Finding::Cookie,
        ),
        ("kill -9 $$", "10s", Finding::Killed),
    ];
    let others = others.map(|(body, limit, finding)| (body.to_owned(), limit, finding));
    for (body, limit, finding) in faults.into_iter().chain(others) {
        let place = Place::new();
        install_script(&place, &body);
        let ended = place.run(["doctor", "faulty", "--json", "--timeout", limit]);
        assert_found(&ended, finding);
    }
}

#[test]
fn a_plugin_that_starts_and_does_not_say_what_it_is_is_found() {
    let place = Place::new();
    install_script(&place, "FAULT=garbage_in_call exec \"$FAULTY\"");
    let ended = place.run(["doctor", "faulty"]);
    ended.error(4);
    assert!(ended.stdout.contains("ok      starts"), "{ended:#?}");
    assert!(ended.stdout.contains("[no-answer]"), "{ended:#?}");
}

#[test]
fn a_directory_for_sockets_that_is_too_deep_is_found() {
    let place = Place::new();
    place.install("echo");
    let mut wick = place.wick();
    wick.env("WICK_PLUGIN_SOCKET_DIR", place.path(&"deep".repeat(40)));
    let ended = ended(wick.args(["doctor", "echo", "--json"]));
    assert_found(&ended, Finding::SocketPath);
}

#[test]
fn a_file_system_that_executes_nothing_is_found() {
    let place = Place::new();
    place.install("echo");
    let plugins = place.path("data/plugins/connectors");
    let other = place.path("elsewhere");
    fs::create_dir(&other).unwrap();
    // In a namespace of its own, where the mount goes with the process.
    let mounted = |then: &str| {
        let mut shell = Command::new("unshare");
        shell.args(["--map-root-user", "--mount", "sh", "-ec"]);
        shell.arg(format!(
            "mount -t tmpfs -o noexec none '{}'; {then}",
            other.display()
        ));
        shell
    };
    let tried = mounted("true").stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return say_skipped("no mount namespaces here: no-exec-mount is NOT provoked");
    }
    let wick = place.wick();
    let mut doctor = mounted(&format!(
        "cp -r '{}'/echo '{}'; exec '{}' doctor '{1}/echo' --json",
        plugins.display(),
        other.display(),
        binary("wick").display()
    ));
    doctor.envs(
        wick.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let ended = ended(&mut doctor);
    assert_found(&ended, Finding::NoExecMount);
}

/// Row F6: what is lacking, by a shell command that takes it away in a namespace of its own, with `$DATA` and `$PLUGINS`.
#[test]
fn call_and_doctor_give_one_diagnosis() {
    let place = Place::new();
    let plugins = place.install("echo").parent().unwrap().to_owned();
    let data = place.path("other-data");
    fs::create_dir(&data).unwrap();
    let lacking = |script: &str, arguments: &[&str]| {
        let wick = place.wick();
        let mut shell = Command::new("unshare");
        shell.args(["--map-root-user", "--mount", "sh", "-ec"]);
        shell
            .arg(format!("{script}\nexec \"$0\" \"$@\""))
            .arg(binary("wick"));
        shell.args(arguments).arg("--json");
        shell.envs(
            wick.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        shell.env("WICK_DATA_DIR", &data).env("DATA", &data);
        shell
            .env("WICK_PLUGINS_DIR", &plugins)
            .env("PLUGINS", &plugins);
        shell
    };
    if !lacking(":", &["list"])
        .output()
        .is_ok_and(|ended| ended.status.success())
    {
        return say_skipped("no mount namespaces here: what the system lacks is NOT provoked");
    }
    for (script, finding) in [
        ("mount -t tmpfs none /dev", Finding::NoNullDevice),
        (
            "mount -t tmpfs -o size=64k none \"$DATA\"; chmod 700 \"$DATA\"; cat /dev/zero 2>&- >\"$DATA/full\" || true",
            Finding::NoSpace,
        ),
        (
            "mount -t tmpfs -o ro,mode=700 none \"$DATA\"",
            Finding::NotWritable,
        ),
        (
            "cp -r \"$PLUGINS\" \"$DATA/plugins\"; mount -t tmpfs -o noexec none \"$PLUGINS\"; \
             cp -r \"$DATA\"/plugins/* \"$PLUGINS\"",
            Finding::NoExecMount,
        ),
    ] {
        let called = ended(&mut lacking(
            script,
            &["call", "echo", "say", "--arg", "words=x"],
        ));
        let told: Value = serde_json::from_str(called.stderr.lines().last().unwrap()).unwrap();
        let doctor = ended(&mut lacking(script, &["doctor", "echo"]));
        assert_found(&doctor, finding);
        let last = checks(&doctor).pop().unwrap();
        assert_eq!(told["error"]["finding"], finding.name(), "{called:#?}");
        assert_eq!(told["error"]["hint"], last["remedy"], "{called:#?}");
        let _ = fs::remove_dir_all(data.join("plugins"));
    }
}

#[test]
fn a_system_without_room_is_found_whatever_it_refuses() {
    let place = Place::new();
    place.install("echo");
    let mut found = Vec::new();
    // Where it meets the limit differs from one to the next, until there is room enough.
    for files in 8..100 {
        let wick = place.wick();
        let mut shell = Command::new("sh");
        let wick_path = binary("wick");
        shell.args(["-c", "ulimit -n \"$0\"; exec \"$@\"", &files.to_string()]);
        shell
            .arg(wick_path)
            .args(["doctor", "echo", "--json", "--timeout", "3s"]);
        shell.envs(
            wick.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let ended = ended(&mut shell);
        if ended.code == 0 {
            break;
        }
        assert!([4, 8].contains(&ended.code), "{files}: {ended:#?}");
        if let Ok(told) = serde_json::from_str::<Value>(&ended.stdout)
            && let Some(last) = told["plugins"][0]["checks"].as_array().unwrap().last()
            && last["check"] == "starts"
            && last["ok"] == false
        {
            found.push((files, last["finding"].as_str().unwrap().to_owned()));
        }
    }
    // A slow machine gives up waiting for the plugin.
    found.retain(|(_, name)| name != Finding::Silent.name());
    assert!(!found.is_empty(), "no start met the limit");
    let expected = Finding::NoResources.name();
    assert!(found.iter().all(|(_, name)| name == expected), "{found:?}");
}

#[test]
fn a_manifest_of_another_build_is_noticed() {
    let place = Place::new();
    let directory = place.install("echo");
    let path = directory.join("plugin.json");
    let manifest = fs::read_to_string(&path).unwrap();
    let changed = manifest.replacen("\"Key\": \"say\"", "\"Key\": \"shout\"", 1);
    assert_ne!(manifest, changed);
    fs::write(&path, changed).unwrap();
    let ended = place.run(["doctor", "echo"]);
    ended.error(4);
    assert!(ended.stdout.contains("[manifest-differs]"), "{ended:#?}");
}

#[test]
fn a_tampered_plugin_is_not_started() {
    let place = Place::new();
    let directory = place.install("echo");
    fs::write(directory.join("echo"), "#!/bin/sh\ntouch started\n").unwrap();
    let ended = place.run(["doctor", "echo"]);
    ended.error(4);
    assert!(ended.stdout.contains("[refused]"), "{ended:#?}");
    assert!(!place.path("started").exists());
}

#[test]
fn every_finding_is_explained_once_and_provoked() {
    let page = fs::read_to_string(repository("docs/operating.md")).unwrap();
    let explained: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(name, _)| name)
        .collect();
    let names: Vec<_> = Finding::ALL.iter().map(|finding| finding.name()).collect();
    assert_eq!(explained, names, "docs/operating.md and the enum, in order");
    let provoked: Vec<_> = PROVOKED.iter().map(|(finding, _)| *finding).collect();
    assert_eq!(provoked, Finding::ALL);

    let sources = [
        "tests/tests/command_doctor.rs",
        "wick-host/tests/it/diagnosis.rs",
    ];
    let sources = sources.map(|path| fs::read_to_string(repository(path)).unwrap());
    for (finding, tests) in PROVOKED {
        for test in tests {
            let begin = format!("fn {test}()");
            let body = sources.iter().find_map(|source| {
                let (_, rest) = source.split_once(&begin)?;
                Some(rest.split_once("\n}\n")?.0)
            });
            let body = body.unwrap_or_else(|| panic!("there is no test {test}"));
            let named = format!("Finding::{finding:?}");
            assert!(body.contains(&named), "{test} does not look for {named}");
        }
    }
}
