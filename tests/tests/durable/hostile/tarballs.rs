//! Tarballs, header by header.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::{
    BOMB, CONTRADICTION, Case, DAMAGED, LEADS_OUT, LINK, NO_NAME, NO_PLUGIN, SPECIAL, STRAY,
    TOO_MANY, TWICE,
};

const EXTENDED: &str = "is an extended header";

/// One header and its content; the name as it is, also where the library would not write it.
fn append(tar: &mut Builder<Vec<u8>>, kind: EntryType, name: &[u8], content: &[u8]) {
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

fn tar(entries: &[(EntryType, &[u8], &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (kind, name, content) in entries {
        append(&mut tar, *kind, name, content);
    }
    tar.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

pub(super) fn all() -> Vec<Case> {
    let file = EntryType::Regular;
    let manifest = (file, &b"plugin.json"[..], &b"{}"[..]);
    let beside =
        |kind, name: &[u8], content: &[u8]| gzipped(&tar(&[manifest, (kind, name, content)]));
    let before =
        |kind, name: &[u8], content: &[u8]| gzipped(&tar(&[(kind, name, content), manifest]));
    let empty = |kind| beside(kind, b"desk", b"");
    let zeros = vec![0; 32 << 20];
    let names: Vec<_> = (0..65).map(|number| number.to_string()).collect();
    let many: Vec<_> = names
        .iter()
        .map(|name| (file, name.as_bytes(), &b""[..]))
        .collect();
    let whole = gzipped(&tar(&[manifest]));
    let mut wrong_checksum = whole.clone();
    let at = whole.len() - 8;
    wrong_checksum[at] ^= 0xff;
    let mut wrong_header = tar(&[manifest]);
    wrong_header[0] = b'P';
    let more_inside = [&tar(&[manifest])[..], b"more"].concat();
    vec![
        ("an empty tar", gzipped(&tar(&[])), NO_PLUGIN),
        ("a gzip of a text", gzipped(&[b'x'; 2000]), "is not a tar"),
        ("a gzip of nothing", gzipped(b""), NO_PLUGIN),
        (
            "a tar that is cut off",
            whole[..whole.len() / 2].to_vec(),
            DAMAGED,
        ),
        (
            "a gzip without its end",
            whole[..whole.len() - 4].to_vec(),
            DAMAGED,
        ),
        ("a wrong checksum of all", wrong_checksum, DAMAGED),
        (
            "a wrong checksum of a header",
            gzipped(&wrong_header),
            DAMAGED,
        ),
        (
            "more behind the gzip",
            [&whole[..], b"more"].concat(),
            STRAY,
        ),
        (
            "more behind the end of the tar",
            gzipped(&more_inside),
            STRAY,
        ),
        (
            "another tar behind it",
            [&whole[..], &whole].concat(),
            STRAY,
        ),
        ("..", beside(file, b"../desk", b"x"), LEADS_OUT),
        (
            "an absolute path",
            beside(file, b"/etc/desk", b"x"),
            LEADS_OUT,
        ),
        ("a drive", beside(file, b"C:\\desk", b"x"), LEADS_OUT),
        (
            "a directory that leads out",
            beside(EntryType::Directory, b"../desk/", b""),
            LEADS_OUT,
        ),
        ("a backslash", beside(file, b"a\\desk", b"x"), NO_NAME),
        (
            "another spelling",
            beside(file, "caf\u{e9}".as_bytes(), b"x"),
            NO_NAME,
        ),
        (
            "one name twice",
            beside(file, b"./plugin.json", b"{}"),
            TWICE,
        ),
        (
            "one name in two cases",
            beside(file, b"Plugin.json", b"{}"),
            TWICE,
        ),
        ("a symbolic link", empty(EntryType::Symlink), LINK),
        ("a hard link", empty(EntryType::Link), LINK),
        ("a character device", empty(EntryType::Char), SPECIAL),
        ("a block device", empty(EntryType::Block), SPECIAL),
        ("a pipe", empty(EntryType::Fifo), SPECIAL),
        ("a file with holes", empty(EntryType::GNUSparse), SPECIAL),
        ("an unknown kind", empty(EntryType::new(b'Z')), SPECIAL),
        (
            "another name",
            before(EntryType::XHeader, b"pax", b"15 path=../out\n"),
            LEADS_OUT,
        ),
        (
            "another name for all",
            before(EntryType::XGlobalHeader, b"pax", b"15 path=../out\n"),
            EXTENDED,
        ),
        (
            "another size",
            before(EntryType::XHeader, b"pax", b"14 size=99999\n"),
            EXTENDED,
        ),
        (
            "another link",
            before(EntryType::XHeader, b"pax", b"19 linkpath=../out\n"),
            CONTRADICTION,
        ),
        (
            "a huge header",
            before(EntryType::XHeader, b"pax", &[b' '; 1 << 20]),
            "has a header of more than",
        ),
        (
            "a long name",
            before(EntryType::GNULongName, b"././@LongLink", b"../out"),
            LEADS_OUT,
        ),
        (
            "a long link",
            before(EntryType::GNULongLink, b"././@LongLink", b"../out"),
            CONTRADICTION,
        ),
        ("a bomb", beside(file, b"desk", &zeros), BOMB),
        ("too many files", gzipped(&tar(&many)), TOO_MANY),
    ]
}
