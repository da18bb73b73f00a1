//! One target, named by the variable `TARGET`, under libFuzzer, which has the `main`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wick_fuzz::{Target, target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("TARGET").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("TARGET={name:?} is not a target"))
});

fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
