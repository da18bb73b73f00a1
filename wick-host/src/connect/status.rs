//! The gRPC status of a plugin's answer, read from whatever bytes its headers hold.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;
use tonic::codegen::Bytes;
use tonic::codegen::http::HeaderMap;
use tonic::{Code, Status};

/// gRPC sends binary headers without padding, and has padded ones taken too.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads the status of a head or of trailers; `None` where there is none.
///
/// In place of [`Status::from_header_map`], which panics over details that are not base64. Here, details that
/// cannot be read are dropped, and so is every other header; a message that is not UTF-8 is read as far as it
/// is; a code that is not a number is [`Code::Unknown`].
pub(crate) fn status_in(headers: &HeaderMap) -> Option<Status> {
    let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
    let message = headers.get(Status::GRPC_MESSAGE).map(|message| {
        percent_decode(message.as_bytes())
            .decode_utf8_lossy()
            .into_owned()
    });
    let details = headers
        .get(Status::GRPC_STATUS_DETAILS)
        .and_then(|details| BASE64.decode(details.as_bytes()).ok());
    Some(Status::with_details(
        code,
        message.unwrap_or_default(),
        Bytes::from(details.unwrap_or_default()),
    ))
}

/// The headers of an answer that tonic is shown: the status, written anew. tonic needs no other, as no
/// compression is agreed on, and keeps each that it gets.
pub(super) fn readable(headers: &HeaderMap) -> HeaderMap {
    let mut readable = HeaderMap::new();
    if let Some(status) = status_in(headers) {
        // Fails for texts that no header holds, and a percent-encoded one is none of these.
        let _ = status.add_header(&mut readable);
    }
    readable
}

#[cfg(test)]
mod tests {
    use tonic::codegen::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(all: &[(&'static str, &[u8])]) -> HeaderMap {
        all.iter()
            .map(|(name, value)| {
                let value = HeaderValue::from_bytes(value).unwrap();
                (HeaderName::from_static(name), value)
            })
            .collect()
    }

    #[test]
    fn r2_status_is_read_whatever_its_headers_hold() {
        // Code, message and details as they are sent, and as they are read.
        type Sent = [&'static [u8]; 3];
        type Read = (Code, &'static str, &'static [u8]);
        let cases: [(Sent, Read); 8] = [
            ([b"5", b"gone", b"aGk"], (Code::NotFound, "gone", b"hi")),
            ([b"5", b"", b"aGk="], (Code::NotFound, "", b"hi")),
            ([b"5", b"", b"!!!"], (Code::NotFound, "", b"")),
            ([b"5", b"", b"\xff\xfe"], (Code::NotFound, "", b"")),
            ([b"5", b"", b"a"], (Code::NotFound, "", b"")),
            (
                [b"8", b"%C3%A9 %ZZ %", b""],
                (Code::ResourceExhausted, "é %ZZ %", b""),
            ),
            (
                [b"8", b"a%FFb\xff", b""],
                (Code::ResourceExhausted, "a\u{fffd}b\u{fffd}", b""),
            ),
            ([b"many", b"m", b""], (Code::Unknown, "m", b"")),
        ];
        for ([code, message, details], (expected, text, bytes)) in cases {
            let headers = headers(&[
                ("grpc-status", code),
                ("grpc-message", message),
                ("grpc-status-details-bin", details),
                ("x-other-bin", b"!!!"),
                ("grpc-encoding", b"gzip"),
            ]);
            let status = status_in(&headers).unwrap();
            assert_eq!(
                (status.code(), status.message(), status.details()),
                (expected, text, bytes)
            );
            let shown = readable(&headers);
            assert!(shown.keys().all(|name| name.as_str().starts_with("grpc-")));
            let again = Status::from_header_map(&shown).unwrap();
            assert_eq!(
                (again.code(), again.message(), again.details()),
                (expected, text, bytes)
            );
        }
        assert!(status_in(&headers(&[("grpc-message", b"m")])).is_none());
        assert!(readable(&headers(&[("x-other-bin", b"!!!")])).is_empty());
    }
}
