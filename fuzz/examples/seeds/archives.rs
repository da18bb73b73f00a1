//! Releases, and archives that are none.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use wick_proto::manifest::Manifest;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) fn all(manifest: &Manifest) -> Vec<(&'static str, Vec<u8>)> {
    let manifest = manifest.to_json();
    let files = [
        ("plugin.json", manifest.as_bytes()),
        ("bin", b"#!/bin/sh\n"),
    ];
    let below = [
        ("desk/plugin.json", manifest.as_bytes()),
        ("desk/bin", b"x"),
    ];
    vec![
        ("release.zip", zipped(&files, SimpleFileOptions::default())),
        ("below.zip", zipped(&below, SimpleFileOptions::default())),
        (
            "zip64.zip",
            zipped(&files, SimpleFileOptions::default().large_file(true)),
        ),
        (
            "out.zip",
            zipped(&[("../bin", b"x")], SimpleFileOptions::default()),
        ),
        ("release.tar.gz", tarred(&files)),
        ("below.tar.gz", tarred(&below)),
        ("twice.tar.gz", [tarred(&files), tarred(&below)].concat()),
    ]
}

fn zipped(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
