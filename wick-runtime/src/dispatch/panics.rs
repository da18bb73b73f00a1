//! Panics of the author's code.

use std::any::Any;

use crate::error::{Error, code};
use crate::process::panics::take_place;

/// A caught panic as an error.
pub(super) fn error(what: &str, request_id: &str, panic: Box<dyn Any + Send>) -> Error {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message");
    let request = if request_id.is_empty() {
        String::new()
    } else {
        format!(" (request {request_id})")
    };
    let place = take_place(message).map_or_else(String::new, |place| format!(" at {place}"));
    Error::new(
        code::PANIC,
        format!("{what} panicked{place}{request}: {message}"),
    )
}
