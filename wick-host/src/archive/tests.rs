//! A corpus of archives: two that are in order, and one for each way of not being so.

use std::io::Write;

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
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
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
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
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

#[test]
fn headers_that_rename_or_resize_are_refused() {
    let renamed = tarball(&[
        (EntryType::XHeader, b"pax", b"15 path=../out\n"),
        (EntryType::Regular, b"plugin.json", b"{}"),
    ]);
    let long_name = tarball(&[(EntryType::GNULongName, b"././@LongLink", b"../out")]);
    let huge = vec![b' '; 1 << 20];
    let huge = tarball(&[(EntryType::XHeader, b"pax", &huge)]);
    for archive in [renamed, long_name, huge] {
        assert!(refused(&archive).contains("extended header"));
    }
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
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
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
        assert!(matches!(refusal, Refusal::Name(_)), "{name}: {refusal}");
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
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .set_comment("the commit that it was made from")
        .unwrap();
    writer
        .start_file("plugin.json", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(b"{}").unwrap();
    unpacked(&writer.finish().unwrap().into_inner()).unwrap();

    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
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
