//! Functions of Rust, by the crate that they are of.

use super::Group;

/// Crates and what they are for. What is generic in the standard library counts as what it is generic over, where the
/// name tells that.
const CRATES: &[(Group, &[&str])] = &[
    (
        Group::Cryptography,
        &[
            "aws_lc_rs",
            "aws_lc_sys",
            "base64",
            "base64ct",
            "block_buffer",
            "cpufeatures",
            "crypto_common",
            "curve25519_dalek",
            "der",
            "digest",
            "ed25519",
            "ed25519_dalek",
            "getrandom",
            "hex",
            "pem",
            "pkcs8",
            "rand_core",
            "rcgen",
            "sha2",
            "signature",
            "subtle",
            "x509_parser",
            "yasna",
            "zeroize",
        ],
    ),
    (
        Group::Tls,
        &[
            "rustls",
            "rustls_pki_types",
            "tokio_rustls",
            "untrusted",
            "webpki",
        ],
    ),
    (
        Group::Http,
        &[
            "atomic_waker",
            "axum",
            "fnv",
            "h2",
            "http",
            "http_body",
            "http_body_util",
            "httparse",
            "httpdate",
            "hyper",
            "hyper_util",
            "slab",
            "tower",
            "tower_layer",
            "tower_service",
        ],
    ),
    (
        Group::Runtime,
        &[
            "crossbeam_utils",
            "futures_channel",
            "futures_core",
            "futures_executor",
            "futures_task",
            "futures_util",
            "mio",
            "pin_project_lite",
            "signal_hook_registry",
            "socket2",
            "tokio",
            "tokio_stream",
            "tokio_util",
        ],
    ),
    (
        Group::Locks,
        &["lock_api", "once_cell", "parking_lot", "parking_lot_core"],
    ),
    (
        Group::Json,
        &[
            "itoa",
            "memchr",
            "regex_lite",
            "ryu",
            "ryu_js",
            "schemars",
            "serde",
            "serde_core",
            "serde_json",
            "serde_json_canonicalizer",
            "serde_path_to_error",
            "url",
            "zmij",
        ],
    ),
    (
        Group::Messages,
        &[
            "prost",
            "prost_types",
            "tonic",
            "tonic_health",
            "tonic_prost",
            "tonic_reflection",
        ],
    ),
    (
        Group::Wick,
        &[
            "bench_plugin",
            "bench_plugin_many",
            "inventory",
            "rustix",
            "tempfile",
            "wick_host",
            "wick_proto",
            "wick_runtime",
        ],
    ),
    (Group::Measuring, &["bench_peers", "clap", "clap_builder"]),
    (
        Group::Tracing,
        &[
            "lazy_static",
            "sharded_slab",
            "thread_local",
            "tracing",
            "tracing_core",
            "tracing_subscriber",
        ],
    ),
    (Group::Allocator, &["__rustc"]),
    (Group::Processor, &["std_detect"]),
    (Group::Buffers, &["bytes", "smallvec"]),
    (Group::Maps, &["equivalent", "hashbrown", "indexmap"]),
];

/// Crates that others use for everything. They count only where no other is in the name.
const GENERAL: &[Group] = &[Group::Buffers, Group::Maps];

/// Parts of names in the standard library.
const STANDARD: &[(Group, &[&str])] = &[
    (Group::Locks, &["std::sync::", "std::sys::sync::"]),
    (
        Group::Clock,
        &[
            "::Timespec>",
            "::unix::time::",
            "core::time::",
            "std::time::",
        ],
    ),
    (
        Group::Maps,
        &["alloc::collections::btree::", "core::hash::"],
    ),
    (Group::Allocator, &["alloc::alloc::"]),
];

/// The group of the first crate in the name, but for those of the standard library and general ones where there is another.
pub(super) fn group(function: &str) -> Group {
    let known = |name| {
        let found = CRATES.iter().find(|(_, names)| names.contains(&name));
        found.map(|(group, _)| *group)
    };
    let groups: Vec<_> = crates(function).filter_map(known).collect();
    let particular = groups.iter().find(|group| !GENERAL.contains(group));
    if let Some(group) = particular.or(groups.first()) {
        return *group;
    }
    let has = |parts: &[&str]| parts.iter().any(|part| function.contains(part));
    if let Some((group, _)) = STANDARD.iter().find(|(_, parts)| has(parts)) {
        return *group;
    }
    match crates(function).any(|name| ["alloc", "core", "std"].contains(&name)) {
        true => Group::Standard,
        // `<u128>::_fmt`.
        false if crates(function).next().is_none() => Group::Standard,
        false => Group::Other,
    }
}

/// The words that begin a path.
fn crates(function: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    function.match_indices("::").filter_map(move |(end, _)| {
        let before = &function[..end];
        let name = before.rsplit(|letter| !is_word(letter)).next()?;
        let is_first = !before[..before.len() - name.len()].ends_with("::");
        (is_first && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The group of a symbol as a binary has it.
    fn of(symbol: &str) -> Group {
        group(&format!("{:#}", rustc_demangle::demangle(symbol)))
    }

    #[test]
    fn functions_are_of_their_crate() {
        for (function, wanted) in [
            (
                "h2::proto::streams::streams::Streams<B,P>::poll_complete",
                Group::Http,
            ),
            (
                "<tokio_rustls::common::Stream<IO,C> as tokio::io::AsyncRead>::poll_read",
                Group::Tls,
            ),
            ("tokio::runtime::task::raw::poll", Group::Runtime),
            (
                "wick_runtime::serving::relay::Relay::run::{{closure}}",
                Group::Wick,
            ),
            (
                "<&mut serde_json::ser::Serializer<W,F> as serde::ser::Serializer>::serialize_str",
                Group::Json,
            ),
            (
                "core::ptr::drop_in_place<tonic::status::Status>",
                Group::Messages,
            ),
            (
                "<alloc::vec::Vec<T,A> as prost::encoding::BytesAdapter>::append_to",
                Group::Messages,
            ),
            (
                "<bytes::bytes::Bytes as h2::SendBuf>::remaining",
                Group::Http,
            ),
            ("bytes::bytes_mut::BytesMut::split_to", Group::Buffers),
            ("indexmap::map::IndexMap<K,V,S>::insert_full", Group::Maps),
            (
                "hashbrown::map::HashMap<alloc::string::String,V>::insert",
                Group::Maps,
            ),
            ("core::hash::BuildHasher::hash_one", Group::Maps),
            ("std::sync::poison::mutex::Mutex<T>::lock", Group::Locks),
            (
                "<std::sys::sync::mutex::futex::Mutex>::lock_contended",
                Group::Locks,
            ),
            ("<std::time::Instant>::elapsed", Group::Clock),
            (
                "<std::sys::pal::unix::time::Timespec>::sub_timespec",
                Group::Clock,
            ),
            (
                "alloc::raw_vec::RawVecInner<A>::finish_grow",
                Group::Standard,
            ),
            ("<u128>::_fmt_inner", Group::Standard),
            ("somebody::elses::function", Group::Other),
        ] {
            assert_eq!(group(function), wanted, "{function}");
        }
    }

    #[test]
    fn symbols_are_read_in_both_ways_of_mangling() {
        for (symbol, wanted) in [
            (
                "_ZN6rustls12record_layer11RecordLayer16encrypt_outgoing17h06092eb683ec2c08E",
                Group::Tls,
            ),
            (
                "_ZN110_$LT$rustls..crypto..aws_lc_rs..tls13..Aes128GcmAead$u20$as$u20$rustls..crypto..cipher..\
                 Tls13AeadAlgorithm$GT$9encrypter17h630dcf3c4ae628d7E",
                Group::Tls,
            ),
            (
                "_ZN9aws_lc_rs4aead7aes_gcm13init_128_aead17h055842744d58413bE",
                Group::Cryptography,
            ),
            (
                "_RNvCsfLfy6EI15iL_7___rustc12___rust_alloc",
                Group::Allocator,
            ),
            (
                "_ZN4core3ptr42drop_in_place$LT$tonic..status..Status$GT$17h0123456789abcdefE",
                Group::Messages,
            ),
        ] {
            assert_eq!(of(symbol), wanted, "{symbol}");
        }
    }
}
