//! Archives of releases.

use std::fs;

use wick_host::archive::{Limits, unpack};

pub(super) fn archive(bytes: &[u8]) {
    let root = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (archive, into) = (root.path().join("archive"), root.path().join("into"));
    let written = fs::write(&archive, bytes).and_then(|()| fs::create_dir(&into));
    assert!(written.is_ok(), "{written:?}");
    let mut limits = Limits::default();
    limits.unpacked_bytes = 4 << 20;
    let _ = unpack(&archive, &into, &limits);
    let beside = fs::read_dir(root.path()).map(Iterator::count);
    assert_eq!(
        beside.ok(),
        Some(2),
        "something lies outside of the directory"
    );
}
