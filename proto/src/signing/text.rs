//! The base64 of Go's `encoding/base64.StdEncoding`.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use zeroize::Zeroizing;

use super::SigningError;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The `N` bytes of `text`; `what` names it in errors. No copy stays in memory.
pub(super) fn decode<const N: usize>(
    what: &'static str,
    text: &str,
) -> Result<Zeroizing<[u8; N]>, SigningError> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')));
    let decoded = LENIENT
        .decode(&*digits)
        .map(Zeroizing::new)
        .map_err(|source| SigningError::Base64 { what, source })?;
    let mut bytes = Zeroizing::new([0; N]);
    if decoded.len() != N {
        return Err(SigningError::Length {
            what,
            expected: N,
            found: decoded.len(),
        });
    }
    bytes.copy_from_slice(&decoded);
    Ok(bytes)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(text: &str) -> Result<[u8; 2], SigningError> {
        decode("text", text).map(|bytes| *bytes)
    }

    // Expectations are those of `base64.StdEncoding.DecodeString` of Go 1.26.
    #[test]
    fn decodes_as_leniently_as_go() {
        for text in ["+/8=", "+/9=", "+\n/8\r\n=\n", "\n\n+/8="] {
            assert_eq!(two(text), Ok([0xfb, 0xff]), "{text:?}");
        }
    }

    #[test]
    fn refuses_what_go_refuses() {
        for text in [
            "-_8=", "+/8", "+/8==", "+/8= ", " +/8=", "+/ 8=", "+/8=\t", "+/8=A", "=", "+", "ü",
        ] {
            assert!(
                matches!(two(text), Err(SigningError::Base64 { .. })),
                "{text:?}"
            );
        }
    }

    #[test]
    fn length_counts_bytes() {
        for (text, found) in [("", 0), ("AAAA", 3)] {
            assert_eq!(
                two(text),
                Err(SigningError::Length {
                    what: "text",
                    expected: 2,
                    found
                })
            );
        }
    }
}
