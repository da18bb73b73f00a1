//! Texts as JSON has them.

/// What stands for this byte in a text, if it cannot stand for itself: as serde_json writes it.
pub(super) fn escape(byte: u8) -> [u8; 6] {
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 0xf)];
    [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte)]
}

/// The one letter behind the backslash of some.
pub(super) fn letter(byte: u8) -> Option<u8> {
    Some(match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => return None,
    })
}
