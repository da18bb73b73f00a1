//! How the service refuses.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub(super) enum Refusal {
    Forbidden(&'static str),
    Invalid(String),
    Limited(u64),
    NotFound(String),
    Unauthorized,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Forbidden(scope) => (StatusCode::FORBIDDEN, json!({ "scope": scope })),
            Self::Invalid(reason) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "reason": reason }),
            ),
            Self::Limited(seconds) => {
                let headers = [(header::RETRY_AFTER, seconds.to_string())];
                return (StatusCode::TOO_MANY_REQUESTS, headers).into_response();
            }
            Self::NotFound(reason) => (StatusCode::NOT_FOUND, json!({ "reason": reason })),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, json!({})),
        };
        (status, Json(body)).into_response()
    }
}
