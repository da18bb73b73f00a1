//! What a plugin prints, and the file of a debugged one.

use futures_util::FutureExt as _;
use wick_host::fuzzing::read_log;
use wick_proto::handshake::HandshakeLine;
use wick_proto::reattach::Reattach;

use super::key;

pub(super) fn handshake(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(line) = text.parse::<HandshakeLine>() {
        let again = line.to_string().parse::<HandshakeLine>();
        assert_eq!(again.ok(), Some(line));
    }
}

pub(super) fn log(bytes: &[u8]) {
    assert_eq!(read_log(bytes, key()).now_or_never(), Some(()));
}

pub(super) fn reattach(bytes: &[u8]) {
    let _ = Reattach::from_json(bytes);
}
