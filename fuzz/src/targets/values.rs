//! Arguments and settings.

use std::collections::HashMap;

use futures_util::FutureExt as _;
use wick_runtime::Request;

use crate::dispatcher;

/// The first byte chooses the operation, what comes before a zero byte is a setting, the rest the arguments.
pub(super) fn values(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let (setting, arguments) = match rest.iter().position(|byte| *byte == 0) {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (&rest[..0], rest),
    };
    let setting = String::from_utf8_lossy(setting).into_owned();
    let name = ["token", "place", "tries"][usize::from(first >> 1) % 3];
    let request = Request {
        operation: ["run", "nested"][usize::from(first & 1)].to_owned(),
        arguments: arguments.to_vec(),
        settings: HashMap::from([
            ("token".to_owned(), "t".to_owned()),
            (name.to_owned(), setting),
        ]),
        strict: first & 128 != 0,
        ..Request::default()
    };
    let done = dispatcher().execute(request).now_or_never();
    assert!(done.is_some(), "decoding waits for something");
}
