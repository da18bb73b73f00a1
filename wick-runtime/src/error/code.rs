//! The error codes that travel on the wire.
//!
//! A connector may answer with codes of its own; these are the ones that the runtime gives.

/// The arguments are not a JSON object, or one of them cannot be decoded.
pub const BAD_ARGS: &str = "bad_args";

/// A setting of the connector is missing or cannot be decoded.
pub const BAD_SETTINGS: &str = "bad_settings";

/// The operation answered with an error that names no other code.
pub const EXEC_ERROR: &str = "exec_error";

/// The resolver of an OAuth identity failed.
pub const IDENTITY_ERROR: &str = "identity_error";

/// The result cannot be written as JSON.
pub const MARSHAL_ERROR: &str = "marshal_error";

/// The connector has no resolver of OAuth identities.
pub const NO_OAUTH: &str = "no_oauth";

/// The operation panicked.
pub const PANIC: &str = "panic";

/// The connector has no such operation; the message is the key that was asked for.
pub const UNKNOWN_OPERATION: &str = "unknown_operation";
