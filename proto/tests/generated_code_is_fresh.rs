//! The committed code under `src/generated` is what the `.proto` files generate.
//!
//! Run with `WICK_REGENERATE=1` after changing a `.proto` file; no `protoc` is needed.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use prost::Message;

const PROTOS: [&str; 4] = [
    "wick/connector/v1/connector.proto",
    "plugin/broker.proto",
    "plugin/controller.proto",
    "plugin/stdio.proto",
];

/// All descriptors, for server reflection.
const DESCRIPTORS: &str = "descriptors.bin";

#[test]
fn generated_code_is_fresh() {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = crate_root.join("src/generated");
    let fresh = generate(&crate_root.join("protos"));

    if env::var_os("WICK_REGENERATE").is_some() {
        for (name, bytes) in &fresh {
            fs::write(committed.join(name), bytes).unwrap();
        }
    }
    for (name, bytes) in &fresh {
        let path = committed.join(name);
        let found = fs::read(&path).unwrap_or_default();
        assert!(
            &found == bytes,
            "{} is stale; run: WICK_REGENERATE=1 cargo test -p wick-proto --test generated_code_is_fresh",
            path.display()
        );
    }
}

fn generate(protos: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut compiler = protox::Compiler::new([protos]).unwrap();
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(PROTOS).unwrap();
    let with_comments = compiler.file_descriptor_set();

    let out = tempfile::tempdir().unwrap();
    tonic_prost_build::configure()
        .build_transport(false)
        // Results of many megabytes pass through here, and need not be copied.
        .bytes(".wick.connector.v1.Chunk.data")
        .out_dir(out.path())
        .compile_fds(with_comments)
        .unwrap();

    let mut files: BTreeMap<String, Vec<u8>> = fs::read_dir(out.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path: PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.insert(DESCRIPTORS.to_owned(), descriptors(protos));
    files
}

fn descriptors(protos: &Path) -> Vec<u8> {
    let mut compiler = protox::Compiler::new([protos]).unwrap();
    compiler.include_imports(true).include_source_info(false);
    compiler.open_files(PROTOS).unwrap();
    compiler.file_descriptor_set().encode_to_vec()
}
