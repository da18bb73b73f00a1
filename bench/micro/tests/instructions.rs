//! No subject takes more instructions, or asks for memory more often, than the committed baseline says, but for
//! a few per cent. [`wick_micro::count`] tells what is counted and why that is the same on all machines.
//!
//! After a change that is worth more, or that saves some:
//! `WICK_WRITE_BASELINE=1 cargo test --workspace --all-features --test instructions`.

use std::io::Write as _;
use std::path::Path;

use wick_micro::{Baseline, Cost, SUBJECTS, count, regressions};

#[test]
fn no_subject_costs_more_than_it_did() {
    if let Some(obstacle) = count::obstacle() {
        assert!(
            std::env::var_os("CI").is_none() || !obstacle.contains("valgrind"),
            "{obstacle}, and in CI it must be"
        );
        // Past the test harness, which swallows what `eprintln!` prints.
        writeln!(
            std::io::stderr(),
            "SKIPPED: {obstacle}: no instructions are counted"
        )
        .unwrap();
        return;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_wick-micro"));
    let counted: Baseline = SUBJECTS
        .iter()
        .map(|(name, _)| ((*name).to_owned(), count::cost(program, name).unwrap()))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json");
    if std::env::var_os("WICK_WRITE_BASELINE").is_some() {
        let text = serde_json::to_string_pretty(&counted).unwrap();
        std::fs::write(&path, text + "\n").unwrap();
        return;
    }
    let baseline: Baseline = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let worse = regressions(&baseline, &counted);
    assert!(
        worse.is_empty(),
        "{worse:#?}\nif that is worth it: WICK_WRITE_BASELINE=1 cargo test --workspace --all-features \
         --test instructions"
    );
    // The guard itself: had each subject cost a twentieth less before, each would have failed.
    let before = |cost: &Cost| Cost {
        instructions: cost.instructions * 19 / 20,
        ..*cost
    };
    let better: Baseline = counted
        .iter()
        .map(|(name, cost)| (name.clone(), before(cost)))
        .collect();
    assert_eq!(regressions(&better, &counted).len(), SUBJECTS.len());
}
