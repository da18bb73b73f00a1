//! The plugin's binary; the connector is the library, so that tests can have both.

use std::process::ExitCode;

fn main() -> ExitCode {
    wick_runtime::serve::<echo::Echo>()
}
