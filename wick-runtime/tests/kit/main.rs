//! The test kit itself, on a connector that does everything a test may want to see.

// Signals, descriptors and process groups.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test"
)]

#[path = "../built/mod.rs"]
mod built;
mod calls;
mod control;
mod leaks;
#[path = "../../examples/patient.rs"]
#[expect(dead_code, reason = "its `main` is for the process")]
mod patient;
mod secrets;
mod upstream;

use std::path::PathBuf;
use std::sync::LazyLock;

use wick_runtime::testing::Executable;

static PATIENT: LazyLock<PathBuf> = LazyLock::new(|| built::executable("patient"));

/// The process of the connector: `examples/patient.rs`.
fn executable() -> Executable {
    Executable::at(&*PATIENT)
}

/// Both ways of a body, as `#[wick_runtime::test]` makes them of a package's own connector.
macro_rules! both_ways {
    ($($body:ident)*) => { $(
        mod $body {
            #[test]
            fn in_process() -> impl std::process::Termination {
                wick_runtime::testing::in_process(super::$body)
            }

            #[test]
            fn over_process() -> impl std::process::Termination {
                wick_runtime::testing::over_process(&crate::executable(), super::$body)
            }
        }
    )* };
}
use both_ways;

/// The message of a panic that must come.
fn failure<T>(run: impl FnOnce() -> T) -> String {
    let run = || drop(run());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .expect("a panic with a message")
}
