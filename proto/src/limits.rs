//! Sizes and times that both sides keep to.

use std::time::Duration;

/// Largest gRPC message in bytes, sent or received, on both sides: 64 MiB (the reference's
/// `MaxGRPCMessageBytes`).
pub const MAX_MESSAGE_BYTES: usize = 64 << 20;

/// Data bytes in one chunk of a streamed result: 1 MiB. The end is a further, empty chunk with
/// `eof` set.
pub const STREAM_CHUNK_BYTES: usize = 1 << 20;

/// Largest HTTP/2 frame that our side says it takes: a chunk of a result, so that it comes whole, in one piece of
/// memory. A Go peer keeps to HTTP/2's default of 16 KiB anyway.
pub const FRAME_BYTES: u32 = (1 << 20) + (1 << 10);

/// The header of a call that is `1` when arguments that no input asks for are to be refused. Ours
/// alone; others pass over it.
pub const STRICT_HEADER: &str = "wick-strict";

/// The header of a call that is `1` when its arguments are JSON of any types, of which a string is a
/// string. Without it the strings among them are texts of values of any type, as a Go host writes
/// them. Of wick-host alone; others pass over it.
pub const JSON_HEADER: &str = "wick-json";

/// Longest handshake line in bytes, as go-plugin's line reader has it: 64 KiB.
pub const MAX_HANDSHAKE_BYTES: usize = 64 << 10;

/// Largest list of HTTP/2 headers in bytes that either side accepts: 1 MiB. An error message
/// travels in a header, and hyper's default of 16 KiB hides long ones.
pub const MAX_HEADER_LIST_BYTES: u32 = 1 << 20;

/// Longest path of a Unix socket in bytes that every supported system takes: macOS allows 103,
/// Linux 107.
pub const MAX_SOCKET_PATH_BYTES: usize = if cfg!(target_os = "macos") { 103 } else { 107 };

/// Time from starting a plugin to its handshake line (go-plugin's default): 60 s.
pub const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Time that a plugin has between the `Shutdown` call and being killed (go-plugin's): 2 s.
pub const STOP_GRACE: Duration = Duration::from_secs(2);
