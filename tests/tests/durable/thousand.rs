//! A thousand installed connectors.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;
use wick_proto::Digest;

use crate::shop::Shop;
use crate::strace;

/// Installs connectors that leave a mark if anybody starts them.
fn install(shop: &Shop, count: usize) {
    let mark = shop.place.path("started");
    let script = format!("#!/bin/sh\necho $0 >> '{}'\n", mark.display());
    let digest = Digest::of(script.as_bytes()).to_string();
    for number in 0..count {
        let key = format!("connector_{number}");
        let directory = shop.plugins().join(&key);
        fs::create_dir_all(&directory).unwrap();
        let binary = directory.join(&key);
        fs::write(&binary, &script).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        let manifest = json!({
            "key": key,
            "version": "1.0.0",
            "kind": "connector",
            "proto_version": 1,
            "os_arch": [wick_proto::Platform::current().to_string()],
            "sha256": digest,
            "module": {"Meta": {"Key": key, "Name": key}},
        });
        fs::write(directory.join("plugin.json"), manifest.to_string()).unwrap();
    }
}

fn list(shop: &Shop) -> Command {
    let mut command = shop.place.wick();
    command.args(["list", "--json"]);
    command
}

/// The instructions that it takes to list what is installed, where they can be counted.
fn instructions(shop: &Shop) -> Option<u64> {
    let list = list(shop);
    let mut counted = Command::new("valgrind");
    counted
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(list.get_program())
        .args(list.get_args());
    for (name, value) in list.get_envs() {
        match value {
            Some(value) => counted.env(name, value),
            None => counted.env_remove(name),
        };
    }
    let output = counted.output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let (_, rest) = text.split_once("Collected : ")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[test]
fn listing_twice_as_many_connectors_takes_twice_the_work() {
    let shop = Shop::of_scripts();
    let mut counts = Vec::new();
    for count in [25, 50, 100] {
        install(&shop, count);
        let Some(counted) = instructions(&shop) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "valgrind is missing, and in CI it must not be"
            );
            // Past the test harness, which swallows what `eprintln!` prints.
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: valgrind is not installed: no instructions are counted"
            );
            return;
        };
        counts.push(counted);
    }
    // The start of the command is in all of them and falls out. Each step adds twice as many as the one before: what
    // grows with the square would take four times as many instructions.
    let (first, second) = (counts[1] - counts[0], counts[2] - counts[1]);
    println!("25 more connectors take {first} instructions, 50 more {second}");
    assert!(second < first * 3, "{counts:?}");
}

#[test]
fn listing_a_thousand_connectors_starts_none_and_takes_a_thousand_times_the_work_of_one() {
    let shop = Shop::of_scripts();
    install(&shop, 500);
    let half = strace::is_there().then(|| strace::calls(&list(&shop)));
    install(&shop, 1000);
    let listed = shop.place.run(["list", "--json"]).json();
    assert_eq!(listed["plugins"].as_array().unwrap().len(), 1000);
    assert_eq!(listed["problems"], json!([]));
    assert!(
        !shop.place.path("started").exists(),
        "something was started"
    );
    let Some(half) = half else { return };

    let whole = strace::calls(&list(&shop));
    let processes: u64 = ["execve", "execveat", "fork", "vfork"]
        .iter()
        .filter_map(|name| whole.get(*name))
        .sum();
    assert_eq!(processes, 1, "only wick itself is executed: {whole:?}");
    let total = |calls: &std::collections::BTreeMap<String, u64>| calls.values().sum::<u64>();
    let (half, whole) = (total(&half), total(&whole));
    println!("500 connectors take {half} system calls, 1000 take {whole}");
    assert!(
        whole < half * 2 + half / 4,
        "{half} and {whole} system calls"
    );
}
