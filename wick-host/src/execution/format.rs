//! What kind of program a file is.

use std::fs::File;

use crate::error::StartCause;

/// What runs here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Program,
    Script,
}

/// Refuses what the kernel cannot execute: the C library would hand it to a shell instead.
#[cfg(target_os = "linux")]
pub(super) fn of(file: &File) -> Result<Format, StartCause> {
    let header = Header::of(file).map_err(StartCause::Unreadable)?;
    if header.is_script() {
        return Ok(Format::Script);
    }
    match own_header() {
        Some(own) if !header.runs_like(&own) => Err(StartCause::Format),
        _ if is_cut_off(file).map_err(StartCause::Unreadable)? => Err(StartCause::Format),
        // Without /proc, as in some containers, there is nothing to compare with.
        _ => Ok(Format::Program),
    }
}

/// Whether a program ends before the table of what is to be loaded of it. The kernel reads that first.
#[cfg(target_os = "linux")]
fn is_cut_off(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::FileExt;

    use elf::abi::EI_NIDENT;
    use elf::endian::AnyEndian;
    use elf::file::{FileHeader, parse_ident};

    let mut bytes = [0; 64];
    // A shorter file leaves zeros: a table without entries.
    file.read_at(&mut bytes, 0)?;
    let header = parse_ident::<AnyEndian>(&bytes);
    let header = header.and_then(|ident| FileHeader::parse_tail(ident, &bytes[EI_NIDENT..]));
    let Ok(header) = header else {
        return Ok(true);
    };
    let table = u64::from(header.e_phentsize) * u64::from(header.e_phnum);
    let end = header.e_phoff.checked_add(table);
    let length = file.metadata()?.len();
    Ok(table == 0 || end.is_none_or(|end| end > length))
}

/// Other systems say so when they are to execute it.
#[cfg(not(target_os = "linux"))]
pub(super) fn of(_: &File) -> Result<Format, StartCause> {
    Ok(Format::Program)
}

/// Whether there is a path that stands for an open file.
#[cfg(target_os = "linux")]
pub(super) fn can_execute_descriptors() -> bool {
    own_header().is_some()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn can_execute_descriptors() -> bool {
    false
}

#[cfg(target_os = "linux")]
fn own_header() -> Option<Header> {
    let own = File::open("/proc/self/exe").ok()?;
    Header::of(&own).ok()
}

/// The start of a file, as far as it tells a program for this machine from others (`man 5 elf`).
#[cfg(target_os = "linux")]
#[derive(Debug, Default)]
struct Header {
    bytes: [u8; 20],
}

#[cfg(target_os = "linux")]
impl Header {
    fn of(file: &File) -> std::io::Result<Self> {
        use std::os::unix::fs::FileExt;

        let mut header = Self::default();
        // A shorter file leaves zeros, which match nothing.
        file.read_at(&mut header.bytes, 0)?;
        Ok(header)
    }

    fn is_script(&self) -> bool {
        self.bytes.starts_with(b"#!")
    }

    /// The same magic, word size, byte order and processor as a program that runs here.
    fn runs_like(&self, own: &Self) -> bool {
        let machine = 18..20;
        self.bytes[..6] == own.bytes[..6] && self.bytes[machine.clone()] == own.bytes[machine]
    }
}
