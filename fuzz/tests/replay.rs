//! Every target over its corpus, and over as many mutations as a test has time for: always the same ones.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use wick_fuzz::{TARGETS, Target, mutated, panics_of, target};

/// The seed of the mutations.
const SEED: u64 = 7;

/// Bytes that all corpora may have together.
const CORPUS_BYTES: usize = 2 << 20;

fn corpus(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = fs::read_dir(directory.join(target.name)).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
    files.into_iter().map(read).collect()
}

/// Where bytes are kept that fail, for `.ci/fuzz` to replay and for the corpus.
fn keep(target: &Target, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
    fs::write(&path, bytes).unwrap();
    path
}

fn holds(target: &Target, bytes: &[u8], what: &str) {
    let panics = panics_of(|| (target.run)(bytes));
    if panics > 0 {
        let kept = keep(target, bytes);
        panic!(
            "{} panics over {what}, kept in {}",
            target.name,
            kept.display()
        );
    }
}

fn replay(name: &str) {
    let target = target(name).unwrap();
    let corpus = corpus(&target);
    assert!(!corpus.is_empty(), "{name} has no corpus");
    for (path, bytes) in &corpus {
        holds(&target, bytes, &path.display().to_string());
    }
    let mut random = Rng::with_seed(SEED);
    for round in 0..target.rounds {
        let mut any = || &corpus[random.usize(..corpus.len())].1;
        let (seed, other) = (any(), any());
        let bytes = mutated(seed, other, &mut random);
        holds(&target, &bytes, &format!("mutation {round}"));
    }
}

macro_rules! replayed {
    ($($test:ident $name:literal)*) => {
        $(#[test]
        fn $test() {
            replay($name);
        })*

        #[test]
        fn every_target_is_replayed_and_the_corpus_is_small() {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$($name),*]);
            let bytes = TARGETS.iter().flat_map(corpus).map(|(_, bytes)| bytes.len());
            assert!(bytes.sum::<usize>() < CORPUS_BYTES);
        }
    };
}

replayed! {
    archive_over_its_corpus_does_not_panic "archive"
    catalog_over_its_corpus_does_not_panic "catalog"
    diff_over_its_corpus_does_not_panic "diff"
    handshake_over_its_corpus_does_not_panic "handshake"
    host_over_its_corpus_does_not_panic "host"
    json_over_its_corpus_does_not_panic "json"
    log_over_its_corpus_does_not_panic "log"
    manifest_over_its_corpus_does_not_panic "manifest"
    plugin_over_its_corpus_does_not_panic "plugin"
    reattach_over_its_corpus_does_not_panic "reattach"
    values_over_its_corpus_does_not_panic "values"
}

#[test]
fn a_panic_that_a_task_keeps_to_itself_is_counted() {
    let caught = panics_of(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let task = async { panic!("boom") };
        let _: Result<(), _> = runtime.block_on(async { tokio::spawn(task).await });
    });
    assert_eq!(caught, 1);
    assert_eq!(panics_of(|| {}), 0);
}
