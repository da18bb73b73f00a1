//! Hostile archives through the real `wick install`: each is refused for its own reason, and changes nothing.

mod tarballs;
mod zips;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shop::Shop;

/// What it is, the archive, and a part of the reason that it is refused for.
pub(crate) type Case = (&'static str, Vec<u8>, &'static str);

const LEADS_OUT: &str = "leads out of it";
const NO_NAME: &str = "cannot be used on every system";
const TWICE: &str = "there twice";
const LINK: &str = "is a link";
const SPECIAL: &str = "is not a regular file";
const BOMB: &str = "bytes come out for each byte in it";
const TOO_MANY: &str = "more than 64 files";
const DAMAGED: &str = "it is damaged";
const STRAY: &str = "belongs to no file";
const CONTRADICTION: &str = "it contradicts itself";
const NO_PLUGIN: &str = "no plugin.json";

/// Every file below a directory, with what is in it.
fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => drop(found.insert(path.clone(), fs::read(&path).unwrap())),
        }
        found.entry(path).or_default();
    }
    found
}

#[test]
fn each_hostile_archive_is_refused_for_its_own_reason_and_changes_nothing() {
    let shop = Shop::of_scripts();
    let release = shop.release("desk", "1.0.0", "exit 3");
    shop.install(&release).json();
    let whole = fs::read(&release).unwrap();
    let other = [
        ("an empty file", Vec::new(), "neither a zip nor"),
        ("a text", b"#!/bin/sh\n".to_vec(), "neither a zip nor"),
        (
            "a program",
            b"\x7fELF\x02\x01\x01".to_vec(),
            "neither a zip nor",
        ),
        (
            "a zip behind a script",
            [b"#!/bin/sh\n", &whole[..]].concat(),
            "neither a zip nor",
        ),
        (
            "a release with more behind it",
            [&whole[..], b"more"].concat(),
            STRAY,
        ),
        (
            "two releases in one",
            [&whole[..], &whole[..]].concat(),
            STRAY,
        ),
        (
            "a release that is cut off",
            whole[..whole.len() - 30].to_vec(),
            DAMAGED,
        ),
    ];
    let cases: Vec<Case> = [other.to_vec(), zips::all(), tarballs::all()].concat();
    let before = files(&shop.place.path("data"));
    let hostile = shop.place.path("hostile.zip");
    for (what, archive, reason) in &cases {
        fs::write(&hostile, archive).unwrap();
        let around = files(&shop.place.path(""));
        let error = shop.install(&hostile).json_error(3);
        let causes = error["causes"].to_string();
        assert!(
            causes.contains(reason),
            "{what}: {reason:?} is not in {causes}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("hostile.zip"), "{what}: {message}");
        assert_eq!(files(&shop.place.path("data")), before, "{what}");
        assert_eq!(files(&shop.place.path("")), around, "{what}");
    }
    println!("{} archives refused", cases.len());
    // What is only a little unusual is none of them.
    for (what, archive) in zips::harmless() {
        fs::write(&hostile, archive).unwrap();
        let error = shop.install(&hostile).json_error(3);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("plugin.json"), "{what}: {error}");
    }
}
