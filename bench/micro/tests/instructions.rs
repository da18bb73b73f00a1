//! No subject takes more instructions than the committed baseline says, but for a few per cent.
//!
//! After a change that is worth more instructions, or that saves some:
//! `WICK_WRITE_BASELINE=1 cargo test -p wick-micro --test instructions`.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use wick_micro::SUBJECTS;

/// What hash seeds and allocators may add.
const TOLERANCE: f64 = 0.03;

/// More of them make the rest of the process matter less.
const FEW: u32 = 50;
const MANY: u32 = 150;

#[test]
fn no_subject_takes_more_instructions_than_it_did() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "valgrind is missing, and in CI it must not be"
        );
        // Past the test harness, which swallows what `eprintln!` prints.
        writeln!(
            std::io::stderr(),
            "SKIPPED: valgrind is not installed: no instructions are counted"
        )
        .unwrap();
        return;
    }
    let counted: BTreeMap<_, _> = SUBJECTS
        .iter()
        .map(|(name, _)| (*name, per_run(name)))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json");
    if std::env::var_os("WICK_WRITE_BASELINE").is_some() {
        let text = serde_json::to_string_pretty(&counted).unwrap();
        std::fs::write(&path, text + "\n").unwrap();
        return;
    }
    let baseline: BTreeMap<String, u64> =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let mut worse = Vec::new();
    for (name, count) in counted {
        let before = baseline.get(name).copied().unwrap_or_default();
        if count as f64 > before as f64 * (1.0 + TOLERANCE) {
            worse.push(format!(
                "{name}: {count} instructions, and {before} in the baseline"
            ));
        }
    }
    assert!(
        worse.is_empty(),
        "{worse:#?}\nif that is worth it: WICK_WRITE_BASELINE=1 cargo test -p wick-micro --test instructions"
    );
}

/// Instructions of one run: the start of the process is in both counts and falls out.
fn per_run(name: &str) -> u64 {
    (instructions(name, MANY) - instructions(name, FEW)) / u64::from(MANY - FEW)
}

fn instructions(name: &str, times: u32) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_wick-micro"))
        .args([name, &times.to_string()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {text}");
    let (_, rest) = text.split_once("Collected : ").unwrap();
    rest.split_whitespace().next().unwrap().parse().unwrap()
}
