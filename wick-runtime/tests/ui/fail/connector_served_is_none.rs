use wick_runtime::prelude::*;

struct Library;

fn main() -> ExitCode {
    wick_runtime::serve::<Library>()
}
