//! The format of a file, by its first bytes.

use std::fs::File;
use std::io::{Read, Seek};

use super::refusal::Refusal;

/// A format that is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    Gzip,
}

/// Bytes that the signatures below need: that of a tar is behind its first name.
const LONGEST_START: u64 = 512;

const REPACK: &str = "pack it again as a .zip or a .tar.gz";
const PACK: &str = "pack it: `wick pack FILE`";

/// Other files that are taken for releases: where their signature is, the signature, what they are,
/// and the remedy.
const OTHERS: [(usize, &[u8], &str, &str); 19] = [
    (257, b"ustar", "a tar that is not compressed", REPACK),
    (0, b"BZh", "compressed with bzip2", REPACK),
    (0, b"\xfd7zXZ\0", "compressed with xz", REPACK),
    (0, b"\x28\xb5\x2f\xfd", "compressed with zstd", REPACK),
    (0, b"\x04\x22\x4d\x18", "compressed with lz4", REPACK),
    (0, b"LZIP", "compressed with lzip", REPACK),
    (0, b"\x5d\0\0", "compressed with lzma", REPACK),
    (0, b"\x1f\x9d", "compressed with compress", REPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", REPACK),
    (0, b"Rar!", "a RAR archive", REPACK),
    (0, b"!<arch>", "a Debian package or a library", REPACK),
    (0, b"\xed\xab\xee\xdb", "an RPM package", REPACK),
    (0, b"PK\x07\x08", "a zip in several parts", REPACK),
    (0, b"PK00PK", "a zip in several parts", REPACK),
    (0, b"\x7fELF", "a program", PACK),
    (0, b"\xcf\xfa\xed\xfe", "a program", PACK),
    (0, b"\xca\xfe\xba\xbe", "a program", PACK),
    (0, b"MZ", "a program", PACK),
    (0, b"#!", "a script", PACK),
];

/// Reads the format of a file from its beginning, and returns to it.
pub(super) fn of(file: &mut File) -> Result<Format, Refusal> {
    let mut start = Vec::new();
    file.by_ref()
        .take(LONGEST_START)
        .read_to_end(&mut start)
        .map_err(Refusal::Broken)?;
    file.rewind().map_err(Refusal::Broken)?;
    match start.as_slice() {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(Format::Zip),
        [0x1f, 0x8b, ..] => Ok(Format::Gzip),
        start => Err(other(start)),
    }
}

fn other(start: &[u8]) -> Refusal {
    let (found, remedy) = if start.is_empty() {
        ("an empty file", "download or build it again")
    } else if is_web_page(start) {
        (
            "a web page",
            "use the address of the release itself, not of the page about it",
        )
    } else {
        OTHERS
            .iter()
            .find(|(at, signature, ..)| start.get(*at..).unwrap_or_default().starts_with(signature))
            .map_or(("something else", REPACK), |(.., found, remedy)| {
                (*found, *remedy)
            })
    };
    Refusal::NoArchive { found, remedy }
}

fn is_web_page(start: &[u8]) -> bool {
    let text = start.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html", b"<?xml"]
        .iter()
        .any(|tag| {
            text.get(..tag.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(tag))
        })
}
