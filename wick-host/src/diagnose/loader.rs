//! What loads a program: its interpreter, its dynamic loader, its libraries.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use elf::ElfStream;
use elf::abi::PT_INTERP;
use elf::endian::AnyEndian;
use wick_proto::files;

use super::{Diagnosis, Finding};

/// Longest path of a loader or an interpreter that is shown.
const LONGEST: u64 = 4096;

/// The system says that a binary is not there, and it is: what is missing is named in the binary.
pub(super) fn missing(binary: &Path) -> Diagnosis {
    if let Some(interpreter) = script_interpreter(binary) {
        return Diagnosis::new(
            Finding::MissingInterpreter,
            format!(
                "{} is a script for {interpreter:?}, which is not there",
                binary.display()
            ),
            match interpreter.ends_with('\r') {
                true => "its lines end as on Windows: build it with line feeds only".to_owned(),
                false => format!("install {interpreter}, or a release that is a program"),
            },
        );
    }
    match dynamic_loader(binary) {
        Some(loader) if Path::new(&loader).exists() => Diagnosis::new(
            Finding::Unknown,
            format!("it was not found, although it and its loader {loader} are there"),
            "see the system's audit log: a sandbox may hide files",
        ),
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

/// The system says that a binary may not be executed, and it may: it is what has to load it that may not.
pub(super) fn closed(binary: &Path) -> Option<Diagnosis> {
    let loader = script_interpreter(binary).or_else(|| dynamic_loader(binary))?;
    let is_closed = Path::new(&loader).exists() && !super::is_executable(Path::new(&loader));
    is_closed.then(|| {
        Diagnosis::new(
            Finding::MissingInterpreter,
            format!(
                "{} is run by {loader}, which is not executable",
                binary.display()
            ),
            format!("install {loader}, or a release that is a program"),
        )
    })
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
    let file = files::open(binary).ok()?;
    BufReader::new(file.take(LONGEST))
        .read_until(b'\n', &mut line)
        .ok()?;
    let line = String::from_utf8(line).ok()?;
    // As the kernel reads it, to which a carriage return is part of the name.
    let line = line.strip_prefix("#!")?.trim_end_matches('\n');
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    words.next().map(str::to_owned)
}

/// The path in the segment of type `PT_INTERP` (`man 5 elf`).
fn dynamic_loader(binary: &Path) -> Option<String> {
    let mut file = ElfStream::<AnyEndian, _>::open_stream(files::open(binary).ok()?).ok()?;
    let segments = file.segments();
    let segment = *segments.iter().find(|header| header.p_type == PT_INTERP)?;
    if segment.p_filesz > LONGEST {
        return None;
    }
    let path = file.segment_data(&segment).ok()?;
    let path = path.split(|byte| *byte == 0).next()?;
    String::from_utf8(path.to_owned()).ok()
}
