//! How long each takes: `cargo bench -p wick-micro`.

use divan::Bencher;
use wick_micro::SUBJECTS;

fn main() {
    divan::main();
}

#[divan::bench(args = SUBJECTS.map(|(name, _)| name))]
fn micro(bencher: Bencher<'_, '_>, name: &str) {
    let (_, make) = SUBJECTS
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap_or(&SUBJECTS[0]);
    bencher.bench_local(make());
}
