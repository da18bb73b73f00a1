//! The connector that is measured, as an author writes one. The same in Go is in `bench/go/cmd/plugin`.

mod operations;
mod settings;

use std::process::ExitCode;

fn main() -> ExitCode {
    wick_runtime::serve::<settings::BenchRust>()
}
