//! What loads a program: its interpreter, its dynamic loader, its libraries.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use elf::ElfStream;
use elf::abi::PT_INTERP;
use elf::endian::AnyEndian;

use super::{Diagnosis, Finding};

/// Longest path of a loader or an interpreter that is shown.
const LONGEST: u64 = 4096;

/// The system says that a binary is not there, and it is: what is missing is named in the binary.
pub(super) fn missing(binary: &Path) -> Diagnosis {
    if let Some(interpreter) = script_interpreter(binary) {
        return Diagnosis::new(
            Finding::MissingInterpreter,
            format!(
                "{} is a script for {interpreter}, which is not there",
                binary.display()
            ),
            format!("install {interpreter}, or a release that is a program"),
        );
    }
    match dynamic_loader(binary) {
        Some(loader) => Diagnosis::new(
            Finding::MissingLoader,
            format!("it needs the dynamic loader {loader}, which this system does not have"),
            match loader.contains("musl") {
                true => "install musl, or a release that is built for glibc or statically",
                false => "install glibc's loader, or a release that is linked statically (musl)",
            },
        ),
        None => Diagnosis::new(
            Finding::Changed,
            format!("{} is gone", binary.display()),
            "install the plugin again",
        ),
    }
}

/// What glibc's and musl's loaders say before a program's first instruction.
pub(super) fn complaint(last_words: &str) -> Option<Diagnosis> {
    let line = |words: &str| last_words.lines().find(|line| line.contains(words));
    if let Some(line) = line("' not found (required by") {
        return Some(Diagnosis::new(
            Finding::OldCLibrary,
            format!("it was built for a newer C library than this system has: {line}"),
            "install a release that is built for an older system or linked statically (musl)",
        ));
    }
    let library = line("error while loading shared libraries")
        .or_else(|| line("Error loading shared library"))?;
    Some(Diagnosis::new(
        Finding::MissingLibrary,
        format!("a shared library is missing: {library}"),
        "install the package that has it, or a release that needs no libraries",
    ))
}

/// The path in the first line of a script.
fn script_interpreter(binary: &Path) -> Option<String> {
    let mut line = Vec::new();
    let file = File::open(binary).ok()?;
    BufReader::new(file.take(LONGEST))
        .read_until(b'\n', &mut line)
        .ok()?;
    let line = String::from_utf8(line).ok()?;
    let interpreter = line.strip_prefix("#!")?.split_whitespace().next()?;
    Some(interpreter.to_owned())
}

/// The path in the segment of type `PT_INTERP` (`man 5 elf`).
fn dynamic_loader(binary: &Path) -> Option<String> {
    let mut file = ElfStream::<AnyEndian, _>::open_stream(File::open(binary).ok()?).ok()?;
    let segments = file.segments();
    let segment = *segments.iter().find(|header| header.p_type == PT_INTERP)?;
    if segment.p_filesz > LONGEST {
        return None;
    }
    let path = file.segment_data(&segment).ok()?;
    let path = path.split(|byte| *byte == 0).next()?;
    String::from_utf8(path.to_owned()).ok()
}
