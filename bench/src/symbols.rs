//! Takes the symbols out of a binary, into a file beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::tools::run;

/// What `docs/performance.md` tells authors to do. What is left is what linking with `strip = "symbols"` makes, and a
/// name of some bytes, by which profilers find the file: stripping leaves out only what is never loaded, after all code
/// was made and laid out, so it does not matter whether the linker does it or somebody later.
pub(crate) fn split(binary: &Path) -> Result<(), Failure> {
    let symbols = file(binary);
    run(Command::new("objcopy")
        .arg("--only-keep-debug")
        .arg(binary)
        .arg(&symbols))?;
    run(Command::new("strip").arg(binary))?;
    let mut link = std::ffi::OsString::from("--add-gnu-debuglink=");
    link.push(&symbols);
    run(Command::new("objcopy").arg(link).arg(binary))
}

/// Profilers of a copy of the binary in this directory find its symbols too, if it has any.
pub(crate) fn link(binary: &Path, directory: &Path) -> Result<(), Failure> {
    let symbols = file(binary);
    if let (true, Some(name)) = (symbols.exists(), symbols.file_name()) {
        std::fs::hard_link(&symbols, directory.join(name))?;
    }
    Ok(())
}

/// Where the symbols of a binary are.
pub(crate) fn file(binary: &Path) -> PathBuf {
    binary.with_added_extension("debug")
}
