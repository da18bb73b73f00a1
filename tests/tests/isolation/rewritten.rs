//! A binary that is written into where the file system's clock is too coarse to tell.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;
use wick_host::pack::{Package, directory};
use wick_host::{
    CallError, Encryption, Execution, Host, StartCause, StartError, TrustPolicy, Verified, scan,
    verify,
};
use wick_proto::manifest::Manifest;
use wick_tests::go::say_skipped;
use wick_tests::timely;

/// Also in CI: whether a container may mount an image is not up to its programs.
const NO_DISK: &str = "no loop image of ext2 can be mounted: NOTHING is rewritten within a tick";

const KEY: &str = "fake";
/// Attacks that have to happen: the stamp of the file was the same before and after.
const ATTACKS: usize = 8;

/// R1: what runs is what was hashed, also where both were written within one tick of the clock.
#[tokio::test]
async fn a_binary_rewritten_within_one_tick_never_runs() {
    let Some(disk) = CoarseDisk::mounted() else {
        return say_skipped(NO_DISK);
    };
    for execution in [Execution::Descriptor, Execution::PrivateCopy] {
        let bed = Bed::on(&disk);
        let mut attacks = 0;
        while attacks < ATTACKS {
            bed.write(&bed.own);
            let verified = bed.verified();
            let before = bed.stamp();
            bed.write(&bed.foreign);
            let error = bed.start(verified, execution).await;
            // A second can end between the two writes.
            attacks += usize::from(bed.stamp() == before);
            assert!(
                matches!(error.cause, StartCause::Changed),
                "{execution:?}: {error:?}"
            );
        }
    }
}

/// The same file is accepted as often as it is the same, also where its stamp says nothing.
#[tokio::test]
async fn a_binary_that_was_just_written_still_runs() {
    let Some(disk) = CoarseDisk::mounted() else {
        return say_skipped(NO_DISK);
    };
    let bed = Bed::on(&disk);
    for execution in [Execution::Descriptor, Execution::PrivateCopy] {
        bed.write(&bed.own);
        let error = bed.start(bed.verified(), execution).await;
        // It runs, and is no plugin.
        assert!(
            matches!(error.cause, StartCause::NoHandshake { .. }),
            "{error:?}"
        );
    }
}

/// A file system whose clock ticks once a second, as its inodes have no room for more.
struct CoarseDisk {
    mount: PathBuf,
    _directory: TempDir,
}

impl CoarseDisk {
    fn mounted() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let (image, mount) = (
            directory.path().join("image"),
            directory.path().join("disk"),
        );
        fs::File::create(&image).unwrap().set_len(8 << 20).unwrap();
        fs::create_dir(&mount).unwrap();
        let done = |command: &mut Command| command.output().is_ok_and(|out| out.status.success());
        let is_mounted = done(
            Command::new("mkfs.ext2")
                .args(["-q", "-I", "128"])
                .arg(&image),
        ) && done(
            Command::new("mount")
                .args(["-o", "loop"])
                .arg(&image)
                .arg(&mount),
        );
        is_mounted.then_some(Self {
            mount,
            _directory: directory,
        })
    }
}

impl Drop for CoarseDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(&self.mount).status();
        assert!(unmounted.unwrap().success());
    }
}

/// A plugin there, and two programs of one size for it. Neither is a plugin: one says nothing, and the
/// other something else than a handshake.
struct Bed {
    binary: PathBuf,
    own: PathBuf,
    foreign: PathBuf,
    places: TempDir,
}

impl Bed {
    fn on(disk: &CoarseDisk) -> Self {
        let places = tempfile::tempdir().unwrap();
        let [mut own, mut foreign] = ["/bin/true", "/bin/pwd"].map(|path| fs::read(path).unwrap());
        // What follows after a program changes nothing about it.
        let size = own.len().max(foreign.len());
        own.resize(size, 0);
        foreign.resize(size, 0);
        let write = |name: &str, bytes: &[u8]| {
            let path = places.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let (own, foreign) = (write("own", &own), write("foreign", &foreign));
        let mut manifest = Manifest {
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = KEY.to_owned();
        let packed = directory(&Package::new(&own, manifest), &disk.mount).unwrap();
        Self {
            binary: packed.directory.join(KEY),
            own,
            foreign,
            places,
        }
    }

    /// Another process writes into the file, which stays what it is.
    fn write(&self, content: &Path) {
        let written = Command::new("dd")
            .args(["conv=notrunc", "status=none", "bs=1M"])
            .arg(format!("if={}", content.display()))
            .arg(format!("of={}", self.binary.display()))
            .status();
        assert!(written.unwrap().success());
    }

    fn stamp(&self) -> (u64, i64, i64, i64, i64) {
        use std::os::unix::fs::MetadataExt as _;

        let file = fs::metadata(&self.binary).unwrap();
        (
            file.size(),
            file.mtime(),
            file.mtime_nsec(),
            file.ctime(),
            file.ctime_nsec(),
        )
    }

    fn verified(&self) -> Verified {
        let candidate = scan::read_directory(self.binary.parent().unwrap()).unwrap();
        verify::verify(candidate, &TrustPolicy::default()).unwrap()
    }

    async fn start(&self, verified: Verified, execution: Execution) -> Arc<StartError> {
        let host = Host::builder()
            .encryption(Encryption::None)
            .execution(execution)
            .socket_directory(self.places.path().join("sockets"))
            .copies_directory(self.places.path().join("copies"))
            .of([verified]);
        let Err(CallError::Start(error)) = timely(host.start(KEY)).await else {
            panic!("neither of them serves")
        };
        error
    }
}
