//! Starting plugins costs the host no descriptor. Alone in its program, as it counts those of all.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;

use wick_host::{Host, pack};
use wick_proto::manifest::Manifest;

#[tokio::test]
async fn a_hundred_failed_starts_leave_no_descriptor() {
    let root = tempfile::tempdir().unwrap();
    let mut manifest = Manifest {
        proto_version: 1,
        ..Manifest::default()
    };
    manifest.module.meta.key = "fake".to_owned();
    let package = pack::Package::new(Path::new("/bin/true"), manifest);
    pack::directory(&package, root.path()).unwrap();
    let host = Host::open(root.path()).await.unwrap();
    let mut before = 0;
    for round in 0..110 {
        assert!(host.start("fake").await.is_err());
        // The first ones also open what stays for good, such as the pipe of the signal handler.
        if round == 9 {
            before = open_descriptors();
        }
    }
    assert_eq!(open_descriptors(), before);
}

fn open_descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}
