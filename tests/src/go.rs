//! The Go peers of `tests/interop`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The directory of programs built from `tests/interop`, or `None` where Go is missing, which is
/// said loudly and is a failure in CI.
///
/// # Panics
///
/// When Go is there and the build fails; without Go when `CI` is set.
pub fn peers() -> Option<&'static GoPeers> {
    PEERS.as_ref()
}

/// Programs built from `tests/interop`.
#[derive(Debug)]
pub struct GoPeers {
    directory: PathBuf,
}

impl GoPeers {
    /// The path of one of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

static PEERS: LazyLock<Option<GoPeers>> = LazyLock::new(|| {
    if Command::new("go")
        .arg("version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        assert!(
            std::env::var_os("CI").is_none(),
            "Go is missing, and in CI it must not be"
        );
        say_skipped("Go is not installed: NOTHING is checked against the Go implementation");
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop");
    let directory = target_directory().join("go-peers");
    std::fs::create_dir_all(&directory).unwrap();
    let status = Command::new("go")
        .args(["build", "-trimpath", "-o"])
        .arg(&directory)
        .arg("./cmd/...")
        .current_dir(&source)
        .status()
        .unwrap();
    assert!(status.success(), "go build failed in {}", source.display());
    Some(GoPeers { directory })
});

fn target_directory() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    // Cargo marks it as one that need not be backed up.
    let is_target = |directory: &&Path| directory.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(is_target).unwrap().to_owned()
}

/// Past the test harness, which shows what `eprintln!` prints only where a test fails.
pub fn say_skipped(reason: &str) {
    // Without standard error there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {reason}");
}
