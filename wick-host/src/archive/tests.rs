//! A corpus of archives: two that are in order, and one for each way of not being so.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};
use tempfile::{NamedTempFile, TempDir};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// Unpacks `archive` and makes sure that nothing is written beside the directory for it.
fn unpacked_with(archive: &[u8], limits: &Limits) -> Result<(TempDir, PathBuf), Refusal> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(archive).unwrap();
    let around = tempfile::tempdir().unwrap();
    let root = around.path().join("root");
    fs::create_dir(&root).unwrap();
    let result = unpack(file.path(), &root, limits);
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1);
    match result {
        Ok(directory) => Ok((around, directory)),
        Err(ArchiveError::Refused { source, .. }) => Err(source),
        Err(other) => panic!("{other}: {other:?}"),
    }
}

fn unpacked(archive: &[u8]) -> Result<(TempDir, PathBuf), Refusal> {
    unpacked_with(archive, &Limits::default())
}

fn refused(archive: &[u8]) -> String {
    unpacked(archive).unwrap_err().to_string()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let mode = if *name == "desk" { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default().unix_permissions(mode);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One header and its content; `name` as it is, also where the crate would not write it.
fn entry(tar: &mut Builder<Vec<u8>>, kind: EntryType, name: &[u8], content: &[u8]) {
    let mut header = Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_mode(0o755);
    header.set_size(content.len() as u64);
    if matches!(kind, EntryType::Symlink | EntryType::Link) {
        header.set_link_name("/etc/passwd").unwrap();
    }
    header.set_cksum();
    tar.append(&header, content).unwrap();
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn tarball(entries: &[(EntryType, &[u8], &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (kind, name, content) in entries {
        entry(&mut tar, *kind, name, content);
    }
    gzipped(&tar.into_inner().unwrap())
}

#[test]
fn a_release_comes_out_whole() {
    let files: [(&str, &[u8]); 2] = [("desk", b"binary"), ("plugin.json", b"{}")];
    let regular = EntryType::Regular;
    let tar = tarball(&[
        (
            EntryType::XGlobalHeader,
            b"pax_global_header",
            b"19 comment=release\n",
        ),
        (EntryType::Directory, b"./", b""),
        (regular, b"./desk", b"binary"),
        (regular, b"./plugin.json", b"{}"),
    ]);
    for archive in [zip(&files), tar] {
        let (_guard, directory) = unpacked(&archive).unwrap();
        assert_eq!(fs::read(directory.join("desk")).unwrap(), b"binary");
        assert_eq!(fs::read(directory.join("plugin.json")).unwrap(), b"{}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(directory.join("desk")).unwrap().permissions();
            assert_eq!(
                mode.mode() & 0o7777,
                0o755,
                "no more than execution is kept"
            );
        }
    }
}

#[test]
fn the_plugin_is_at_the_root_or_one_below() {
    let (_guard, directory) =
        unpacked(&zip(&[("b/README", b""), ("desk/plugin.json", b"{}")])).unwrap();
    assert!(directory.ends_with("desk"));
    let deep = zip(&[("a/b/plugin.json", b"{}")]);
    assert!(refused(&deep).contains("no plugin.json"));
}

#[test]
fn what_is_no_archive_is_refused() {
    for bytes in [b"".as_slice(), b"text", b"PK", b"\x7fELF"] {
        assert!(refused(bytes).contains("neither a zip nor"), "{bytes:?}");
    }
    for (bytes, found) in [
        (&b""[..], "an empty file"),
        (b"\x7fELF\x02", "a program"),
        (b"#!/bin/sh\n", "a script"),
        (b"\n <!DOCTYPE HTML>", "a web page"),
        (b"PK\x07\x08PK\x03\x04", "a zip in several parts"),
        (b"{}", "something else"),
    ] {
        assert!(refused(bytes).ends_with(found), "{bytes:?}");
    }
    let missing = unpack(Path::new("no/such"), Path::new("."), &Limits::default());
    assert!(matches!(missing, Err(ArchiveError::Read { .. })));
}

#[test]
fn an_archive_that_is_cut_off_is_refused() {
    let content: Vec<u8> = (0..20_000u32).flat_map(u32::to_le_bytes).collect();
    let whole_zip = zip(&[("desk", &content), ("plugin.json", b"{}")]);
    let whole_tar = tarball(&[
        (EntryType::Regular, b"plugin.json", b"{}"),
        (EntryType::Regular, b"desk", &content),
    ]);
    for archive in [whole_zip, whole_tar] {
        for end in [archive.len() / 4, archive.len() / 2, archive.len() - 30] {
            assert!(refused(&archive[..end]).contains("damaged"), "{end}");
        }
    }
}

#[test]
fn a_changed_byte_is_noticed() {
    let mut archive = zip(&[
        ("plugin.json", b"{}"),
        ("desk", b"some content of the binary"),
    ]);
    let at = archive
        .windows(4)
        .position(|bytes| bytes == b"desk")
        .unwrap();
    archive[at + 10] ^= 0xff;
    assert!(refused(&archive).contains("damaged"));
}

#[test]
fn names_that_lead_out_are_refused_in_both_formats() {
    for name in ["../out", "/out", "a/../../out", "..\\out", "C:\\out"] {
        let tar = tarball(&[(EntryType::Regular, name.as_bytes(), b"x")]);
        assert!(refused(&tar).contains("leads out"), "{name}");
        // The crate cleans names as it writes them, so the name is put in afterwards.
        let placeholder = "Q".repeat(name.len());
        let mut archive = zip(&[(&placeholder, b"x")]);
        for at in 0..archive.len() - name.len() {
            if &archive[at..at + name.len()] == placeholder.as_bytes() {
                archive[at..at + name.len()].copy_from_slice(name.as_bytes());
            }
        }
        assert!(refused(&archive).contains("leads out"), "{name}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    writer
        .add_symlink("desk", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let archive = writer.finish().unwrap().into_inner();
    assert_eq!(refused(&archive), r#""desk" is a link"#);
    for kind in [EntryType::Symlink, EntryType::Link] {
        assert_eq!(
            refused(&tarball(&[(kind, b"desk", b"")])),
            r#""desk" is a link"#
        );
    }
}

#[test]
fn devices_and_pipes_are_refused() {
    for kind in [
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::GNUSparse,
    ] {
        let refusal = refused(&tarball(&[(kind, b"desk", b"")]));
        assert!(
            refusal.contains("not a regular file"),
            "{kind:?}: {refusal}"
        );
    }
}

/// The records of an extended header, with their lengths.
fn records(records: &[&str]) -> Vec<u8> {
    let record = |text: &&str| {
        let mut length = text.len() + 3;
        while format!("{length} {text}\n").len() != length {
            length += 1;
        }
        format!("{length} {text}\n")
    };
    records.iter().map(record).collect::<String>().into_bytes()
}

#[test]
fn f2_long_names_are_read_and_judged_like_short_ones() {
    let (regular, long) = (EntryType::Regular, "d".repeat(90));
    let named = |path: &str| {
        let path = format!("path={path}");
        let pax = records(&["mtime=1.5", "SCHILY.xattr.user.x=a\nb=c", &path]);
        let gnu = [&path.as_bytes()["path=".len()..], b"\0"].concat();
        [
            vec![(EntryType::XHeader, pax)],
            vec![(EntryType::GNULongName, gnu.clone())],
            vec![
                (EntryType::GNULongName, gnu),
                (EntryType::XHeader, records(&[&path])),
            ],
        ]
    };
    let unpack = |headers: &[(EntryType, Vec<u8>)]| {
        let mut entries: Vec<_> = headers
            .iter()
            .map(|(kind, content)| (*kind, &b"header"[..], &content[..]))
            .collect();
        entries.push((regular, b"cut", b"{}"));
        unpacked(&tarball(&entries))
    };
    let whole = format!("{long}/plugin.json");
    for headers in named(&whole) {
        let (_guard, directory) = unpack(&headers).unwrap();
        assert!(directory.ends_with(&long));
    }
    for (path, reason) in [
        ("../out".to_owned(), "leads out"),
        ("a\\b".to_owned(), "has a backslash"),
        ("n".repeat(201), "is longer than 200 bytes"),
        ("plugin.json\0/x".to_owned(), ""),
    ] {
        for headers in named(&path) {
            let refusal = unpack(&headers).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{path}: {refusal}");
        }
    }
}

#[test]
fn f2_headers_that_readers_take_differently_are_refused() {
    let regular = (EntryType::Regular, &b"plugin.json"[..], &b"{}"[..]);
    let (pax, all) = (EntryType::XHeader, EntryType::XGlobalHeader);
    let (name, link) = (EntryType::GNULongName, EntryType::GNULongLink);
    let huge = vec![b' '; 1 << 20];
    let two_names = records(&["path=plugin.json", "path=other"]);
    let one_name = records(&["path=plugin.json"]);
    let size = records(&["size=1"]);
    let target = records(&["linkpath=../out"]);
    for (headers, reason) in [
        (vec![(pax, &size[..])], "changes names or sizes"),
        (vec![(all, &one_name)], "changes names or sizes"),
        (vec![(all, &size)], "changes names or sizes"),
        (vec![(pax, &two_names)], "contradicts itself"),
        (
            vec![(pax, &one_name), (pax, &one_name)],
            "contradicts itself",
        ),
        (
            vec![(pax, &one_name), (name, b"other\0")],
            "contradicts itself",
        ),
        (vec![(name, b"plugin.json\0x")], "contradicts itself"),
        (vec![(pax, &target)], "contradicts itself"),
        (vec![(link, b"../out\0")], "contradicts itself"),
        (vec![(pax, &huge)], "header of more than"),
        (vec![(pax, b"99 path=x\n")], "damaged"),
        (vec![(pax, b"path=x\n")], "damaged"),
    ] {
        let mut entries: Vec<_> = headers
            .iter()
            .map(|(kind, content)| (*kind, &b"header"[..], *content))
            .collect();
        entries.push(regular);
        let refusal = refused(&tarball(&entries));
        assert!(refusal.contains(reason), "{headers:?}: {refusal}");
    }
    let last = tarball(&[regular, (pax, b"header", &one_name)]);
    assert!(refused(&last).contains("damaged"));
    let same_size = records(&["size=2"]);
    unpacked(&tarball(&[(pax, b"header", &same_size), regular])).unwrap();
}

/// Archives of real programs, in `samples`.
fn sample(name: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/archive/samples");
    fs::read(samples.join(name)).unwrap()
}

#[test]
fn f1_f2_releases_of_real_programs_are_read() {
    for name in [
        "archiver-zip64.zip",
        "bsdtar.tar.gz",
        "bsdtar.zip",
        "go.zip",
        "infozip-fd.zip",
        "infozip-fz.zip",
        "jszip-stream.zip",
        "members.tar.gz",
        "python-gnu-long.tar.gz",
        "python-pax-long.tar.gz",
        "python-stream-force64.zip",
        "python-ustar-long.tar.gz",
        "tar-pax.tar.gz",
        "yazl-stream-stored-zip64.zip",
        "yazl-zip64-end.zip",
        "yazl-zip64.zip",
        "zipjs-zip64.zip",
    ] {
        let (_guard, directory) = match unpacked(&sample(name)) {
            Ok(unpacked) => unpacked,
            Err(refusal) => panic!("{name}: {refusal}"),
        };
        let program = fs::read(directory.join("desk")).unwrap();
        assert!(program.starts_with(b"#!/bin/sh"), "{name}");
        assert_eq!(fs::read(directory.join("plugin.json")).unwrap(), b"{}");
    }
}

#[test]
fn f2_what_is_not_supported_is_named_with_a_remedy() {
    for (name, reason, remedy) in [
        (
            "7z-Deflate64.zip",
            "is compressed with deflate64",
            "deflate",
        ),
        ("7z-LZMA.zip", "is compressed with lzma", "deflate"),
        ("7z-PPMd.zip", "is compressed with ppmd", "deflate"),
        ("python-bzip2.zip", "is compressed with bzip2", "deflate"),
        ("7z-aes.zip", "is encrypted", "without a password"),
        (
            "infozip-encrypted.zip",
            "is encrypted",
            "without a password",
        ),
        ("python-utf8.zip", "is not ASCII", "ASCII letters"),
        ("tar-sparse-gnu.tar.gz", "a sparse file", "without --sparse"),
        ("tar-sparse-pax.tar.gz", "a sparse file", "without --sparse"),
        ("tar-label.tar.gz", "the label of a volume", "regular files"),
        ("tar.tar.bz2", "compressed with bzip2", ".zip or a .tar.gz"),
        ("tar.tar.xz", "compressed with xz", ".zip or a .tar.gz"),
        ("tar.tar.zst", "compressed with zstd", ".zip or a .tar.gz"),
    ] {
        let refusal = unpacked(&sample(name)).unwrap_err();
        assert!(refusal.to_string().contains(reason), "{name}: {refusal}");
        assert!(refusal.hint().unwrap().contains(remedy), "{name}");
    }
    let backslash = tarball(&[(EntryType::Regular, b"desk\\plugin.json", b"{}")]);
    let refusal = unpacked(&backslash).unwrap_err();
    assert!(refusal.to_string().contains("has a backslash"), "{refusal}");
    assert!(refusal.hint().unwrap().contains("`/`"), "{refusal}");
    let no_tar = unpacked(&gzipped(&[b'x'; 2000])).unwrap_err();
    assert!(matches!(no_tar, Refusal::NoTar), "{no_tar}");
}

#[test]
fn f1_zip64_records_that_disagree_are_refused() {
    let whole = sample("yazl-zip64.zip");
    let find = |magic: &[u8]| whole.windows(4).position(|bytes| bytes == magic).unwrap();
    let (record, locator, end) = (
        find(b"PK\x06\x06"),
        find(b"PK\x06\x07"),
        find(b"PK\x05\x06"),
    );
    let refusal = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        unpacked(&changed).unwrap_err()
    };
    let entries = |number: u64| refusal(record + 24, &[number.to_le_bytes(); 2].concat());
    assert!(matches!(entries(u64::MAX), Refusal::TooManyEntries(64)));
    assert!(matches!(entries(65), Refusal::TooManyEntries(64)));
    assert!(!matches!(entries(1), Refusal::TooManyEntries(_)));
    // The size of the record, of the directory, its place, and where the locator says that the record is.
    for at in [record + 4, record + 40, record + 48, locator + 8] {
        let changed = refusal(at, &[0x11]);
        let is_refused = matches!(changed, Refusal::Stray | Refusal::Contradiction(_));
        assert!(is_refused, "{at}: {changed}");
    }
    for (at, byte) in [(record + 16, 1), (record + 20, 1), (locator + 16, 2)] {
        let changed = refusal(at, &[byte]);
        let is_refused = matches!(changed, Refusal::Parts | Refusal::Contradiction(_));
        assert!(is_refused, "{at}: {changed}");
    }
    let two = refusal(end + 10, &[1, 0]);
    assert!(matches!(two, Refusal::Contradiction(_)), "{two}");
    let no_locator = refusal(locator, b"XX");
    assert!(
        matches!(no_locator, Refusal::Contradiction(_)),
        "{no_locator}"
    );
}

#[test]
fn one_name_twice_is_refused_also_where_only_the_case_differs() {
    let twice = tarball(&[
        (EntryType::Regular, b"desk", b"good"),
        (EntryType::Regular, b"./desk", b"bad"),
    ]);
    assert_eq!(refused(&twice), r#"the file name "./desk" is there twice"#);
    let cases = zip(&[("plugin.json", b"{}"), ("Plugin.JSON", b"{}")]);
    assert_eq!(
        refused(&cases),
        r#"the file name "Plugin.JSON" is there twice"#
    );
    // The crate writes no name twice, so the second is renamed afterwards.
    let mut same = zip(&[("desk", b"good"), ("desQ", b"bad!")]);
    for at in 0..same.len() - 4 {
        if &same[at..at + 4] == b"desQ" {
            same[at..at + 4].copy_from_slice(b"desk");
        }
    }
    assert!(refused(&same).contains("is there twice"));
}

#[test]
fn bombs_are_refused_before_they_fill_the_disk() {
    let zeros = vec![0; 64 << 20];
    let name = "plugin.json";
    let bombs = [
        zip(&[(name, &zeros)]),
        tarball(&[(EntryType::Regular, name.as_bytes(), &zeros)]),
    ];
    for bomb in bombs {
        assert!(refused(&bomb).contains("for each byte in it"));
    }
    let limits = Limits {
        unpacked_bytes: 1000,
        ratio: u64::MAX,
        ..Limits::default()
    };
    let large = zip(&[(name, &zeros[..1001])]);
    let refusal = unpacked_with(&large, &limits).unwrap_err();
    assert!(matches!(refusal, Refusal::TooManyBytes(1000)), "{refusal}");
}

#[test]
fn more_files_than_a_release_has_are_refused() {
    let names: Vec<String> = (0..=Limits::default().entries)
        .map(|index| index.to_string())
        .collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused(&zip(&files)).contains("more than 64 files"));
    let entries: Vec<_> = names
        .iter()
        .map(|name| (EntryType::Regular, name.as_bytes(), &b""[..]))
        .collect();
    assert!(refused(&tarball(&entries)).contains("more than 64 files"));
}

#[test]
fn a_file_that_is_too_large_is_not_even_begun() {
    let limits = Limits {
        archive_bytes: 10,
        ..Limits::default()
    };
    let refusal = unpacked_with(&zip(&[("plugin.json", b"{}")]), &limits).unwrap_err();
    assert!(matches!(refusal, Refusal::ArchiveTooLarge(10)), "{refusal}");
}

#[test]
fn entries_that_share_their_bytes_are_refused() {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("plugin.json", stored).unwrap();
    writer.write_all(b"{}").unwrap();
    writer.shallow_copy_file("plugin.json", "desk").unwrap();
    let archive = writer.finish().unwrap().into_inner();
    assert_eq!(refused(&archive), "files in it overlap each other");
}

#[test]
fn an_encrypted_file_is_refused() {
    // The flag that says so, in both headers of the one file.
    let mut archive = zip(&[("plugin.json", b"{}")]);
    let central = archive
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    archive[6] |= 1;
    archive[central + 8] |= 1;
    assert_eq!(refused(&archive), r#""plugin.json" is encrypted"#);
}

#[test]
fn names_that_some_systems_take_for_others_are_refused() {
    let regular = EntryType::Regular;
    for name in ["gr\u{f6}\u{df}e", "desk.", "nul.txt", "a b /c"] {
        let refusal = unpacked(&tarball(&[(regular, name.as_bytes(), b"x")])).unwrap_err();
        assert!(matches!(refusal, Refusal::Name { .. }), "{name}: {refusal}");
    }
    let both = tarball(&[
        (regular, b"desk", b"x"),
        (regular, b"Desk/plugin.json", b"{}"),
    ]);
    let refusal = unpacked(&both).unwrap_err();
    assert!(matches!(refusal, Refusal::FileAndDirectory(_)), "{refusal}");
    let directories = zip(&[("desk/plugin.json", b"{}"), ("Desk/desk", b"x")]);
    let refusal = unpacked(&directories).unwrap_err();
    assert!(matches!(refusal, Refusal::Duplicate(_)), "{refusal}");
}

#[test]
fn what_belongs_to_no_file_is_refused_wherever_it_is() {
    let whole_zip = zip(&[("desk", b"binary"), ("plugin.json", b"{}")]);
    let whole_tar = tarball(&[(EntryType::Regular, b"plugin.json", b"{}")]);
    let tar_with_more = {
        let mut tar = Builder::new(Vec::new());
        entry(&mut tar, EntryType::Regular, b"plugin.json", b"{}");
        let mut bytes = tar.into_inner().unwrap();
        bytes.extend_from_slice(b"more");
        gzipped(&bytes)
    };
    let stray = [
        [&whole_zip[..], b"more"].concat(),
        [&whole_zip[..], &whole_zip[..]].concat(),
        [&whole_tar[..], b"more"].concat(),
        [&whole_tar[..], &whole_tar[..]].concat(),
        tar_with_more,
    ];
    for (index, archive) in stray.iter().enumerate() {
        let refusal = unpacked(archive).unwrap_err();
        assert!(matches!(refusal, Refusal::Stray), "{index}: {refusal}");
    }
}

#[test]
fn a_comment_of_the_archive_is_no_harm_and_a_huge_header_is_refused() {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    writer
        .set_comment("the commit that it was made from")
        .unwrap();
    writer
        .start_file("plugin.json", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(b"{}").unwrap();
    unpacked(&writer.finish().unwrap().into_inner()).unwrap();

    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    let mut options = zip::write::FullFileOptions::default();
    options.add_extra_field(0x9999, [0; 60_000], false).unwrap();
    writer.start_file("plugin.json", options).unwrap();
    writer.write_all(b"{}").unwrap();
    let refusal = unpacked(&writer.finish().unwrap().into_inner()).unwrap_err();
    assert!(matches!(refusal, Refusal::LargeHeader(..)), "{refusal}");
}

#[test]
fn headers_that_contradict_each_other_are_refused() {
    let archive = zip(&[("desk", b"binary"), ("plugin.json", b"{}")]);
    let central = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02");
    let local_name = archive.windows(4).position(|bytes| bytes == b"desk");
    let (central, local_name) = (central.unwrap(), local_name.unwrap());
    // Its name, its method and its size in the first header, and the number of entries at the end.
    for (at, byte) in [
        (local_name, b'D'),
        (8, 0xff),
        (22, 0xff),
        (archive.len() - 12, 1),
    ] {
        assert!(at < central || at > central + 46);
        let mut changed = archive.clone();
        changed[at] = byte;
        let refusal = unpacked(&changed).unwrap_err();
        let is_refused = matches!(
            refusal,
            Refusal::Contradiction(_) | Refusal::Broken(_) | Refusal::Stray
        );
        assert!(is_refused, "{at}: {refusal}");
    }
    let mut renamed = archive;
    renamed[local_name] = b'D';
    let refusal = unpacked(&renamed).unwrap_err();
    assert!(matches!(refusal, Refusal::Contradiction(_)), "{refusal}");
}

#[test]
fn a_tarball_whose_checksum_is_wrong_is_refused() {
    let mut archive = tarball(&[(EntryType::Regular, b"plugin.json", b"{}")]);
    let at = archive.len() - 8;
    archive[at] ^= 0xff;
    assert!(refused(&archive).contains("damaged"));
}
