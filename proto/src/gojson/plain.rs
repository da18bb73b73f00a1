//! What a string of JSON has as it is.

/// How many bytes come before the first that cannot stand for itself in a string of JSON: a quote, a backslash or a
/// control character (RFC 8259, section 7). Eight are looked at at a time.
pub fn plain(text: &[u8]) -> usize {
    let (eights, rest) = text.as_chunks();
    for (number, eight) in eights.iter().enumerate() {
        let plain = plain_of_eight(*eight);
        if plain < 8 {
            return 8 * number + plain;
        }
    }
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    8 * eights.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// A byte that is less than what is taken from it borrows, which sets its highest bit, and perhaps those of bytes
/// behind it. Bytes beyond ASCII, which have it anyway, do not count.
fn plain_of_eight(eight: [u8; 8]) -> usize {
    const EACH: u64 = u64::MAX / 0xff;
    let bytes = u64::from_le_bytes(eight);
    let quotes = bytes ^ (EACH * u64::from(b'"'));
    let backslashes = bytes ^ (EACH * u64::from(b'\\'));
    let found = bytes.wrapping_sub(EACH * 0x20)
        | quotes.wrapping_sub(EACH)
        | backslashes.wrapping_sub(EACH);
    (found & !bytes & (EACH * 0x80)).trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_known_for_what_it_is() {
        for byte in 0..=255 {
            let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
            for around in [b'x', 0x20, 0x21, 0x23, 0xa0, 0xff] {
                for place in 0..19 {
                    let mut text = [around; 19];
                    text[place] = byte;
                    let expected = if is_special { place } else { 19 };
                    assert_eq!(plain(&text), expected, "{byte:#x} among {around:#x}");
                }
            }
        }
    }
}
