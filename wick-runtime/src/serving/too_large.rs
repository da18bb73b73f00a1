//! The status of a request that is too large, as Go says it.

use tonic::Code;
use tonic::codegen::http::{HeaderValue, Response};

/// Turns tonic's `OUT_OF_RANGE` for such a request into `RESOURCE_EXHAUSTED`, which grpc-go and
/// the list of gRPC's own status codes have for it. Nothing else of ours answers with that code.
pub(super) fn as_go_says<B>(mut response: Response<B>) -> Response<B> {
    const FROM: i32 = Code::OutOfRange as i32;
    const TO: i32 = Code::ResourceExhausted as i32;
    if let Some(status) = response.headers_mut().get_mut("grpc-status")
        && *status == FROM.to_string()
    {
        *status = HeaderValue::from(TO);
    }
    response
}
