//! Zips, byte by byte: no library writes most of them.

use std::io::Write as _;

use flate2::{Compression, Crc};

use super::{
    BOMB, CONTRADICTION, Case, DAMAGED, LEADS_OUT, LINK, NO_NAME, NO_PLUGIN, SPECIAL, STRAY,
    TOO_MANY, TWICE,
};

/// One file of a zip, as its headers say it is.
#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    /// What the first header says that it is named, if it is something else.
    local_name: Option<Vec<u8>>,
    stored: Vec<u8>,
    method: u16,
    size: u32,
    checksum: u32,
    flags: u16,
    mode: u32,
    extra: Vec<u8>,
    is_listed: bool,
}

fn entry(name: impl AsRef<[u8]>, content: &[u8]) -> Entry {
    Entry {
        name: name.as_ref().to_owned(),
        local_name: None,
        stored: content.to_owned(),
        method: 0,
        size: content.len() as u32,
        checksum: checksum(content),
        flags: 0,
        mode: 0o100_644,
        extra: Vec::new(),
        is_listed: true,
    }
}

fn deflated(name: &str, content: &[u8]) -> Entry {
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(content).unwrap();
    Entry {
        stored: deflate.finish().unwrap(),
        method: 8,
        ..entry(name, content)
    }
}

fn checksum(content: &[u8]) -> u32 {
    let mut checksum = Crc::new();
    checksum.update(content);
    checksum.sum()
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

/// The archive, of which the last record says that it has so many entries.
fn zip_of(entries: &[Entry], count: u16) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = archive.len() as u32;
        let name = entry.local_name.as_ref().unwrap_or(&entry.name);
        let head = shorts(&[20, entry.flags, entry.method, 0, 0x21]);
        let sizes = longs(&[entry.checksum, entry.stored.len() as u32, entry.size]);
        let extra = entry.extra.len() as u16;
        archive.extend(b"PK\x03\x04");
        archive.extend([&head[..], &sizes].concat());
        archive.extend(shorts(&[name.len() as u16, extra]));
        archive.extend([&name[..], &entry.extra, &entry.stored].concat());
        if entry.is_listed {
            directory.extend(b"PK\x01\x02");
            directory.extend(shorts(&[0x0314]));
            directory.extend([&head[..], &sizes].concat());
            directory.extend(shorts(&[entry.name.len() as u16, extra, 0, 0, 0]));
            directory.extend(longs(&[entry.mode << 16, at]));
            directory.extend([&entry.name[..], &entry.extra].concat());
        }
    }
    let start = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06");
    archive.extend(shorts(&[0, 0, count, count]));
    archive.extend(longs(&[directory.len() as u32, start]));
    archive.extend(shorts(&[0]));
    archive
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    zip_of(
        entries,
        entries.iter().filter(|entry| entry.is_listed).count() as u16,
    )
}

/// The manifest and something else.
fn beside(other: Entry) -> Vec<u8> {
    zip(&[entry("plugin.json", b"{}"), other])
}

pub(super) fn all() -> Vec<Case> {
    let plain = |name: &str| beside(entry(name, b"x"));
    let with_mode = |mode: u32| {
        beside(Entry {
            mode,
            ..entry("desk", b"/etc/passwd")
        })
    };
    let zeros = vec![0; 32 << 20];
    let bomb = deflated("desk", &zeros);
    let many: Vec<_> = (0..65)
        .map(|number| entry(number.to_string(), b""))
        .collect();
    let twins = |one: &str, other: &str| zip(&[entry(one, b"1"), entry(other, b"2")]);
    // Two entries of the directory for the bytes of one file.
    let overlapping = {
        let mut archive = twins("desk", "desj");
        let directory = archive
            .windows(4)
            .position(|bytes| bytes == b"PK\x01\x02")
            .unwrap();
        let second = directory + 46 + 4;
        archive[second + 42..second + 46].fill(0);
        archive
    };
    let mut cut = zip(&[entry("plugin.json", b"{}")]);
    cut.truncate(20);
    vec![
        ("an empty zip", zip(&[]), NO_PLUGIN),
        ("a zip that is cut off in its first file", cut, DAMAGED),
        ("..", plain("../desk"), LEADS_OUT),
        (".. in the middle", plain("a/../../desk"), LEADS_OUT),
        ("an absolute path", plain("/etc/cron.d/desk"), LEADS_OUT),
        ("a drive", plain("C:\\desk"), LEADS_OUT),
        ("a drive without a root", plain("C:desk"), LEADS_OUT),
        ("a share", plain("\\\\host\\share\\desk"), LEADS_OUT),
        (".. with backslashes", plain("a\\..\\..\\desk"), LEADS_OUT),
        ("a backslash", plain("a\\desk"), NO_NAME),
        ("a NUL", plain("desk\0.txt"), NO_NAME),
        ("a line feed", plain("desk\n"), NO_NAME),
        (
            "a name that is no text",
            beside(entry(b"\xff\xfe", b"x")),
            NO_NAME,
        ),
        ("a device of Windows", plain("con"), NO_NAME),
        ("a dot at the end", plain("desk."), NO_NAME),
        ("an alternate stream", plain("desk::$DATA"), NO_NAME),
        (
            "one letter in two forms",
            twins("caf\u{e9}", "cafe\u{301}"),
            NO_NAME,
        ),
        ("one name twice", twins("desk", "desk"), TWICE),
        ("one name in two ways", twins("desk", "./desk"), TWICE),
        ("one name in two cases", twins("desk", "DESK"), TWICE),
        (
            "a file that is a directory",
            twins("desk", "desk/desk"),
            "that of a directory",
        ),
        ("a symbolic link", with_mode(0o120_777), LINK),
        ("a character device", with_mode(0o020_666), SPECIAL),
        ("a block device", with_mode(0o060_666), SPECIAL),
        ("a pipe", with_mode(0o010_666), SPECIAL),
        ("a socket", with_mode(0o140_777), SPECIAL),
        ("a bomb", beside(bomb.clone()), BOMB),
        (
            "a bomb in a zip in a zip",
            zip(&[entry("inner.zip", &zip(&[bomb]))]),
            NO_PLUGIN,
        ),
        (
            "files that share their bytes",
            overlapping,
            "overlap each other",
        ),
        ("too many files", zip(&many), TOO_MANY),
        ("a lie about how many", zip_of(&many[..2], 65_535), TOO_MANY),
        ("another lie about how many", zip_of(&many[..2], 3), DAMAGED),
        ("fewer than there are", zip_of(&many[..2], 1), CONTRADICTION),
        (
            "an encrypted file",
            beside(Entry {
                flags: 1,
                ..entry("desk", b"x")
            }),
            "is encrypted",
        ),
        (
            "an unknown method",
            beside(Entry {
                method: 99,
                ..entry("desk", b"x")
            }),
            "which is not supported",
        ),
        (
            "a wrong checksum",
            beside(Entry {
                checksum: 1,
                ..entry("desk", b"x")
            }),
            DAMAGED,
        ),
        (
            "two names of one file",
            beside(Entry {
                local_name: Some(b"disk".to_vec()),
                ..entry("desk", b"x")
            }),
            CONTRADICTION,
        ),
        (
            "a file that is not listed",
            zip(&[
                entry("plugin.json", b"{}"),
                Entry {
                    is_listed: false,
                    ..entry("desk", b"x")
                },
            ]),
            CONTRADICTION,
        ),
        (
            "something before the first file that is listed",
            zip(&[
                Entry {
                    is_listed: false,
                    ..entry("desk", b"x")
                },
                entry("plugin.json", b"{}"),
            ]),
            STRAY,
        ),
        (
            "a huge header",
            beside(Entry {
                extra: [shorts(&[0x9999, 60_000]), vec![0; 60_000]].concat(),
                ..entry("desk", b"x")
            }),
            "has a header of more than",
        ),
    ]
}

/// Archives with which nothing is wrong but that the manifest in them is none.
pub(super) fn harmless() -> Vec<(&'static str, Vec<u8>)> {
    let times = [shorts(&[0x5455, 5]), vec![3, 1, 2, 3, 4]].concat();
    vec![
        ("stored", zip(&[entry("plugin.json", b"{}")])),
        ("deflated", zip(&[deflated("plugin.json", b"{}")])),
        (
            "with times",
            zip(&[Entry {
                extra: times,
                ..entry("plugin.json", b"{}")
            }]),
        ),
        (
            "in a directory",
            zip(&[entry("desk/", b""), entry("desk/plugin.json", b"{}")]),
        ),
    ]
}
