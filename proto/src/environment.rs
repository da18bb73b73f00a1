//! Names of the environment variables between host and plugin.
//!
//! A host sets those of go-plugin (`PLUGIN_*`) afresh for each plugin and passes on none that it
//! inherited: a plugin that is itself a host would otherwise hand its own certificate and flags to
//! its children, which then fail, or crash a Go host.

/// The host's certificate, one PEM block; its presence asks for AutoMTLS.
pub const CLIENT_CERT: &str = "PLUGIN_CLIENT_CERT";

/// Non-empty asks the plugin for broker multiplexing; a seventh handshake field answers.
pub const MULTIPLEX_GRPC: &str = "PLUGIN_MULTIPLEX_GRPC";

/// Lowest TCP port to listen on, decimal. Used only where there are no Unix sockets.
pub const MIN_PORT: &str = "PLUGIN_MIN_PORT";

/// Highest TCP port to listen on, decimal.
pub const MAX_PORT: &str = "PLUGIN_MAX_PORT";

/// Protocol versions that the host speaks: decimal numbers joined by commas, in any order.
pub const PROTOCOL_VERSIONS: &str = "PLUGIN_PROTOCOL_VERSIONS";

/// Directory for the plugin's socket; the temporary directory when unset or empty.
pub const UNIX_SOCKET_DIR: &str = "PLUGIN_UNIX_SOCKET_DIR";

/// Group, by name or number, that may connect to the plugin's socket.
pub const UNIX_SOCKET_GROUP: &str = "PLUGIN_UNIX_SOCKET_GROUP";

/// All variables of go-plugin, which a host must not pass on unless it sets them itself.
pub const GO_PLUGIN: [&str; 7] = [
    CLIENT_CERT,
    MULTIPLEX_GRPC,
    MIN_PORT,
    MAX_PORT,
    PROTOCOL_VERSIONS,
    UNIX_SOCKET_DIR,
    UNIX_SOCKET_GROUP,
];

/// Limit of the plugin's address space in MiB, set by the plugin on itself (Linux).
pub const RLIMIT_AS_MB: &str = "WICK_PLUGIN_RLIMIT_AS_MB";

/// Limit of the plugin's CPU time in seconds (Linux).
pub const RLIMIT_CPU_SEC: &str = "WICK_PLUGIN_RLIMIT_CPU_SEC";

/// Limit of the plugin's open files (Linux).
pub const RLIMIT_NOFILE: &str = "WICK_PLUGIN_RLIMIT_NOFILE";

/// The path of the plugin's binary in its plugin directory, set by our host: what is executed may be a
/// copy elsewhere.
pub const INSTALLED_PATH: &str = "WICK_PLUGIN_PATH";

/// File to which a plugin under a debugger writes where it listens.
pub const REATTACH_OUT: &str = "WICK_PLUGIN_REATTACH_OUT";

/// The files of plugins that run under a debugger, for a host to attach to: `KEY=FILE`, joined by commas.
pub const REATTACH: &str = "WICK_PLUGIN_REATTACH";

/// Key of the connector that a host attaches to by the usual file, `bin/plugin-KEY.reattach.json`.
pub const DEBUG_PLUGIN: &str = "WICK_DEBUG_PLUGIN";

/// Directory that the usual file is below; the current one when unset or empty.
pub const DEV_REPO_ROOT: &str = "WICK_DEV_REPO_ROOT";

/// How much a plugin of ours logs: `off`, `error`, `warn`, `info`, `debug` or `trace`.
pub const LOG: &str = "WICK_LOG";

/// Whether a host runs only signed plugins: `1`, `true`, `0` or `false`; or `manifest`, for only those
/// whose whole manifest is signed, which the reference does not know.
pub const REQUIRE_SIGNATURE: &str = "WICK_PLUGIN_REQUIRE_SIGNATURE";

/// Public keys that a host trusts, base64, joined by commas.
pub const TRUSTED_KEYS: &str = "WICK_PLUGIN_PUBKEY";

/// Most processes that a host has at once: a whole number from 1, or `unlimited`.
pub const MAX_PROCS: &str = "WICK_PLUGIN_MAX_PROCS";

/// How long a call waits for a process to become possible, as Go writes times: `10s`, `1m30s`.
pub const QUEUE_TIMEOUT: &str = "WICK_PLUGIN_QUEUE_TIMEOUT";

/// Keys of the connectors that a host keeps running, joined by commas.
pub const WARM: &str = "WICK_PLUGIN_WARM";

/// Directory in which a host makes the private directories of sockets.
pub const SOCKET_DIR: &str = "WICK_PLUGIN_SOCKET_DIR";

/// Directory that a host scans for plugins.
pub const PLUGINS_DIR: &str = "WICK_PLUGINS_DIR";

/// Root directory of all that a host stores.
pub const DATA_DIR: &str = "WICK_DATA_DIR";

/// The catalogue of connectors: an address or a file.
pub const CATALOG: &str = "WICK_PLUGIN_CATALOG";

/// Public keys that catalogues must be signed by one of, base64, joined by commas. Ours alone.
pub const CATALOG_KEYS: &str = "WICK_PLUGIN_CATALOG_PUBKEY";
